import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import * as z from 'zod/mini';
import { runChild } from './run-child.ts';
import type { Outcome } from './stages.ts';

const Result = z.object({ status: z.string(), fullName: z.string(), failureMessages: z.nullish(z.array(z.string())) });
const File = z.object({
  name: z.string(),
  status: z.string(),
  message: z.nullish(z.string()),
  assertionResults: z.array(Result),
});
const Report = z.object({ numPassedTests: z.number(), numFailedTests: z.number(), testResults: z.array(File) });

type Counted = Pick<Outcome, 'passed' | 'failed' | 'failures' | 'skipped'>;

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
  const counted = await countTests(report, root);
  await rm(report, { force: true });
  if (isGood || counted.failed > 0) return { ...counted, output };
  return { ...counted, failed: 1, failures: [...counted.failures, ...unhandledIn(output)], output };
}

/** A runner that died wrote no report: then nothing passed. */
async function countTests(report: string, root: string): Promise<Counted> {
  const text = await readFile(report, 'utf8').catch(() => undefined);
  const failure = 'The test runner ended without a report.';
  if (text === undefined) return { passed: 0, failed: 0, failures: [failure], skipped: [] };
  const { numPassedTests, numFailedTests, testResults } = Report.parse(JSON.parse(text));
  const failures = testResults.flatMap((file) => failuresOf(file, root));
  const skipped = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.filter(isSkipped).map(({ fullName }) => `${relative(root, name)} > ${fullName}`),
  );
  return { passed: numPassedTests, failed: numFailedTests, failures, skipped };
}

function isSkipped({ status }: z.infer<typeof Result>): boolean {
  return status !== 'passed' && status !== 'failed';
}

/** What was thrown while no test waited for it, and in which file: no test of the report has failed of it. */
export function unhandledIn(output: string): readonly string[] {
  const lines = stripVTControlCharacters(output).split('\n');
  return lines.flatMap((line, place) => {
    if (!/(Uncaught Exception|Unhandled (Rejection|Error)) ⎯/.test(line)) return [];
    const origin = lines.slice(place).find((one) => one.startsWith('This error originated in')) ?? '';
    const file = /"([^"]+)" test file/.exec(origin)?.[1];
    return [`${file ?? 'no test file'}, unhandled: ${firstLine(lines.slice(place + 1).join('\n'))}`];
  });
}

/** Each failed test with the first line of what it said; a file that could not be run fails as a whole. */
function failuresOf({ name, status, message, assertionResults }: z.infer<typeof File>, root: string): string[] {
  const file = relative(root, name);
  const failed = assertionResults.filter((result) => result.status === 'failed');
  if (failed.length === 0) return status === 'failed' ? [`${file}: ${firstLine(message)}`] : [];
  return failed.map(({ fullName, failureMessages }) => `${file} > ${fullName}: ${firstLine(failureMessages?.[0])}`);
}

const longestLine = 300;

function firstLine(text: string | null | undefined): string {
  return (text ?? '').trim().split('\n', 1).join('').slice(0, longestLine);
}
