import fc from 'fast-check';
import { readCompanyName } from 'shared-model/rules/company-name.ts';
import {
  askedFrom,
  mailDomain,
  matchCustomers,
  type MatchSide,
  normalTaxId,
} from 'shared-model/rules/customer-match.ts';
import { describe, expect, test } from 'vitest';

const named = (name: string): MatchSide => ({ name });
const score = (one: MatchSide, other: MatchSide): number => matchCustomers(one, other).score;

describe('a person is asked whether these are one company', () => {
  const pairs: readonly [string, string][] = [
    ['Müller & Söhne', 'Mueller und Soehne GmbH & Co. KG'],
    ['Müller und Söhne', 'Muller & Sohne GmbH'],
    ['Wexford Hydraulics Limited', 'Wexford Hydraulics Ltd'],
    ['WEXFORD HYDRAULICS', 'Wexford Hydraulics Ltd.'],
    ['Wexford Hydraulic Ltd', 'Wexford Hydraulics Ltd'],
    ['The Calder Textiles Company', 'Calder Textiles Co.'],
    ['Thyssen-Krupp AG', 'ThyssenKrupp Aktiengesellschaft'],
    ['Lumina Energia S/A', 'Lumina Energia S.A.'],
    ['Corvane Consultoria Limitada', 'Corvane Consultoria Ltda.'],
    ['Società Agricola Valdoro', 'Societa Agricola Valdoro S.r.l.'],
    ['Bäckerei Grün e.K.', 'Baeckerei Gruen'],
    ['Huber Ges.m.b.H.', 'Huber GmbH'],
    ['Dupont S.à r.l.', 'Dupont SARL'],
    ['Société Générale de Bois S.A.', 'Societe Generale de Bois'],
    ['Bouwbedrijf Jansen B.V.', 'Bouwbedrijf Jansen'],
    ['Construcciones Núñez, S.L.', 'Construcciones Nunez'],
    ['Acerías y Forjas S.A.', 'Acerias Forjas'],
    ['Strasse und Weg AG', 'Straße & Weg AG'],
    ['Ørsted Marine A/S', 'Oersted Marine AS'],
    ['Kowalski Sp. z o.o.', 'Kowalski'],
    ['Ostsee Werfetn AG', 'Ostsee Werften AG'],
    ['Nordwind Logistik GmbH', 'Nordwand Logistik GmbH'],
  ];
  test.each(pairs)('%s | %s', (one, other) => {
    const match = matchCustomers(named(one), named(other));
    expect(match.score).toBeGreaterThanOrEqual(askedFrom);
    expect(match.isCertain).toBe(false);
    expect(match.reasons).toEqual([{ kind: 'name', text: expect.any(String) }]);
  });

  test('a part of the name and one mail domain together are enough', () => {
    const pharma = { name: 'Orvell Pharma', email: 'ap@orvell.example' };
    expect(score(pharma, { name: 'Orvell Pharma Deutschland GmbH', email: 'rechnung@orvell.example' })).toBe(70);
  });
});

describe('nobody is asked, and nothing is merged', () => {
  const pairs: readonly [string, string][] = [
    ['Halden Retail', 'Halden Group'],
    ['Halden Retail', 'Halden Rental'],
    ['Halden Outdoor', 'Halden Retail Inc.'],
    ['Wexford Hydraulics Ltd', 'Wexford Hydrants Ltd'],
    ['Northgate Energy Ltd', 'Northgate Energy Services Ltd'],
    ['Brandt GmbH', 'Brandt AG'],
    ['Fund 1 LP', 'Fund 2 LP'],
    ['Meyer Bau', 'Meier Bau GmbH & Co. KG Holding'],
    ['Bank of Kent', 'Bank of Gwent'],
    ['Orvell Pharma Inc.', 'Orvell Pharma Deutschland GmbH'],
    ['Alpha', 'Alpha Omega'],
    ['ABC Ltd', 'ABD Ltd'],
    ['GmbH', 'AG'],
    ['', ''],
  ];
  test.each(pairs)('%s | %s', (one, other) => {
    expect(score(named(one), named(other))).toBeLessThan(askedFrom);
  });

  test('two tax ids that differ part two names that are almost the same', () => {
    const wind = { name: 'Nordwind Logistik GmbH', taxId: 'DE100000137' };
    const wand = { name: 'Nordwand Logistik GmbH', taxId: 'DE100000148' };
    expect(matchCustomers(wind, wand)).toMatchObject({ score: 30, isCertain: false });
  });

  test('one mail domain alone may be a group, a park or a bookkeeper', () => {
    expect(
      score({ name: 'Halden Living', email: 'ap@halden.example' }, { name: 'Nord AG', email: 'x@halden.example' }),
    ).toBe(40);
  });
});

