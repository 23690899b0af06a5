import * as z from 'zod/mini';
import { boundedText, Instant } from './primitives.ts';

/** The most rows of each kind that one answer carries; what is left comes with the next call. */
export const mostWatched = 100;

/** What people do in the ERP's own pages, and what its scripts notice. */
export const OutboxKind = z.enum(['changed', 'deleted', 'activate', 'send-again', 'hold', 'release']);
export type OutboxKind = z.infer<typeof OutboxKind>;

/** One row of the ERP's outbox. Of a change it says only that the record may be another one now. */
export const OutboxRow = z.strictObject({
  id: boundedText(20),
  kind: OutboxKind,
  type: boundedText(40),
  recordId: boundedText(20),
  at: Instant,
  by: z.optional(boundedText(160)),
  /** The record's key, when it has one of ours. */
  key: z.optional(boundedText(200)),
  /** The engagement that an act is about. */
  engagementId: z.optional(boundedText(40)),
  note: z.optional(boundedText(300)),
});
export type OutboxRow = z.infer<typeof OutboxRow>;

/** The record types of the ERP that are watched. */
export const WatchedType = z.enum(['customer', 'job', 'projecttask', 'chargerule']);
export type WatchedType = z.infer<typeof WatchedType>;

/** One record as it stands in the ERP: only fields that are listed for its type, as texts; never a cost. */
export const ErpRecord = z.strictObject({
  type: WatchedType,
  id: boundedText(20),
  key: boundedText(200),
  number: z.optional(boundedText(200)),
  /** Key and revision of our command that wrote it last. */
  origin: z.optional(boundedText(160)),
  changedAt: Instant,
  fields: z.record(boundedText(40), z.string().check(z.maxLength(4000))),
});
export type ErpRecord = z.infer<typeof ErpRecord>;

/** A record of ours that is gone. */
export const DeletedErpRecord = z.strictObject({
  type: WatchedType,
  id: boundedText(20),
  key: boundedText(200),
  at: Instant,
  by: z.optional(boundedText(160)),
});
export type DeletedErpRecord = z.infer<typeof DeletedErpRecord>;
