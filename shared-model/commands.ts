import * as z from 'zod/mini';
import { BillingContact, Deal, DealCustomer, KeyPart } from './deal.ts';
import { EngagementId, SalesforceId } from './ids.ts';
import { RecordKey } from './keys.ts';
import { boundedText, CurrencyCode, DateOnly, Decimal, LegalEntityCode, Minutes } from './primitives.ts';

/** Runs the rule pack with the account's own reference rows; writes nothing. */
export const DealCheck = z.strictObject({ deal: Deal });
export type DealCheck = z.infer<typeof DealCheck>;

/** Finds the customer by link or tax id, or creates it; never a second one. */
export const CustomerEnsure = z.strictObject({
  engagementId: EngagementId,
  customer: DealCustomer,
  legalEntity: LegalEntityCode,
  currency: CurrencyCode,
  billingContact: z.optional(BillingContact),
});
export type CustomerEnsure = z.infer<typeof CustomerEnsure>;

/** Creates the project of one deal in one legal entity, with time not yet allowed. */
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
});
export type ProjectCreate = z.infer<typeof ProjectCreate>;

/** Creates one task of a project, with its planned work in minutes. */
export const TaskCreate = z.strictObject({
  engagementId: EngagementId,
  projectKey: RecordKey,
  title: boundedText(255),
  minutes: Minutes,
  serviceCode: boundedText(40),
  lineKey: KeyPart,
});
export type TaskCreate = z.infer<typeof TaskCreate>;

/** Opens a provisioned project for time. */
export const ProjectActivate = z.strictObject({ engagementId: EngagementId, projectKey: RecordKey });
export type ProjectActivate = z.infer<typeof ProjectActivate>;

/** What one system is asked to do, by command type. */
export const commandPayloads = {
  'deal.check': DealCheck,
  'customer.ensure': CustomerEnsure,
  'project.create': ProjectCreate,
  'task.create': TaskCreate,
  'project.activate': ProjectActivate,
} as const;

export type CommandPayloads = {
  'deal.check': DealCheck;
  'customer.ensure': CustomerEnsure;
  'project.create': ProjectCreate;
  'task.create': TaskCreate;
  'project.activate': ProjectActivate;
};

export const CommandType = z.enum([
  'deal.check',
  'customer.ensure',
  'project.create',
  'task.create',
  'project.activate',
]);
export type CommandType = z.infer<typeof CommandType>;
