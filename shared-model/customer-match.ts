import * as z from 'zod/mini';
import { boundedText, CountryCode } from './primitives.ts';

/** The most candidates that are shown for one customer. */
export const mostCandidates = 10;

/** Why a customer of the ERP may be the one that buys, in words a person can check. */
export const MatchReason = z.strictObject({
  kind: z.enum(['tax-id', 'mail-domain', 'name']),
  text: boundedText(200),
});
export type MatchReason = z.infer<typeof MatchReason>;

/** What is shown of a candidate beside its name, so that a person can tell two firms apart; never an amount. */
export const CandidateFacts = z.strictObject({
  taxId: z.optional(boundedText(40)),
  mailDomain: z.optional(boundedText(253)),
  city: z.optional(boundedText(100)),
  country: z.optional(CountryCode),
  isActive: z.boolean(),
});
export type CandidateFacts = z.infer<typeof CandidateFacts>;

/**
 * A customer of the ERP that may be the one that buys.
 *
 * `score` is a whole number from 0 to 100. `certain` is said only of the one active customer with the same tax id in the
 * same legal entity: it is adopted without asking. Every other candidate of 60 or more is a question to a person.
 */
export const CustomerCandidate = z.strictObject({
  number: boundedText(80),
  name: boundedText(255),
  score: z.int().check(z.gte(0), z.lte(100)),
  certain: z.boolean(),
  reasons: z.array(MatchReason).check(z.maxLength(5)),
  facts: CandidateFacts,
});
export type CustomerCandidate = z.infer<typeof CustomerCandidate>;

/**
 * What a person answered to a possible match: use that customer, or it is a different firm than those named.
 *
 * *Different* answers only for the customers that were shown; one that appears later is a question anew.
 */
export const CustomerChoice = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('use'), customerNumber: boundedText(80) }),
  z.strictObject({ kind: z.literal('different'), than: z.array(boundedText(80)).check(z.maxLength(mostCandidates)) }),
]);
export type CustomerChoice = z.infer<typeof CustomerChoice>;
