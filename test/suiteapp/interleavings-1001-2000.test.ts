import { testInterleavings } from './interleavings.ts';

testInterleavings(1001, 2000);
