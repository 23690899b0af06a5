import * as z from 'zod/mini';
import { SalesforceId } from './ids.ts';
import { boundedText, CountryCode, CurrencyCode, DateOnly, Decimal, LegalEntityCode, Minutes } from './primitives.ts';

/** A part of a text key that also fits into a record key of ours. */
export const KeyPart = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,30}$/));

/** Where the invoices go, as the CRM has it; `street` may hold several lines, `stateCode` is the ISO one without its country. */
export const PostalAddress = z.strictObject({
  street: z.optional(boundedText(255)),
  city: z.optional(boundedText(50)),
  postalCode: z.optional(boundedText(20)),
  stateCode: z.optional(boundedText(10)),
});
export type PostalAddress = z.infer<typeof PostalAddress>;

/** Who buys: the CRM's Account with what the ERP needs to find or make its customer. */
export const DealCustomer = z.strictObject({
  accountId: SalesforceId,
  name: boundedText(255),
  legalName: z.optional(boundedText(255)),
  taxId: z.optional(boundedText(40)),
  /** Where the company is billed. */
  country: z.optional(CountryCode),
  billingAddress: z.optional(PostalAddress),
  /** Whether the company pays no invoice without a purchase order number. */
  isPurchaseOrderRequired: z.optional(z.boolean()),
  /** The ERP's customer number, once a person or Throughline has linked the two. */
  customerNumber: z.optional(boundedText(80)),
  parent: z.optional(
    z.strictObject({
      accountId: SalesforceId,
      name: boundedText(255),
      customerNumber: z.optional(boundedText(80)),
      taxId: z.optional(boundedText(40)),
    }),
  ),
});
export type DealCustomer = z.infer<typeof DealCustomer>;

/** Who receives the invoices. */
export const BillingContact = z.strictObject({
  contactId: SalesforceId,
  name: boundedText(160),
  email: boundedText(254),
});
export type BillingContact = z.infer<typeof BillingContact>;

/** One role asked for by a SOW line, with its planned work. */
export const DealRole = z.strictObject({
  key: KeyPart,
  /** The CRM's role request, which the staffing step opens; a role without one is planned work only. */
  recordId: z.optional(SalesforceId),
  role: boundedText(80),
  minutes: Minutes,
});
export type DealRole = z.infer<typeof DealRole>;

/** One part of a fixed fee that may be billed when it is reached; its key never changes. */
export const DealMilestone = z.strictObject({
  key: KeyPart,
  /** The CRM's record id, so that a finding can point at it. */
  recordId: z.optional(SalesforceId),
  name: boundedText(255),
  amount: Decimal,
  dueOn: z.optional(DateOnly),
});
export type DealMilestone = z.infer<typeof DealMilestone>;

/** The customer's own order number, which stands on every invoice; how long it may be is a rule's matter. */
export const PurchaseOrder = z.strictObject({ number: boundedText(255), expiresOn: z.optional(DateOnly) });
export type PurchaseOrder = z.infer<typeof PurchaseOrder>;

/** How a line is billed: by the hours worked, or a fixed fee in parts as its milestones are reached. */
export const BillingType = z.enum(['time-and-materials', 'fixed-fee-milestones']);
export type BillingType = z.infer<typeof BillingType>;

/**
 * One line of the signed statement of work; its key never changes.
 *
 * At most 50 roles and 50 milestones, each with a key of its own; milestones belong to a fixed fee only.
 */
export const DealLine = z.strictObject({
  key: KeyPart,
  /** The CRM's record id, so that a finding can point at it. */
  recordId: z.optional(SalesforceId),
  description: boundedText(255),
  legalEntity: z.optional(LegalEntityCode),
  billingType: BillingType,
  serviceCode: boundedText(40),
  currency: CurrencyCode,
  amount: Decimal,
  rateCard: z.optional(boundedText(60)),
  startOn: z.optional(DateOnly),
  endOn: z.optional(DateOnly),
  roles: z.array(DealRole).check(z.maxLength(50), z.refine(areApart, { error: 'two roles of a line have one key' })),
  milestones: z.optional(
    z
      .array(DealMilestone)
      .check(z.maxLength(50), z.refine(areApart, { error: 'two milestones of a line have one key' })),
  ),
  /** Where this line is billed under another order than the deal. */
  purchaseOrder: z.optional(PurchaseOrder),
});
export type DealLine = z.infer<typeof DealLine>;

/**
 * A sold piece of work as the CRM holds it: opportunity, customer, SOW lines (at most 50, each with a key of its own).
 *
 * Amounts are decimal strings in the deal's one currency, planned work is in minutes, days have no time.
 */
export const Deal = z.strictObject({
  opportunityId: SalesforceId,
  /** The CRM's record of the engagement, so that a finding can point at it. */
  engagementRecordId: z.optional(SalesforceId),
  opportunityUrl: z.optional(boundedText(2000)),
  name: boundedText(255),
  isWon: z.boolean(),
  signedOn: z.optional(DateOnly),
  currency: CurrencyCode,
  amount: Decimal,
  startOn: z.optional(DateOnly),
  endOn: z.optional(DateOnly),
  customer: DealCustomer,
  billingContact: z.optional(BillingContact),
  purchaseOrder: z.optional(PurchaseOrder),
  /** The code of the ERP's template whose tasks the project begins with. */
  projectTemplate: z.optional(boundedText(60)),
  /** The ERP's dimensions of this work, by code: the practice that delivers it, its class and place. */
  department: z.optional(boundedText(60)),
  class: z.optional(boundedText(60)),
  location: z.optional(boundedText(60)),
  /** Matched with the ERP's employee by e-mail. */
  projectManager: z.optional(
    z.strictObject({ userId: SalesforceId, name: boundedText(160), email: z.optional(boundedText(254)) }),
  ),
  lines: z.array(DealLine).check(z.maxLength(50), z.refine(areApart, { error: 'two lines have one key' })),
});
export type Deal = z.infer<typeof Deal>;

/** Whether each has a key of its own; what is made for one in the ERP would else stand for the other too. */
function areApart(parts: readonly { readonly key: string }[]): boolean {
  return new Set(parts.map(({ key }) => key)).size === parts.length;
}
