import * as z from 'zod/mini';
import { boundedText, Instant } from './primitives.ts';

export { ownerLabels } from './labels.ts';

/** The roles that can be asked to act. */
export const OwnerRole = z.enum(['sales-ops', 'delivery', 'finance-ops', 'admin']);
export type OwnerRole = z.infer<typeof OwnerRole>;

/** What one rule says of one deal: what is wrong, why it matters, where it is, and who can fix it. */
export const Finding = z.strictObject({
  code: z.string().check(z.regex(/^deal\.[a-z-]{1,60}$/)),
  severity: z.enum(['blocks', 'warns']),
  title: boundedText(120),
  text: boundedText(400),
  group: z.enum(['customer', 'contract', 'billing', 'tax', 'staffing']),
  /** JSON pointer into the deal. */
  pointer: boundedText(200),
  record: z.optional(
    z.strictObject({
      object: z.enum(['Opportunity', 'Engagement__c', 'SOW_Line__c', 'SOW_Milestone__c', 'Account', 'Contact', 'User']),
      id: boundedText(18),
      field: z.optional(boundedText(80)),
    }),
  ),
  owner: OwnerRole,
  /** How old the ERP's rows were that the finding rests on; absent when it rests on the deal alone. */
  asOf: z.optional(Instant),
});
export type Finding = z.infer<typeof Finding>;
