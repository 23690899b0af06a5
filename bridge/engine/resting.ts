/** Runs that one node leaves alone for a while, so that what it cannot do with one holds up none of the others. */
export type RestingRuns = {
  /** Lets a run rest, each time for longer. @returns how often it has failed in a row */
  failed(runId: string): number;
  /** The run was saved, or belongs to another node. */
  forget(runId: string): void;
  /** The runs that rest now. */
  resting(): readonly string[];
};

const firstRestMs = 1_000;
const longestRestMs = 30_000;
/** More runs than this at once rest by being found last; their number bounds what a look for work must pass over. */
const mostRuns = 1_000;

/** @param nowMs a clock that only grows, in milliseconds */
export function createRestingRuns(nowMs: () => number): RestingRuns {
  const runs = new Map<string, { failures: number; untilMs: number }>();
  return {
    failed: (runId) => {
      const failures = (runs.get(runId)?.failures ?? 0) + 1;
      const restMs = Math.min(longestRestMs, firstRestMs * 2 ** Math.min(failures - 1, 10));
      runs.delete(runId);
      runs.set(runId, { failures, untilMs: nowMs() + restMs });
      const [oldest] = runs.keys();
      if (runs.size > mostRuns && oldest !== undefined) runs.delete(oldest);
      return failures;
    },
    forget: (runId) => void runs.delete(runId),
    resting: () => [...runs].filter(([, { untilMs }]) => untilMs > nowMs()).map(([runId]) => runId),
  };
}
