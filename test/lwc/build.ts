import { buildSalesforce } from '../build/salesforce.ts';

/** The tests load what is deployed, so it is written first. */
export async function setup(): Promise<void> {
  await buildSalesforce();
}
