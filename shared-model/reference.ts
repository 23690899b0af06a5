import * as z from 'zod/mini';
import { boundedText, CurrencyCode, DateOnly, Instant, LegalEntityCode } from './primitives.ts';

/** A company of the firm that may sell, deliver and bill. */
export const LegalEntityRow = z.strictObject({
  kind: z.literal('legal-entity'),
  code: LegalEntityCode,
  name: boundedText(255),
  currency: CurrencyCode,
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

/** What the rules must know of the ERP; never a rate and never a cost. */
export const ReferenceRow = z.discriminatedUnion('kind', [LegalEntityRow, RateCardRow]);
export type ReferenceRow = z.infer<typeof ReferenceRow>;

/** The ERP's reference rows as of one moment; at most 2,000. */
export const Reference = z.strictObject({ asOf: Instant, rows: z.array(ReferenceRow).check(z.maxLength(2000)) });
export type Reference = z.infer<typeof Reference>;
