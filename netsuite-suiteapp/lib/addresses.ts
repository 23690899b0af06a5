import type { BillingContact, DealCustomer } from 'shared-model/deal.ts';
import type { Line, OpenRecord, Values } from './erp.ts';
import { shortenName } from './names.ts';
import { isTicked, textOf } from './values.ts';

const list = 'addressbook';
const subrecord = 'addressbookaddress';

/** Countries whose states NetSuite lists by the ISO code; elsewhere an account may have its own short names, or none. */
const countriesOfStates: readonly string[] = ['CA', 'US'];

/** NetSuite has three lines for a street, of 150 characters each; the CRM's whole street is shorter than two of them. */
const streetLines = ['addr1', 'addr2', 'addr3'] as const;
const longestLine = 150;

/**
 * The address that a new customer is billed at, or nothing while its country or city is not known: NetSuite would take its
 * own country for it, and tax hangs on that.
 *
 * The country comes first, since it decides which form the other fields belong to. A state that the account does not list
 * would refuse the customer, so it is sent only where both platforms use the same codes.
 */
export function billingAddressLine(customer: DealCustomer, contact: BillingContact | undefined): Line | undefined {
  const { country, billingAddress, legalName, name } = customer;
  if (country === undefined || billingAddress?.city === undefined) return undefined;
  const { street = '', city, postalCode, stateCode } = billingAddress;
  const state = countriesOfStates.includes(country) ? stateCode : undefined;
  const fields: Values = {
    country,
    ...(contact === undefined ? {} : { attention: contact.name.slice(0, longestName) }),
    addressee: shortenName(legalName ?? name),
    ...linesOf(street),
    city,
    ...(state === undefined ? {} : { state }),
    ...(postalCode === undefined ? {} : { zip: postalCode }),
  };
  return { label: 'Billing', defaultbilling: true, [subrecord]: { fields } };
}

const longestName = 83;

/** More lines than there is room for end in one that holds the rest; where one is too long, all are set anew. */
function linesOf(street: string): Values {
  const lines = street.split(/\s*[\r\n]+\s*/).filter((line) => line !== '');
  const last = streetLines.length - 1;
  const fitting = lines.length <= last ? lines : [...lines.slice(0, last), lines.slice(last).join(', ')];
  const isFitting = fitting.every((line) => line.length <= longestLine);
  const set = isFitting ? fitting : (lines.join(', ').match(/.{1,150}/g) ?? []);
  return Object.fromEntries(set.map((line, place) => [streetLines[place], line]));
}

/** City and country that a customer is billed in, as far as its record says so. */
export function billedIn(record: OpenRecord): { city?: string; country?: string } {
  const line = record.readLines(list, 'defaultbilling').findIndex(isTicked);
  if (line < 0) return {};
  const read = (field: string): string | undefined => textOf(record.readInside({ list, line, subrecord }, field));
  const [city, country] = [read('city'), read('country')];
  const isCode = country !== undefined && /^[A-Z]{2}$/.test(country);
  return { ...(city === undefined ? {} : { city }), ...(isCode ? { country } : {}) };
}
