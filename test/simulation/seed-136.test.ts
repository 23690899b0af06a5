import { describeSeeds } from './seeds.ts';

/** A late repeat of an earlier write came after the request was closed; the CRM refuses it now. */
describeSeeds(136, 136);
