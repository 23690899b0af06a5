import type { DealCustomer } from 'shared-model/deal.ts';
import { expect, test } from 'vitest';
import { billedIn, billingAddressLine } from '#lib/addresses.ts';
import type { OpenRecord } from '#lib/erp.ts';
import { replyTo } from '#lib/refusals.ts';

const id = '001000000000001AAA';
const customer = { accountId: id, name: 'Halden Outdoor', legalName: 'Halden Outdoor Inc.' };
const contact = { contactId: id, name: 'Ivy Chen', email: 'ap@halden-outdoor.example' };

type Place = Pick<DealCustomer, 'country' | 'billingAddress'>;

/** The fields of the address in the order in which they are set. */
function fieldsOf(place: Place): readonly (readonly [string, unknown])[] | undefined {
  const address = billingAddressLine({ ...customer, ...place }, contact)?.['addressbookaddress'];
  return typeof address === 'object' && 'fields' in address ? Object.entries(address.fields) : undefined;
}

const named = [
  ['attention', 'Ivy Chen'],
  ['addressee', 'Halden Outdoor Inc.'],
];

test.each<[string, Place, readonly (readonly [string, unknown])[]]>([
  [
    'whole',
    {
      country: 'US',
      billingAddress: { street: '1 Pine Street\r\nFloor 2', city: 'Austin', stateCode: 'TX', postalCode: '78701' },
    },
    [
      ['addr1', '1 Pine Street'],
      ['addr2', 'Floor 2'],
      ['city', 'Austin'],
      ['state', 'TX'],
      ['zip', '78701'],
    ],
  ],
  [
    'without a state that an account may call otherwise',
    { country: 'DE', billingAddress: { city: 'Munich', stateCode: 'BY' } },
    [['city', 'Munich']],
  ],
  [
    'without a city, where there is none',
    { country: 'SG', billingAddress: { street: '8 Marina View', postalCode: '018960' } },
    [
      ['addr1', '8 Marina View'],
      ['zip', '018960'],
    ],
  ],
  [
    'with the rest of a long street in its last line',
    { country: 'GB', billingAddress: { street: '\nA\n\n B \nC\nD' } },
    [
      ['addr1', 'A'],
      ['addr2', 'B'],
      ['addr3', 'C, D'],
    ],
  ],
])('an address is set with the country first: %s', (_what, place, rest) => {
  expect(fieldsOf(place)).toEqual([['country', place.country], ...named, ...rest]);
});

test.each([
  ['a line that is too long', `${'Works '.repeat(30)}\nGate 4`],
  ['one word', 'x'.repeat(255)],
  ['many lines', 'a1\n'.repeat(85)],
  ['letters of two units', '𐐷'.repeat(127)],
])('nothing of a street is lost, nor longer than NetSuite takes: %s', (_what, street) => {
  const texts = (fieldsOf({ country: 'GB', billingAddress: { street } }) ?? [])
    .slice(3)
    .map(([, text]) => String(text));
  expect(texts.filter((text) => text.length > 150 || /\p{Surrogate}/u.test(text))).toEqual([]);
  expect(texts.join('').replaceAll(/[\s,]/g, '')).toBe(street.replaceAll(/\s/g, ''));
});

test.each([
  ['no country', { billingAddress: { city: 'Austin' } }],
  ['a country alone', { country: 'US' }],
  ['a country and a state', { country: 'US', billingAddress: { stateCode: 'TX', street: ' \n ' } }],
])('too little of an address is none: %s', (_what, place) => {
  expect(fieldsOf(place)).toBeUndefined();
});

/** A customer with these addresses, the second of them its default. */
function recordWith(read: (line: number, field: string) => unknown): OpenRecord {
  return {
    ...{ kind: 'open', id: '1', read: () => '', save: () => ({ kind: 'saved', id: '1' }) },
    readLines: () => [false, true],
    readInside: ({ line }, field) => read(line, field),
  };
}

test('a customer is billed where its default address is, as far as that can be read and told', () => {
  const values = [{}, { city: 'Leeds', country: 'GB' }].map((one) => new Map(Object.entries(one)));
  expect(billedIn(recordWith((line, field) => values[line]?.get(field)))).toEqual({ city: 'Leeds', country: 'GB' });
  expect(billedIn(recordWith((_line, field) => (field === 'city' ? 'Leeds' : 'United Kingdom')))).toEqual({
    city: 'Leeds',
  });
  expect(billedIn(recordWith(() => ({ kind: 'refused', code: 'UNEXPECTED_ERROR', text: '' })))).toEqual({});
});

test.each([
  [
    'You have entered an Invalid Field Value ZZ 158.43 for the following field: state',
    'Field: state. (NetSuite: INVALID_KEY_OR_REF)',
  ],
  ['Invalid state reference key 158.43.', 'Field: state. (NetSuite: INVALID_KEY_OR_REF)'],
  ['Invalid 158.43 reference key.', '(NetSuite: INVALID_KEY_OR_REF)'],
])('a refused value is told by its field alone: %s', (text, told) => {
  const { fault } = replyTo({ kind: 'refused', code: 'INVALID_KEY_OR_REF', text });
  expect(fault.text.endsWith(told)).toBe(true);
  expect(fault.text).not.toContain('158');
});
