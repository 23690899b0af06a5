import * as z from 'zod/mini';
import { CommandType } from './commands.ts';
import { FaultCode } from './faults.ts';
import { Finding } from './finding.ts';
import { PairingId } from './ids.ts';
import { RecordKey } from './keys.ts';
import { boundedText, Counter } from './primitives.ts';
import { Reference } from './reference.ts';
import { ExternalRef } from './refs.ts';

/** The most items one call may carry; more is refused as a whole. */
export const mostItems = 50;

/** One command on its way to the ERP; the payload is parsed by its command type. */
export const Item = z.strictObject({
  key: RecordKey,
  revision: Counter,
  fence: Counter,
  command: CommandType,
  payload: z.unknown(),
});
export type Item = z.infer<typeof Item>;

/** What the bridge asks of the SuiteApp's RESTlet. */
export const RestletRequest = z.discriminatedUnion('operation', [
  z.strictObject({
    version: z.literal(1),
    operation: z.literal('post'),
    pairing: PairingId,
    items: z.array(Item).check(z.minLength(1), z.maxLength(mostItems)),
  }),
  z.strictObject({
    version: z.literal(1),
    operation: z.literal('find'),
    pairing: PairingId,
    keys: z.array(RecordKey).check(z.minLength(1), z.maxLength(mostItems)),
  }),
  z.strictObject({ version: z.literal(1), operation: z.literal('reference'), pairing: PairingId }),
]);
export type RestletRequest = z.infer<typeof RestletRequest>;

/** A known failure of one item: its code, and what the ERP said, in plain words and without any rate. */
export const ItemFault = z.strictObject({
  code: FaultCode,
  text: z.string().check(z.maxLength(1000)),
  pointer: z.optional(boundedText(200)),
});
export type ItemFault = z.infer<typeof ItemFault>;

/** What the RESTlet says of one item; *unknown* is only ever made by the caller. */
export const ItemAnswer = z.strictObject({
  key: RecordKey,
  answer: z.enum(['applied', 'duplicate', 'superseded', 'stale', 'rejected', 'deferred', 'busy']),
  revision: z.optional(Counter),
  ref: z.optional(ExternalRef),
  fault: z.optional(ItemFault),
  /** Only beside a rejection: nothing stands in the ERP under this key, and no earlier call has begun to write it. */
  isUntouched: z.optional(z.literal(true)),
  findings: z.optional(z.array(Finding).check(z.maxLength(200))),
});
export type ItemAnswer = z.infer<typeof ItemAnswer>;

/** What is known in the ERP under one key: a posted ledger row, a claim, only the document, or nothing. */
export const FoundItem = z.strictObject({
  key: RecordKey,
  found: z.enum(['posted', 'claimed', 'reversed', 'document', 'absent']),
  revision: z.optional(Counter),
  fence: z.optional(Counter),
  ref: z.optional(ExternalRef),
});
export type FoundItem = z.infer<typeof FoundItem>;

const unitsLeft = z.int();

export const PostAnswer = z.strictObject({
  version: z.literal(1),
  items: z.array(ItemAnswer).check(z.maxLength(mostItems)),
  unitsLeft,
});
export type PostAnswer = z.infer<typeof PostAnswer>;

export const FindAnswer = z.strictObject({
  version: z.literal(1),
  items: z.array(FoundItem).check(z.maxLength(mostItems)),
  unitsLeft,
});
export type FindAnswer = z.infer<typeof FindAnswer>;

export const ReferenceAnswer = z.strictObject({
  version: z.literal(1),
  asOf: Reference.shape.asOf,
  rows: Reference.shape.rows,
  unitsLeft,
});
export type ReferenceAnswer = z.infer<typeof ReferenceAnswer>;
