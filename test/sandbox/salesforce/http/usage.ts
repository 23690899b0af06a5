import type { SandboxClock } from '../../control/clock.ts';

/** How many metered calls the org has seen in the last 24 hours. */
export type Usage = { count(): void; read(): { used: number; max: number }; clear(): void };

const hourMs = 3_600_000;

/** Counts by the hour, which is as exact as anybody reads it. */
export function createUsage(clock: SandboxClock, mostDailyCalls: number): Usage {
  const hours = new Map<number, number>();
  return {
    count: () => {
      const hour = Math.floor(clock.now() / hourMs);
      hours.set(hour, (hours.get(hour) ?? 0) + 1);
      for (const old of hours.keys()) if (old <= hour - 24) hours.delete(old);
    },
    read: () => ({ used: [...hours.values()].reduce((sum, count) => sum + count, 0), max: mostDailyCalls }),
    clear: () => {
      hours.clear();
    },
  };
}
