import { describeSeeds } from './seeds.ts';

describeSeeds(26, 50, [26, 30, 35, 40]);
