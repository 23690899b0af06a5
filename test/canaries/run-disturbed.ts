import { z } from 'zod';

import { buildSuiteApp } from '../build/netsuite.ts';
import { buildSalesforce } from '../build/salesforce.ts';
import { runCanaries } from './run.ts';

/** For a copy of the tree with a bug in it: builds what the platforms run, plays two refused deals, prints the report. */
async function run(): Promise<void> {
  const { TEST_DATABASE_URL } = z.object({ TEST_DATABASE_URL: z.string() }).parse(process.env);
  await Promise.all([buildSuiteApp(), buildSalesforce()]);
  const report = await runCanaries(TEST_DATABASE_URL, { onlyDisturbed: 2 });
  process.stdout.write(JSON.stringify(report));
}

await run();
