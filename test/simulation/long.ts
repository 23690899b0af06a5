import { execFileSync, fork } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildOnce } from '../build/once.ts';
import { assertNode } from '../checks/node-version.ts';
import { keepResult, readResults, SeedResult, summaryOf } from './long-results.ts';

/**
 * Plays many seeds on all cores and prints the figures.
 *
 *   npm run long                                 seeds 1 to 2,000
 *   npm run long -- --from 2001 --to 4000 --workers 4
 *
 * Each result is kept at once in `.artifacts/long/<commit>.jsonl`. Started again on the same commit, without changes,
 * it goes on where it was stopped; on a changed tree it begins anew.
 */
const folder = fileURLToPath(new URL('../../.artifacts/long/', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
const worker = fileURLToPath(new URL('long-worker.ts', import.meta.url));
/** A word about progress after so many seeds. */
const seedsPerWord = 50;

assertNode();
const { from, to, workers } = options();
await buildOnce('netsuite');
const commit = commitOfTree();
const file = `${folder}${commit ?? 'changed'}.jsonl`;
if (commit === undefined) await rm(file, { force: true });
const earlier = (await readResults(file)).filter(({ seed }) => seed >= from && seed <= to);
const results = [...earlier];
const known = new Set(earlier.map(({ seed }) => seed));
const left = Array.from({ length: to - from + 1 }, (_, at) => from + at).filter((seed) => !known.has(seed));
say(`seeds ${from} to ${to} by ${workers} workers; ${known.size} are known of this commit already`);
const startedAt = performance.now();
await Promise.all(Array.from({ length: Math.min(workers, left.length) }, () => playOn()));
await tell();

function options(): { from: number; to: number; workers: number } {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { from: text, to: text, workers: text } });
  const read = (name: 'from' | 'to' | 'workers', otherwise: number): number => Number(values[name] ?? otherwise);
  const range = { from: read('from', 1), to: read('to', 2_000), workers: read('workers', availableParallelism()) };
  const isSound = Object.values(range).every((value) => Number.isSafeInteger(value) && value > 0);
  if (isSound && range.to >= range.from) return range;
  process.stderr.write('Say which seeds: npm run long -- --from 1 --to 2000 --workers 2\n');
  process.exit(1);
}

/** The commit, when the tree is that commit's and nothing else. */
function commitOfTree(): string | undefined {
  try {
    const git = (...given: string[]): string => execFileSync('git', given, { cwd: root, encoding: 'utf8' }).trim();
    return git('status', '--porcelain') === '' ? git('rev-parse', 'HEAD') : undefined;
  } catch {
    return undefined;
  }
}

/** One worker process until nothing is left; a seed that ends its process has broken the line, and another takes over. */
async function playOn(): Promise<void> {
  while (left.length > 0) await playWithOne();
}

function playWithOne(): Promise<void> {
  const child = fork(worker, { cwd: root, execPath: process.execPath });
  let playing: number | undefined;
  const next = (): void => {
    playing = left.shift();
    if (playing === undefined) child.disconnect();
    else child.send(playing);
  };
  child.on('message', (told) => {
    if (told !== 'ready') void keep(SeedResult.parse(told));
    next();
  });
  return new Promise((resolve) => {
    child.on('exit', (code) => {
      if (playing !== undefined) void keep(endedProcess(playing, code));
      resolve();
    });
  });
}

function endedProcess(seed: number, code: number | null): SeedResult {
  const nothing = { steps: 0, virtualSeconds: 0, seconds: 0, hash: '', isRepeated: false, disturbances: {}, made: {} };
  return { seed, ...nothing, violations: [`its process ended with code ${code ?? 'none'}`] };
}

async function keep(result: SeedResult): Promise<void> {
  results.push(result);
  for (const violation of result.violations) say(`seed ${result.seed}: ${violation}`);
  if (results.length % seedsPerWord === 0) say(`${results.length} of ${to - from + 1} after ${seconds()} s`);
  await keepResult(file, result);
}

async function tell(): Promise<void> {
  const summary = { commit: commit ?? 'a changed tree', wallSeconds: seconds(), workers, ...summaryOf(results) };
  await writeFile(`${folder}summary.json`, `${JSON.stringify(summary, undefined, 2)}\n`);
  say(JSON.stringify(summary, undefined, 2));
  const { broken } = summary;
  const verdict = broken.length === 0 ? 'none broke the line' : `broken by ${broken.join(', ')}`;
  say(`${summary.seeds} seeds: ${verdict}; repeat one with: npm run seed -- --seed N`);
  if (broken.length > 0 || summary.seeds < to - from + 1) process.exitCode = 1;
}

function seconds(): number {
  return Math.round((performance.now() - startedAt) / 1000);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
