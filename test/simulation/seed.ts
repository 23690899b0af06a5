import { parseArgs } from 'node:util';
import { buildOnce } from '../build/once.ts';
import { assertNode } from '../checks/node-version.ts';
import { startSimulationDatabase } from './database.ts';
import { runLine } from './line.ts';
import { reportOf } from './report.ts';

/**
 * Plays one seed, or a range of them, and tells the story of each.
 *
 *   npm run seed -- --seed 17              the whole story of one run
 *   npm run seed -- --seed 1 --to 200      many runs, one line each; with --until-broken only up to the first that fails,
 *                                          and with --first 17 that one before the others
 */
assertNode();
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    to: { type: 'string' },
    first: { type: 'string' },
    'until-broken': { type: 'boolean' },
  },
});
const from = Number(values.seed ?? 'none');
const to = Number(values.to ?? values.seed);
if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || to < from) {
  process.stderr.write('Say which seed: npm run seed -- --seed 17, or a range: --seed 1 --to 50\n');
  process.exit(1);
}

await buildOnce('netsuite');
const isTold = from === to;
const database = await startSimulationDatabase();
try {
  for (const seed of order()) {
    const startedAt = performance.now();
    const run = await runLine(seed, database, isTold);
    for (const line of run.story) process.stdout.write(`${line}\n`);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    const { steps, virtualSeconds, hash, disturbances } = run;
    process.stdout.write(
      `seed ${seed}: ${steps} steps, ${virtualSeconds} s of its own time in ${seconds} s, ${JSON.stringify(disturbances)}, trace ${hash.slice(0, 16)}\n`,
    );
    if (run.violations.length === 0) continue;
    process.stdout.write(`${reportOf(run)}\n`);
    process.exitCode = 1;
    if (values['until-broken']) break;
  }
} finally {
  await database.stop();
}

function order(): readonly number[] {
  const all = Array.from({ length: to - from + 1 }, (_, at) => from + at);
  const first = all.filter((seed) => seed === Number(values.first));
  return [...first, ...all.filter((seed) => !first.includes(seed))];
}
