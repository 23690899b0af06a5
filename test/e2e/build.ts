import { buildOnce } from '../build/once.ts';
import { buildPages } from '../sandbox/pages/build-pages.ts';

/** Products that start side by side find everything built and do not build it over each other. */
export async function setup(): Promise<void> {
  await Promise.all([buildOnce('netsuite'), buildOnce('salesforce').then(() => buildPages())]);
}
