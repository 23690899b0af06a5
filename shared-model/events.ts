import * as z from 'zod/mini';
import { CustomerChoice } from './customer-match.ts';
import { Deal } from './deal.ts';
import { EngagementId, SalesforceId } from './ids.ts';
import { RecordKey } from './keys.ts';
import { boundedText, Counter, Instant, LegalEntityCode } from './primitives.ts';
import { ExternalRef } from './refs.ts';
import { ItemFault } from './restlet.ts';

/** 1 for the first attempt; grows when an ended attempt is deliberately begun anew. */
const Generation = z.int().check(z.gte(1), z.lte(999_999));

/** Someone asked for the project of a sold deal, with everything the deal says at that moment. */
export const ProvisioningRequested = z.strictObject({
  engagementId: EngagementId,
  generation: Generation,
  /** Grows with every change of the deal or of the request. */
  revision: Counter,
  requestId: z.optional(SalesforceId),
  requestKey: z.optional(boundedText(60)),
  requestedBy: z.optional(z.strictObject({ userId: SalesforceId, name: boundedText(160) })),
  requestedAt: Instant,
  /** What the person answered to a possible match of the customer. */
  customerChoice: z.optional(CustomerChoice),
  deal: Deal,
});
export type ProvisioningRequested = z.infer<typeof ProvisioningRequested>;

/**
 * What a person does about a run, from the card, the console or the API; the event's type says which act it is.
 *
 * `provisioning.cancelled`: not begun yet, so nothing is made. `provisioning.given-up`: the run ends, and what it made
 * is undone. `provisioning.retried`: what was refused or held is asked for again, in the same generation.
 */
export const ProvisioningAct = z.strictObject({
  engagementId: EngagementId,
  generation: Generation,
  /** The CRM's record of the act, which is closed when the act is done with. */
  requestId: z.optional(SalesforceId),
  actor: boundedText(160),
  actedAt: Instant,
});
export type ProvisioningAct = z.infer<typeof ProvisioningAct>;

/** `project.activation-approved`: finance opened the project for time in the ERP's own page. */
export const ActivationApproved = z.strictObject({
  engagementId: EngagementId,
  generation: Generation,
  projectKey: RecordKey,
  approvedBy: boundedText(160),
  approvedAt: Instant,
});
export type ActivationApproved = z.infer<typeof ActivationApproved>;

/**
 * `row.shown`: a row of ours stands in the CRM, or with a fault: the CRM refuses it and a person must look.
 *
 * The store tells the run in the transaction that marks the row written.
 */
export const RowShown = z.strictObject({ key: boundedText(200), fault: z.optional(ItemFault) });
export type RowShown = z.infer<typeof RowShown>;

/** `project.provisioned`, our own: the project is complete and open for time. Other systems may listen. */
export const ProjectProvisioned = z.strictObject({
  engagementId: EngagementId,
  generation: Generation,
  opportunityId: SalesforceId,
  legalEntity: LegalEntityCode,
  project: ExternalRef,
  taskCount: Counter,
  provisionedAt: Instant,
});
export type ProjectProvisioned = z.infer<typeof ProjectProvisioned>;

/** The event types that other producers may send, with the schema of their data and its major version. */
export const acceptedEvents = {
  'provisioning.requested': { major: 1, schema: ProvisioningRequested },
} as const;
