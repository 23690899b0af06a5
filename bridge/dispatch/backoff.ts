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

/** How long a command must have been unknown before it is looked up once more: at once, then after 1, 3, 7 s and so on. */
export function lookUpDueMs(lookups: number): number {
  let dueMs = 0;
  for (let done = 0; done < Math.min(lookups, 1_000); done += 1) {
    dueMs += Math.min(firstWaitMs * 2 ** Math.min(done, 20), longestWaitMs);
  }
  return dueMs;
}
