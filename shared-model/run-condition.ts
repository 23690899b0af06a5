import * as z from 'zod/mini';
import { FaultCode } from './faults.ts';
import { RecordKey } from './keys.ts';
import { Counter, Instant } from './primitives.ts';

/**
 * What keeps a run from going on at this moment, beside what its workflow knows.
 *
 * `queued`: nothing of it has been sent yet; so many engagements stand before it, exactly up to ten and rounded down beyond;
 * `nextAt` is about when its turn comes, known once the queue has moved.
 * `looking-up`: nobody knows whether the ERP did what was sent; `nextAt` is when it is looked up next.
 * `unreachable`: the ERP cannot be asked; the command waits until `nextAt`.
 */
export const RunCondition = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('queued'), ahead: Counter, nextAt: z.optional(Instant) }),
  z.object({ kind: z.literal('looking-up'), key: RecordKey, nextAt: z.optional(Instant) }),
  z.object({ kind: z.literal('unreachable'), code: FaultCode, nextAt: z.optional(Instant) }),
]);
export type RunCondition = z.infer<typeof RunCondition>;
