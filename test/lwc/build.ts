import { buildOnce } from '../build/once.ts';

/** The tests load what is deployed, so it is written first. */
export async function setup(): Promise<void> {
  await buildOnce('salesforce');
}
