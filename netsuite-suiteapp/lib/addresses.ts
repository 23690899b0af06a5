import { billingPlaceOf } from 'shared-model/billing-address.ts';
import type { BillingContact, DealCustomer } from 'shared-model/deal.ts';
import type { Line, OpenRecord, Values } from './erp.ts';
import { shortenName } from './names.ts';
import { isTicked, textOf } from './values.ts';

const list = 'addressbook';
const subrecord = 'addressbookaddress';

/** NetSuite has three lines for a street, of so many characters each. */
const streetFields = ['addr1', 'addr2', 'addr3'] as const;
const longestLine = 150;

/**
 * The address that a new customer is billed at, or nothing while too little of it is known.
 *
 * The country comes first, since it decides which form the other fields belong to.
 */
export function billingAddressLine(customer: DealCustomer, contact: BillingContact | undefined): Line | undefined {
  const place = billingPlaceOf(customer);
  if (place === undefined) return undefined;
  const { country, lines, city, state, postalCode } = place;
  const fields: Values = {
    country,
    ...(contact === undefined ? {} : { attention: shortenName(contact.name) }),
    addressee: shortenName(customer.legalName ?? customer.name),
    ...streetOf(lines),
    ...(city === undefined ? {} : { city }),
    ...(state === undefined ? {} : { state }),
    ...(postalCode === undefined ? {} : { zip: postalCode }),
  };
  return { label: 'Billing', defaultbilling: true, [subrecord]: { fields } };
}

/** More lines than there is room for end in one that holds the rest; where one is too long, all are set anew. */
function streetOf(lines: readonly string[]): Values {
  const last = streetFields.length - 1;
  const rest = lines.slice(last).join(', ');
  const fitting = rest === '' ? lines : [...lines.slice(0, last), rest];
  const isFitting = fitting.every((line) => line.length <= longestLine);
  const texts = isFitting ? fitting : wrapped(lines.join(' '));
  return Object.fromEntries(streetFields.flatMap((field, place) => (texts[place] ? [[field, texts[place]]] : [])));
}

/** The CRM's 255 characters are fewer than three lines hold, which are cut on a word at two thirds at the earliest. */
function wrapped(text: string): string[] {
  const line = shortenName(text, longestLine);
  const rest = text.slice(line.length).trim();
  return rest === '' ? [line] : [line, ...wrapped(rest)];
}

/** So much of a city the CRM's row of a candidate holds. */
const longestCity = 80;

/** City and country that a customer is billed in, as far as its record says so. */
export function billedIn(record: OpenRecord): { city?: string; country?: string } {
  const line = record.readLines(list, 'defaultbilling').findIndex(isTicked);
  if (line < 0) return {};
  const read = (field: string): string | undefined => textOf(record.readInside({ list, line, subrecord }, field));
  const [city, country] = [read('city'), read('country')];
  const isCode = country !== undefined && /^[A-Z]{2}$/.test(country);
  return { ...(city === undefined ? {} : { city: shortenName(city, longestCity) }), ...(isCode ? { country } : {}) };
}
