import type { SandboxClock } from '../../control/clock.ts';

/** How many metered calls the org has seen in the last 24 hours. */
export type Usage = { count(): void; read(): { used: number; max: number }; clear(): void };

/** Source: "API Request Limits and Allocations": Enterprise, 100,000 and 1,000 for each of the five licences. */
const maxDailyCalls = 105_000;
const hourMs = 3_600_000;

/** Counts by the hour, which is as exact as anybody reads it. */
export function createUsage(clock: SandboxClock): Usage {
  const hours = new Map<number, number>();
  return {
    count: () => {
      const hour = Math.floor(clock.now() / hourMs);
      hours.set(hour, (hours.get(hour) ?? 0) + 1);
      for (const old of hours.keys()) if (old <= hour - 24) hours.delete(old);
    },
    read: () => ({ used: [...hours.values()].reduce((sum, count) => sum + count, 0), max: maxDailyCalls }),
    clear: () => {
      hours.clear();
    },
  };
}
