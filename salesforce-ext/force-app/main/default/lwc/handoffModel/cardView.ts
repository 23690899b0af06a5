import { checkView } from './checkView';
import type { Facts } from './facts';
import type { ProgressRow, RequestRow } from './progressRows';
import { runView } from './runView';
import type { CardView } from './view';

/**
 * The card for what is known now.
 *
 * A request of the present generation, or a run that the bridge reports for it, shows the run. An older run shows only
 * when it did not work and nothing newer was asked for; else the checks decide.
 */
export function cardView(facts: Facts): CardView {
  const request = facts.requests.find((row) => row.generation === facts.generation);
  const run = latestRun(facts.progress);
  if (run !== undefined && showsRun(facts, run, request)) return runView(facts, run, request);
  if (request !== undefined && !isEnded(run, facts.generation)) return runView(facts, undefined, request);
  return checkView(facts, run?.state === 'not-ready' ? run : undefined);
}

/** The engagement's own row with the highest generation, then the highest version. */
function latestRun(progress: readonly ProgressRow[]): ProgressRow | undefined {
  const rows = progress.filter((row) => row.step === undefined);
  return rows.toSorted((a, b) => b.generation - a.generation || b.version - a.version)[0];
}

function showsRun(facts: Facts, run: ProgressRow, request: RequestRow | undefined): boolean {
  if (run.state === 'not-ready' || run.state === 'ready') return false;
  if (run.state === 'done') return true;
  if (run.generation >= facts.generation) return true;
  return run.state === 'failed' && request === undefined;
}

/** Whether the bridge has already answered the present generation with findings, so that its request waits for nothing. */
function isEnded(run: ProgressRow | undefined, generation: number): boolean {
  return run !== undefined && run.state === 'not-ready' && run.generation >= generation;
}
