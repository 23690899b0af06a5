import * as z from 'zod/mini';
import { CommandType } from './commands.ts';
import { CustomerCandidate, mostCandidates } from './customer-match.ts';
import { BillingContact, DealCustomer } from './deal.ts';
import { ErpState, mostStates } from './erp-state.ts';
import { DeletedErpRecord, ErpRecord, mostWatched, OutboxRow } from './erp-watch.ts';
import { FaultCode } from './faults.ts';
import { Finding } from './finding.ts';
import { EngagementId, PairingId } from './ids.ts';
import { RecordKey } from './keys.ts';
import { boundedText, Counter, Instant, LegalEntityCode } from './primitives.ts';
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
  z.strictObject({
    version: z.literal(1),
    operation: z.literal('candidates'),
    pairing: PairingId,
    customer: DealCustomer,
    legalEntity: LegalEntityCode,
    billingContact: z.optional(BillingContact),
  }),
  z.strictObject({
    version: z.literal(1),
    operation: z.literal('state'),
    pairing: PairingId,
    states: z.array(ErpState).check(z.minLength(1), z.maxLength(mostStates)),
  }),
  z.strictObject({
    version: z.literal(1),
    operation: z.literal('watch'),
    pairing: PairingId,
    /** Ids of outbox rows of an earlier answer that are stored now and shall not come again. */
    taken: z.array(boundedText(20)).check(z.maxLength(mostWatched)),
    /** Look also for what was changed or deleted since then, whether or not the outbox was rung for it. */
    since: z.optional(Instant),
  }),
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
  /** Only beside `stale`: the fence that the ledger row holds. */
  fence: z.optional(Counter),
  findings: z.optional(z.array(Finding).check(z.maxLength(200))),
  /** Only beside `erp.customer-possible-match`: the customers a person has to choose among, best first. */
  candidates: z.optional(z.array(CustomerCandidate).check(z.maxLength(mostCandidates))),
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

/** The customers of the ERP that may be the one that buys, best first; they are read, and nothing is written. */
export const CandidatesAnswer = z.strictObject({
  version: z.literal(1),
  asOf: Instant,
  candidates: z.array(CustomerCandidate).check(z.maxLength(mostCandidates)),
  unitsLeft,
});
export type CandidatesAnswer = z.infer<typeof CandidatesAnswer>;

/** What became of each engagement's state; `superseded`: a newer one stands there, `busy`: somebody is writing it. */
export const StateAnswer = z.strictObject({
  version: z.literal(1),
  items: z
    .array(
      z.strictObject({
        engagementId: EngagementId,
        result: z.enum(['written', 'superseded', 'busy', 'refused']),
        /** Only beside `superseded`: the version that stands there. */
        heldVersion: z.optional(Counter),
      }),
    )
    .check(z.maxLength(mostStates)),
  unitsLeft,
});
export type StateAnswer = z.infer<typeof StateAnswer>;

/** What rang in the outbox, and the records that it was about or that changed by themselves, as they stand now. */
export const WatchAnswer = z.strictObject({
  version: z.literal(1),
  /** The account's time when the reading began. */
  asOf: Instant,
  outbox: z.array(OutboxRow).check(z.maxLength(mostWatched)),
  records: z.array(ErpRecord).check(z.maxLength(8 * mostWatched)),
  deleted: z.array(DeletedErpRecord).check(z.maxLength(mostWatched)),
  /** Set when more changed since than one answer carries: ask again from this time on. */
  nextSince: z.optional(Instant),
  unitsLeft,
});
export type WatchAnswer = z.infer<typeof WatchAnswer>;
