import { fileURLToPath } from 'node:url';
import { runChild } from './run-child.ts';

/** Seconds that the fixed load takes on the machine for which the budgets of the stages were written. */
const referenceSeconds = 0.7;
const mostMs = 60_000;
const load = fileURLToPath(new URL('./fixed-load.ts', import.meta.url));

/**
 * How many times as long as the machine of the budgets this one takes, at least once: two processes, as the stages have
 * them, start and do a fixed piece of work. A budget says how much a stage may do, not how fast a machine must be.
 */
export async function machineSlowness(): Promise<number> {
  const startedAt = performance.now();
  await Promise.all([0, 1].map(() => runChild([load], { folder: '.', limitMs: mostMs, isShown: false })));
  return Math.max(1, (performance.now() - startedAt) / 1000 / referenceSeconds);
}
