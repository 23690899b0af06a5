import { composeQuery, parseQuery } from '@jetstreamapp/soql-parser-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { plainDecimal, withExactNumbers } from '#connectors/salesforce/exact-numbers.ts';
import { withNamespace, withoutNamespace } from '#connectors/salesforce/names.ts';
import { literal } from '#connectors/salesforce/queries.ts';

/** What an independent parser of SOQL reads as the text of a literal. */
function read(text: string): string {
  const soql = `SELECT Id FROM Account WHERE Name = ${literal(text)}`;
  const { where } = parseQuery(soql);
  const left = where && 'left' in where ? where.left : undefined;
  if (!left || !('value' in left) || typeof left.value !== 'string' || (where && 'right' in where)) {
    throw new Error(`the literal changed the query: ${soql}`);
  }
  return unescaped(left.value.slice(1, -1));
}

/** Source: SOQL and SOSL Reference, "Quoted String Escape Sequences". */
function unescaped(text: string): string {
  const meanings: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
  return text.replace(/\\(.)/g, (_, letter: string) => meanings[letter] ?? letter);
}

describe('a literal of SOQL', () => {
  it.each([
    ["' OR Id != null --"],
    ["\\' OR Id != null"],
    ["\\\\' OR Name LIKE '%"],
    ['O\'Neill & Sons "West"'],
    ["'); DELETE FROM Account"],
    ['line\nfeed\r\ttab\b\f'],
    ['C:\\new\\table'],
    ['\\'],
    ["'"],
    [''],
    ['{0} :bind %_'],
    ['名前 – ß 😀'],
  ])('is read as the text it was made of: %j', (text) => {
    expect(read(text)).toBe(text);
  });

  it('is read as the text it was made of, whatever the text', () => {
    const hostile = fc.string({
      unit: fc.constantFrom("'", '\\', '"', '\n', '\r', '\t', '%', ' ', 'O', 'R', '(', ')', 'n'),
    });
    // The judge itself cannot read the two line separators of Unicode inside of a literal.
    const readable = fc.string({ unit: 'grapheme' }).filter((text) => !/[\u2028\u2029]/.test(text));
    fc.assert(
      fc.property(fc.oneof(hostile, readable), (text) => {
        expect(read(text)).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves one condition in the query', () => {
    const soql = `SELECT Id FROM Account WHERE Name = ${literal("' OR Id != null OR Name = '")}`;
    expect(composeQuery(parseQuery(soql))).toBe(soql);
  });
});

describe('numbers of Salesforce', () => {
  it.each([
    ['505600.00', '505600.00'],
    ['505600.0', '505600.0'],
    ['5.056E5', '505600'],
    ['5.0560E+5', '505600'],
    ['1.25e-3', '0.00125'],
    ['-0.10', '-0.10'],
    ['9007199254740993.01', '9007199254740993.01'],
    ['0.1234567890123456789', '0.1234567890123456789'],
    ['1E2', '100'],
    ['12E-1', '1.2'],
    ['0.0', '0.0'],
  ])('%s becomes the text %s', (source, text) => {
    expect(plainDecimal(source)).toBe(text);
    expect(JSON.parse(withExactNumbers(`{"a":[${source}]}`))).toEqual({ a: [text] });
  });

  it.each([
    ['whole numbers', '{"n":3,"m":-7}'],
    ['numbers inside of texts', '{"n":"1.50 and 2e3"}'],
    ['text that is no JSON', '<html>1.5</html>'],
  ])('%s stay as they are', (_name, text) => {
    expect(withExactNumbers(text)).toBe(text);
  });
});

describe('the namespace of an installed package', () => {
  const soql =
    'SELECT Id, Name, Legal_Name__c, Account.Parent.Tax_Id__c, Engagement__r.Opportunity__c FROM SOW_Line__c WHERE Key__c = 1';

  it('stands before each name that is ours and before no other', () => {
    expect(withNamespace(soql, 'tl')).toBe(
      'SELECT Id, Name, tl__Legal_Name__c, Account.Parent.tl__Tax_Id__c, tl__Engagement__r.tl__Opportunity__c ' +
        'FROM tl__SOW_Line__c WHERE tl__Key__c = 1',
    );
    expect(withNamespace('/composite/sobjects/Sync_Status__c/Key__c', 'tl')).toBe(
      '/composite/sobjects/tl__Sync_Status__c/tl__Key__c',
    );
    expect(withNamespace('Provision_Requested__e', 'tl')).toBe('tl__Provision_Requested__e');
  });

  it('is none when the setting is empty', () => {
    expect(withNamespace(soql, '')).toBe(soql);
    expect(withoutNamespace({ tl__Key__c: 1 }, '')).toEqual({ tl__Key__c: 1 });
  });

  it('is taken off the names of an answer at every depth, and off nothing else', () => {
    const answer = {
      records: [{ Id: '1', tl__Key__c: 'tl__stays', tl__Account__r: { tl__Tax_Id__c: null, Name: 'A' } }],
    };
    expect(withoutNamespace(answer, 'tl')).toEqual({
      records: [{ Id: '1', Key__c: 'tl__stays', Account__r: { Tax_Id__c: null, Name: 'A' } }],
    });
    expect(withoutNamespace({ other__Key__c: 1 }, 'tl')).toEqual({ other__Key__c: 1 });
  });

  it('comes back as it went, whatever the names', () => {
    const ours = fc.stringMatching(/^[A-Z][a-z]{1,8}(_[A-Z][a-z]{1,8}){0,3}__[cr]$/);
    fc.assert(
      fc.property(fc.array(ours, { minLength: 1 }), (names) => {
        const sent = names.map((name) => withNamespace(name, 'tl'));
        const back = withoutNamespace(Object.fromEntries(sent.map((name) => [name, 1])), 'tl');
        expect(back).toEqual(Object.fromEntries(names.map((name) => [name, 1])));
      }),
    );
  });
});
