import * as z from 'zod/mini';
import { startSimulationDatabase } from './database.ts';
import { type LineRun, runLine } from './line.ts';
import type { SeedResult } from './long-results.ts';

/**
 * A process of a long run: plays the seeds that its parent names, one after the other, on a database of its own.
 *
 * It ends when the parent does.
 */
const seedsPerRepeat = 50;

process.on('disconnect', () => process.exit(0));
const database = await startSimulationDatabase();
process.on('message', (told) => {
  void play(z.parse(z.int(), told)).then((result) => process.send?.(result));
});
process.send?.('ready');

async function play(seed: number): Promise<SeedResult> {
  const startedAt = performance.now();
  const run = await runLine(seed, database);
  const isRepeated = seed % seedsPerRepeat === 0;
  const differences = isRepeated ? differencesOf(run, await runLine(seed, database)) : [];
  return {
    seed,
    steps: run.steps,
    virtualSeconds: run.virtualSeconds,
    seconds: Math.round(performance.now() - startedAt) / 1000,
    hash: run.hash,
    isRepeated,
    disturbances: { ...run.disturbances },
    made: { ...run.made },
    violations: [...run.violations, ...differences],
  };
}

function differencesOf(first: LineRun, second: LineRun): readonly string[] {
  return first.hash === second.hash ? [] : [`the second time its trace was ${second.hash}`];
}
