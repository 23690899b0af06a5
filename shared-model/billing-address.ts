import type { DealCustomer } from './deal.ts';

/** What both platforms can be told of where a customer is billed; the lines of the street are not empty. */
export type BillingPlace = {
  readonly lines: readonly string[];
  readonly city: string | undefined;
  readonly state: string | undefined;
  readonly postalCode: string | undefined;
  readonly country: string;
};

/** Countries whose states both platforms come with under the ISO codes; elsewhere an account may have its own short names. */
const countriesOfStates: readonly string[] = ['CA', 'US'];

/**
 * Where a customer is billed, or nothing while the country or all beside it is not known: NetSuite would take its own
 * country for it, and tax hangs on that.
 */
export function billingPlaceOf({ country, billingAddress = {} }: DealCustomer): BillingPlace | undefined {
  const { street = '', city, stateCode, postalCode } = billingAddress;
  const lines = street
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (country === undefined || (lines.length === 0 && city === undefined && postalCode === undefined)) return undefined;
  const state = countriesOfStates.includes(country) ? stateCode : undefined;
  return { lines, city, state, postalCode, country };
}
