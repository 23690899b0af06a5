import { z } from 'zod';

/** What one round of load asks for. */
export const LoadOrder = z.object({
  port: z.number(),
  path: z.string(),
  token: z.string(),
  pairing: z.string(),
  connections: z.number(),
  /** Events in one request; 1 sends a single event, more an array. */
  eventsPerRequest: z.number(),
  /** Requests are begun for this long. */
  ms: z.number(),
  /** Requests that are made ready before the time runs; the round ends early when they are used up. */
  mostRequests: z.number(),
  /** No other round may have it: it makes the events of this one different from all others. */
  round: z.string(),
});
export type LoadOrder = z.infer<typeof LoadOrder>;

/** What one round of load has seen. */
export const LoadReport = z.object({
  /** Requests that were answered 202. */
  accepted: z.number(),
  /** Requests that were answered with anything else. */
  refused: z.number(),
  /** From the first request to the last answer. */
  seconds: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
});
export type LoadReport = z.infer<typeof LoadReport>;
