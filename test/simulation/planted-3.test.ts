import { testPlanted } from './planted.ts';

testPlanted(3);
