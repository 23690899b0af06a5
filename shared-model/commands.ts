import * as z from 'zod/mini';
import { CustomerChoice } from './customer-match.ts';
import { BillingContact, Deal, DealCustomer, KeyPart, PurchaseOrder } from './deal.ts';
import { EngagementId, SalesforceId } from './ids.ts';
import { RecordKey } from './keys.ts';
import { boundedText, CurrencyCode, DateOnly, Decimal, LegalEntityCode, Minutes } from './primitives.ts';

/** Runs the rule pack with the account's own reference rows; writes nothing. */
export const DealCheck = z.strictObject({ deal: Deal });
export type DealCheck = z.infer<typeof DealCheck>;

/**
 * Finds the customer by link, by a person's choice or by its tax id, or creates it; never a second one.
 *
 * A possible match that the choice does not answer is refused with `erp.customer-possible-match` and its candidates.
 */
export const CustomerEnsure = z.strictObject({
  engagementId: EngagementId,
  customer: DealCustomer,
  legalEntity: LegalEntityCode,
  currency: CurrencyCode,
  billingContact: z.optional(BillingContact),
  customerChoice: z.optional(CustomerChoice),
});
export type CustomerEnsure = z.infer<typeof CustomerEnsure>;

/** Creates the project of one deal in one legal entity, billed by charge rules (`CB`), with time not yet allowed. */
export const ProjectCreate = z.strictObject({
  engagementId: EngagementId,
  opportunityId: SalesforceId,
  opportunityUrl: z.optional(boundedText(2000)),
  customerKey: RecordKey,
  name: boundedText(255),
  legalEntity: LegalEntityCode,
  currency: CurrencyCode,
  startOn: DateOnly,
  endOn: DateOnly,
  amount: Decimal,
  minutes: Minutes,
  rateCard: z.optional(boundedText(60)),
  projectTemplate: z.optional(boundedText(60)),
  /** Dimensions by code. */
  department: z.optional(boundedText(60)),
  class: z.optional(boundedText(60)),
  location: z.optional(boundedText(60)),
  /** The e-mail address of the employee who leads the project. */
  projectManager: z.optional(boundedText(254)),
  purchaseOrder: z.optional(PurchaseOrder),
});
export type ProjectCreate = z.infer<typeof ProjectCreate>;

/**
 * Creates one task of a project: one of the template, one for a role (with its planned work), or one for a milestone.
 *
 * Template tasks belong to no SOW line. A milestone has no planned work: NetSuite then keeps it as a milestone.
 */
export const TaskCreate = z.strictObject({
  engagementId: EngagementId,
  projectKey: RecordKey,
  /** Absent means `role`, as version 1.0 of the bridge sent it. */
  kind: z.optional(z.enum(['template', 'role', 'milestone'])),
  title: boundedText(255),
  minutes: Minutes,
  serviceCode: z.optional(boundedText(40)),
  lineKey: z.optional(KeyPart),
  dueOn: z.optional(DateOnly),
});
export type TaskCreate = z.infer<typeof TaskCreate>;

/** Keeps one version of a project's budget: what was sold for it and the work planned; never a cost. */
export const BudgetCreate = z.strictObject({
  engagementId: EngagementId,
  projectKey: RecordKey,
  version: z.int().check(z.gte(1), z.lte(9999)),
  currency: CurrencyCode,
  amount: Decimal,
  minutes: Minutes,
});
export type BudgetCreate = z.infer<typeof BudgetCreate>;

/**
 * Creates one charge rule of a project, with stage Hold, so that nothing is billed before the activation.
 *
 * By time: the hours of one role at the rates of a card, by reference. By milestone: a fixed amount when the milestone's
 * own task is completed. `serviceCode` is the item that stands on the invoice; `order` the rule's place among the others.
 */
export const RuleCreate = z.strictObject({
  engagementId: EngagementId,
  projectKey: RecordKey,
  /** The task that the rule charges for: the role's, or the milestone's own. */
  taskKey: RecordKey,
  name: boundedText(255),
  lineKey: KeyPart,
  serviceCode: boundedText(40),
  order: z.int().check(z.gte(1), z.lte(99_999)),
  basis: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('time'), role: boundedText(80), rateCard: z.optional(boundedText(60)) }),
    z.strictObject({ kind: z.literal('milestone'), amount: Decimal, currency: CurrencyCode }),
  ]),
});
export type RuleCreate = z.infer<typeof RuleCreate>;

/**
 * Opens a provisioned project for time and takes those of its charge rules off Hold that Throughline made.
 *
 * Restartable: rules that are off Hold already stay so.
 */
export const ProjectActivate = z.strictObject({ engagementId: EngagementId, projectKey: RecordKey });
export type ProjectActivate = z.infer<typeof ProjectActivate>;

/**
 * Undoes one record of this generation: `targetKey` is the key under which it was made; the command's own key is its
 * `undoKey`.
 *
 * The ledger row of the target becomes `reversed` before anything is deleted, also when the target was never made, so
 * that a late original is refused. Only what this generation made itself (nothing adopted), that nothing else uses
 * (`erp.record-in-use`) and that nobody changed since (`erp.record-edited`) is deleted. A customer never is.
 */
export const RecordRemove = z.strictObject({ engagementId: EngagementId, targetKey: RecordKey });
export type RecordRemove = z.infer<typeof RecordRemove>;

/** What one system is asked to do, by command type. */
export const commandPayloads = {
  'deal.check': DealCheck,
  'customer.ensure': CustomerEnsure,
  'project.create': ProjectCreate,
  'task.create': TaskCreate,
  'budget.create': BudgetCreate,
  'rule.create': RuleCreate,
  'project.activate': ProjectActivate,
  'record.remove': RecordRemove,
} as const;

export type CommandPayloads = {
  'deal.check': DealCheck;
  'customer.ensure': CustomerEnsure;
  'project.create': ProjectCreate;
  'task.create': TaskCreate;
  'budget.create': BudgetCreate;
  'rule.create': RuleCreate;
  'project.activate': ProjectActivate;
  'record.remove': RecordRemove;
};

export const CommandType = z.enum([
  'deal.check',
  'customer.ensure',
  'project.create',
  'task.create',
  'budget.create',
  'rule.create',
  'project.activate',
  'record.remove',
]);
export type CommandType = z.infer<typeof CommandType>;
