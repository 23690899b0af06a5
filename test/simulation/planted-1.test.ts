import { testPlanted } from './planted.ts';

testPlanted(1);
