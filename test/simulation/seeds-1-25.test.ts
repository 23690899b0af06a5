import { describeSeeds } from './seeds.ts';

describeSeeds(1, 25, [1, 4, 7, 10]);
