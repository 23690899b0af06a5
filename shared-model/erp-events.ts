import * as z from 'zod/mini';
import { EngagementId, SalesforceId } from './ids.ts';
import { boundedText, Instant } from './primitives.ts';
import { WatchedType } from './erp-watch.ts';

const of = {
  engagementId: EngagementId,
  opportunityId: SalesforceId,
};

/** A field that the CRM owns and that stands otherwise in the ERP. */
export const Difference = z.strictObject({
  field: boundedText(40),
  here: z.string().check(z.maxLength(4000)),
  wanted: z.string().check(z.maxLength(4000)),
});
export type Difference = z.infer<typeof Difference>;

/**
 * `erp.record-changed`: a record of an engagement is another one now than when it was read last.
 *
 * Its event id is made of record, id, hash, the hash before and the time of the change, so that whoever reads it gives the
 * same one.
 */
export const ErpRecordChanged = z.strictObject({
  ...of,
  type: WatchedType,
  id: boundedText(20),
  key: boundedText(200),
  number: z.optional(boundedText(200)),
  fields: z.record(boundedText(40), z.string().check(z.maxLength(4000))),
  hash: boundedText(64),
  previousHash: z.optional(boundedText(64)),
  by: z.optional(boundedText(160)),
  at: Instant,
  differs: z.array(Difference).check(z.maxLength(20)),
});
export type ErpRecordChanged = z.infer<typeof ErpRecordChanged>;

/** `erp.record-deleted`: somebody else than we deleted a record of an engagement. */
export const ErpRecordDeleted = z.strictObject({
  ...of,
  type: WatchedType,
  id: boundedText(20),
  key: boundedText(200),
  by: z.optional(boundedText(160)),
  at: Instant,
});
export type ErpRecordDeleted = z.infer<typeof ErpRecordDeleted>;

/** `erp.acted`: what a person did on the ERP's tab. */
export const ErpActed = z.strictObject({
  ...of,
  act: z.enum(['activate', 'send-again', 'hold', 'release']),
  by: boundedText(160),
  at: Instant,
  note: z.optional(boundedText(300)),
});
export type ErpActed = z.infer<typeof ErpActed>;
