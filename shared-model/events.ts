import * as z from 'zod/mini';
import { Deal } from './deal.ts';
import { EngagementId, SalesforceId } from './ids.ts';
import { boundedText, Counter, Instant } from './primitives.ts';

/** Someone asked for the project of a sold deal, with everything the deal says at that moment. */
export const ProvisioningRequested = z.strictObject({
  engagementId: EngagementId,
  /** 1 for the first attempt; grows when an ended attempt is deliberately begun anew. */
  generation: z.int().check(z.gte(1), z.lte(999_999)),
  /** Grows with every change of the deal or of the request. */
  revision: Counter,
  requestId: z.optional(SalesforceId),
  requestKey: z.optional(boundedText(60)),
  requestedBy: z.optional(z.strictObject({ userId: SalesforceId, name: boundedText(160) })),
  requestedAt: Instant,
  deal: Deal,
});
export type ProvisioningRequested = z.infer<typeof ProvisioningRequested>;

/** The event types that other producers may send, with the schema of their data and its major version. */
export const acceptedEvents = {
  'provisioning.requested': { major: 1, schema: ProvisioningRequested },
} as const;
