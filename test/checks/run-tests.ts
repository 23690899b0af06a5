import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { runChild } from './run-child.ts';
import type { Outcome } from './stages.ts';

const Report = z.object({ success: z.boolean(), numPassedTests: z.number(), numFailedTests: z.number() });

/** Runs one project of the test runner and counts by the runner's own report. */
export async function runTests(project: string, root: string, limitMs: number): Promise<Outcome> {
  const folder = join(root, 'node_modules/.cache/throughline/reports');
  const report = join(folder, `${project}-${process.pid}.json`);
  await mkdir(folder, { recursive: true });
  const { isGood, output } = await runChild(
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      ...['--config', join(root, 'test/vitest.config.ts')],
      ...['--project', project, '--passWithNoTests'],
      ...['--reporter', 'default', '--reporter', 'json', `--outputFile.json=${report}`],
    ],
    { folder: root, limitMs, isShown: true },
  );
  const counted = await countTests(report);
  await rm(report, { force: true });
  return { ...counted, failed: isGood ? counted.failed : Math.max(1, counted.failed), output };
}

/** A runner that died wrote no report: then nothing passed. */
async function countTests(report: string): Promise<{ passed: number; failed: number }> {
  const text = await readFile(report, 'utf8').catch(() => undefined);
  if (text === undefined) return { passed: 0, failed: 0 };
  const { numPassedTests, numFailedTests } = Report.parse(JSON.parse(text));
  return { passed: numPassedTests, failed: numFailedTests };
}
