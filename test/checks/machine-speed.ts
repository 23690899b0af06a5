import { fileURLToPath } from 'node:url';
import { runChild } from './run-child.ts';

/**
 * Seconds that the fixed load takes on the machine for which the budgets of the stages were written. Not measured there:
 * it lies between a machine of 0.4 s, whose store stage took 69 s, and one of 1.5 s and 162 s; there it took 76 s.
 */
const referenceSeconds = 0.7;
/** A machine that is busy with something else must not do away with the budgets. */
const mostSlowness = 3;
const mostMs = 60_000;
const load = fileURLToPath(new URL('./fixed-load.ts', import.meta.url));

/**
 * How many times as long as the machine of the budgets this one takes, from 1 to 3: two processes, as the stages have
 * them, start and do a fixed piece of work. A budget says how much a stage may do, not how fast a machine must be.
 */
export async function machineSlowness(): Promise<number> {
  const startedAt = performance.now();
  const both = await Promise.all([0, 1].map(() => runChild([load], { folder: '.', limitMs: mostMs, isShown: false })));
  const failed = both.find(({ isGood }) => !isGood);
  if (failed !== undefined) throw new Error(`The speed of this machine could not be measured: ${failed.output}`);
  const slowness = (performance.now() - startedAt) / 1000 / referenceSeconds;
  return Math.min(mostSlowness, Math.max(1, slowness));
}
