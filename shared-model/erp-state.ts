import * as z from 'zod/mini';
import { OwnerRole } from './finding.ts';
import { EngagementId, SalesforceId } from './ids.ts';
import { RecordKey } from './keys.ts';
import { boundedText, Counter, DateOnly, Instant } from './primitives.ts';
import { EngagementState, StepId, StepState } from './steps.ts';

/** The most engagements whose state one call may carry. */
export const mostStates = 20;

const OpenItem = z.strictObject({
  text: boundedText(400),
  owner: z.optional(OwnerRole),
  since: Instant,
});

const HistoryEntry = z.strictObject({ at: Instant, text: boundedText(300), by: z.optional(boundedText(160)) });

/** Where the engagement comes from in the CRM; names as the deal had them. */
const Origin = z.strictObject({
  opportunityId: SalesforceId,
  opportunityName: z.optional(boundedText(200)),
  opportunityUrl: z.optional(boundedText(500)),
  accountId: z.optional(SalesforceId),
  accountName: z.optional(boundedText(300)),
  accountUrl: z.optional(boundedText(500)),
  /** SOW lines of the deal. */
  lineCount: z.optional(Counter),
  requestedBy: z.optional(boundedText(160)),
  requestedAt: z.optional(Instant),
});

/** What the CRM says of the fields that it owns on the project, in our words; what is absent is not compared. */
export const WantedFields = z.strictObject({
  name: z.optional(boundedText(300)),
  startOn: z.optional(DateOnly),
  endOn: z.optional(DateOnly),
  /** Decimal text, in the deal's currency. */
  amount: z.optional(boundedText(40)),
  currency: z.optional(boundedText(3)),
  projectManager: z.optional(boundedText(200)),
});
export type WantedFields = z.infer<typeof WantedFields>;

/**
 * Where one engagement stands, as the ERP's tab *Sync status* shows it.
 *
 * It is made of the very rows that the CRM shows, so that no record has two states in two products. `version` only
 * grows: an older one is refused by whoever holds a newer one.
 */
export const ErpState = z.strictObject({
  engagementId: EngagementId,
  version: Counter,
  state: EngagementState,
  /** One sentence that says what is true now. */
  text: boundedText(255),
  owner: z.optional(OwnerRole),
  /** When this became so. */
  since: Instant,
  startedAt: z.optional(Instant),
  steps: z
    .array(z.strictObject({ step: StepId, state: StepState, text: boundedText(255), at: Instant }))
    .check(z.maxLength(10)),
  openItems: z.array(OpenItem).check(z.maxLength(30)),
  history: z.array(HistoryEntry).check(z.maxLength(30)),
  origin: Origin,
  wanted: WantedFields,
  hold: z.optional(z.strictObject({ by: boundedText(160), at: Instant })),
  /** Set while the run waits for finance to open the project for time: the project that would be opened. */
  awaitsActivation: z.optional(RecordKey),
});
export type ErpState = z.infer<typeof ErpState>;
