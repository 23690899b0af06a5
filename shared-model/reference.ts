import * as z from 'zod/mini';
import { boundedText, CountryCode, CurrencyCode, DateOnly, Instant, LegalEntityCode, Minutes } from './primitives.ts';

/**
 * What the rules must know of the ERP, each row under a code that is unique in its kind; never a rate and never a cost.
 *
 * A kind of which no row came was not read (an older SuiteApp does not know it): its rules say nothing.
 * In the CRM each row is one `ERP_Reference__c` with the key `referenceKey`; what has no field of its own there stands as
 * JSON in `Detail__c` (`referenceDetail`).
 */

/** A company of the firm that may sell, deliver and bill. */
export const LegalEntityRow = z.strictObject({
  kind: z.literal('legal-entity'),
  code: LegalEntityCode,
  name: boundedText(255),
  currency: CurrencyCode,
  country: z.optional(CountryCode),
  isActive: z.boolean(),
});
export type LegalEntityRow = z.infer<typeof LegalEntityRow>;

/** A list of bill rates by role of one legal entity, in force from one day to another (both included). Never a rate itself. */
export const RateCardRow = z.strictObject({
  kind: z.literal('rate-card'),
  code: boundedText(60),
  name: boundedText(255),
  legalEntity: LegalEntityCode,
  currency: CurrencyCode,
  validFrom: DateOnly,
  validTo: z.optional(DateOnly),
  isActive: z.boolean(),
});
export type RateCardRow = z.infer<typeof RateCardRow>;

/** A currency that the account keeps its books or bills in. */
export const CurrencyRow = z.strictObject({
  kind: z.literal('currency'),
  code: CurrencyCode,
  name: boundedText(255),
  isActive: z.boolean(),
});
export type CurrencyRow = z.infer<typeof CurrencyRow>;

/** An item that may stand on an invoice, and the legal entities that may sell it. */
export const ServiceItemRow = z.strictObject({
  kind: z.literal('service-item'),
  code: boundedText(40),
  name: boundedText(255),
  legalEntities: z.array(LegalEntityCode).check(z.maxLength(200)),
  isActive: z.boolean(),
});
export type ServiceItemRow = z.infer<typeof ServiceItemRow>;

/** An employee who may lead projects or did; others are not delivered. The code is the e-mail address in lower case. */
export const EmployeeRow = z.strictObject({
  kind: z.literal('employee'),
  code: boundedText(100),
  name: boundedText(160),
  isProjectManager: z.boolean(),
  legalEntity: z.optional(LegalEntityCode),
  isActive: z.boolean(),
});
export type EmployeeRow = z.infer<typeof EmployeeRow>;

/** A template of projects, with its tasks in their order; of one legal entity, or of all. */
export const ProjectTemplateRow = z.strictObject({
  kind: z.literal('project-template'),
  code: boundedText(60),
  name: boundedText(255),
  legalEntity: z.optional(LegalEntityCode),
  isActive: z.boolean(),
  tasks: z
    .array(
      z.strictObject({
        /** Stable as long as the task is: it becomes part of the key of each copy. */
        key: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,30}$/)),
        title: boundedText(255),
        minutes: z.optional(Minutes),
      }),
    )
    .check(z.maxLength(100)),
});
export type ProjectTemplateRow = z.infer<typeof ProjectTemplateRow>;

/** An accounting period; the code is its first day. Locks are kept by legal entity, closing is for the whole account. */
export const PeriodRow = z.strictObject({
  kind: z.literal('period'),
  code: DateOnly,
  name: boundedText(255),
  endOn: DateOnly,
  isClosed: z.boolean(),
});
export type PeriodRow = z.infer<typeof PeriodRow>;

/** That a legal entity may bill customers of a country: its tax set-up there. The code is `CV-DE:BR`. */
export const TaxProfileRow = z.strictObject({
  kind: z.literal('tax-profile'),
  code: boundedText(60),
  name: boundedText(255),
  legalEntity: LegalEntityCode,
  country: CountryCode,
  isActive: z.boolean(),
});
export type TaxProfileRow = z.infer<typeof TaxProfileRow>;

export const ReferenceRow = z.discriminatedUnion('kind', [
  LegalEntityRow,
  RateCardRow,
  CurrencyRow,
  ServiceItemRow,
  EmployeeRow,
  ProjectTemplateRow,
  PeriodRow,
  TaxProfileRow,
]);
export type ReferenceRow = z.infer<typeof ReferenceRow>;

/** The ERP's reference rows as of one moment; at most 2,000. */
export const Reference = z.strictObject({ asOf: Instant, rows: z.array(ReferenceRow).check(z.maxLength(2000)) });
export type Reference = z.infer<typeof Reference>;

/** The text that names one row in the CRM: `service-item:SVC-ENG`. */
export function referenceKey({ kind, code }: ReferenceRow): string {
  return `${kind}:${code}`;
}

/** What a row has beside the fields of `ERP_Reference__c`, as one JSON object; nothing when there is no more. */
export function referenceDetail(row: ReferenceRow): string | undefined {
  switch (row.kind) {
    case 'legal-entity':
      return row.country === undefined ? undefined : JSON.stringify({ country: row.country });
    case 'service-item':
      return JSON.stringify({ legalEntities: row.legalEntities });
    case 'employee':
      return JSON.stringify({ isProjectManager: row.isProjectManager });
    case 'project-template':
      return JSON.stringify({ tasks: row.tasks });
    case 'period':
      return JSON.stringify({ endOn: row.endOn, isClosed: row.isClosed });
    case 'tax-profile':
      return JSON.stringify({ country: row.country });
    case 'rate-card':
    case 'currency':
      return undefined;
  }
}
