const firstWaitMs = 1_000;
const longestWaitMs = 15 * 60_000;
const longestRetryAfterMs = 60 * 60_000;

/**
 * Wait before the next attempt, in milliseconds.
 *
 * Doubles from one second up to 15 minutes, for ever, times a jitter so that queues do not wake together. The vendor's
 * own `Retry-After` wins, since only the vendor knows its window; it is kept between a second and an hour.
 *
 * @param attempt 1 for the wait after the first attempt
 * @param chance from 0 to 1, drawn by the caller
 */
export function backoffMs(attempt: number, chance: number, retryAfterMs?: number): number {
  if (retryAfterMs !== undefined) return Math.min(Math.max(retryAfterMs, firstWaitMs), longestRetryAfterMs);
  const doublings = Math.min(Math.max(attempt - 1, 0), 20);
  return Math.round(Math.min(firstWaitMs * 2 ** doublings, longestWaitMs) * (0.5 + chance / 2));
}

/**
 * Wait before the next look-up of a command whose fate stays unknown, in milliseconds; the first comes at once.
 *
 * @param lookups those that told nothing before this one
 */
export function lookUpWaitMs(lookups: number): number {
  return Math.min(firstWaitMs * 2 ** Math.min(lookups, 20), longestWaitMs);
}
