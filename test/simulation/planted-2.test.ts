import { testPlanted } from './planted.ts';

testPlanted(2);