describe('the tax id', () => {
  const same: readonly [string, string][] = [
    ['DE100000081', 'DE 100 000 081'],
    ['DE100000081', '100000081'],
    ['10.000.006/0001-00', '10000006000100'],
    ['gb100000104', 'GB100000104'],
    ['ATU12345678', 'U12345678'],
  ];
  test.each(same)('makes it certain: %s | %s', (one, other) => {
    const match = matchCustomers({ name: 'A', taxId: one }, { name: 'Quite another name', taxId: other });
    expect(match).toEqual({ score: 100, isCertain: true, reasons: [{ kind: 'tax-id', text: 'Same tax id' }] });
  });

  const others: readonly [string | undefined, string | undefined][] = [
    ['DE100000081', 'GB100000081'],
    ['DE100000081', 'DE100000082'],
    ['DE1', 'DE1'],
    [undefined, undefined],
    ['-', '-'],
    ['FR12345678', 'DE12345678'],
  ];
  test.each(others)('says nothing certain: %s | %s', (one, other) => {
    expect(matchCustomers({ name: 'A', taxId: one }, { name: 'B', taxId: other }).isCertain).toBe(false);
  });
});

describe('a mail domain', () => {
  const table: readonly [string, string | undefined][] = [
    ['AP@Orvell.Example', 'orvell.example'],
    ['someone@gmail.com', undefined],
    ['alguem@yahoo.com.br', undefined],
    ['jemand@gmx.at', undefined],
    ['no address', undefined],
    ['a@b', undefined],
  ];
  test.each(table)('of %s is %s', (email, domain) => expect(mailDomain(email)).toBe(domain));
});

const syllable = fc.constantFrom(
  'hal',
  'den',
  'müll',
  'söhn',
  'nord',
  'wind',
  'straß',
  'öko',
  'Tex',
  'ver',
  'ål',
  'ça',
);
const word = fc.array(syllable, { minLength: 2, maxLength: 4 }).map((parts) => parts.join(''));
const companyName = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
const legalForm = fc.constantFrom(
  'GmbH',
  'GmbH & Co. KG',
  'Ltd',
  'Inc.',
  'S.A.',
  'S.r.l.',
  'Ltda.',
  'B.V.',
  'S.à r.l.',
  'e.K.',
);
const email = fc.option(fc.constantFrom('a@one.example', 'b@one.example', 'c@two.example', 'd@gmail.com'), {
  nil: undefined,
});
const taxId = fc.option(fc.constantFrom('DE100000081', '100000081', 'GB100000104', '13-1000001'), { nil: undefined });
const side = fc.record({ name: fc.oneof(companyName, fc.string()), email, taxId });

describe('whatever the names are', () => {
  test('both ways give one match, between 0 and 100, certain by tax id only', () => {
    fc.assert(
      fc.property(side, side, (one, other) => {
        const match = matchCustomers(one, other);
        expect({ ...matchCustomers(other, one) }).toEqual(match);
        expect(match.score).toBeGreaterThanOrEqual(0);
        expect(match.score).toBeLessThanOrEqual(100);
        expect(match.isCertain).toBe(match.reasons.some(({ kind }) => kind === 'tax-id'));
        expect(match.score === 100).toBe(match.isCertain);
      }),
    );
  });

  test('capitals, accents written out, points and a legal form do not hide a company', () => {
    fc.assert(
      fc.property(companyName, legalForm, (name, form) => {
        const spelled = name.replaceAll('ü', 'ue').replaceAll('ö', 'oe').replaceAll('ß', 'ss').toUpperCase();
        expect(score(named(`${name} ${form}`), named(`  ${spelled}.`))).toBeGreaterThanOrEqual(askedFrom);
      }),
    );
  });

  test('a name is read again as itself, and keeps a word', () => {
    fc.assert(
      fc.property(companyName, legalForm, (name, form) => {
        const { words, forms } = readCompanyName(`${name} ${form}`);
        expect(words).toEqual(readCompanyName(name).words);
        expect(words.length).toBeGreaterThan(0);
        expect(forms.length).toBeGreaterThan(0);
      }),
    );
  });

  test('a tax id is the same however it is spaced', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z0-9]{4,14}$/), fc.constantFrom(' ', '-', '.', '/'), (id, mark) => {
        expect(normalTaxId(Array.from(id).join(mark).toLowerCase())).toBe(id);
      }),
    );
  });
});
