import { z } from 'zod';

/** What the supervisor is told when both sides answer. */
export const SandboxReady = z.object({
  salesforceUrl: z.string(),
  netsuiteUrl: z.string(),
  pubsubAddress: z.string(),
  /** What whoever speaks TLS with the sandbox must trust. */
  certificatePem: z.string(),
  /** The key of the org's client `sandbox-jwt`, which signs in as the integration user. */
  salesforceKeyPem: z.string(),
  orgId: z.string(),
  /** The Opportunity that a newcomer opens first. */
  firstDealId: z.string(),
  accountId: z.string(),
  clientId: z.string(),
  certificateId: z.string(),
  privateKeyPem: z.string(),
});
export type SandboxReady = z.infer<typeof SandboxReady>;

/** What the bridge says when it answers. */
export const BridgeReady = z.object({ url: z.string(), postgresPid: z.number().optional() });
export type BridgeReady = z.infer<typeof BridgeReady>;

/** What the bridge says later: its PostgreSQL was started anew. */
export const PostgresNews = z.strictObject({ postgresPid: z.number() });
