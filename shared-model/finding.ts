import * as z from 'zod/mini';
import { boundedText } from './primitives.ts';

/** The roles that can be asked to act. */
export const OwnerRole = z.enum(['sales-ops', 'delivery', 'finance-ops', 'admin']);
export type OwnerRole = z.infer<typeof OwnerRole>;

/** What each owner role is called on a screen. */
export const ownerLabels: Readonly<Record<OwnerRole, string>> = {
  'sales-ops': 'Sales operations',
  delivery: 'Delivery',
  'finance-ops': 'Finance operations',
  admin: 'Throughline admin',
};

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
      object: z.enum(['Opportunity', 'Engagement__c', 'SOW_Line__c', 'Account']),
      id: boundedText(18),
      field: z.optional(boundedText(80)),
    }),
  ),
  owner: OwnerRole,
});
export type Finding = z.infer<typeof Finding>;
