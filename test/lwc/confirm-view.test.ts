import { cardView } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/cardView.ts';
import type { Candidate, MatchLook } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/matches.ts';
import { matchLookFrom } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/matches.ts';
import type { UiRecord } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/records.ts';
import { describe, expect, test } from 'vitest';
import { deal, facts } from './facts.ts';

const asOf = '2026-12-01T14:00:00Z';
const alike: Candidate = {
  number: 'C-1042',
  name: 'Halden Retail Ltd',
  score: 72,
  isCertain: false,
  isActive: true,
  reasons: [{ kind: 'name', text: 'The names differ by the legal form only' }],
  taxId: '13 1000001',
  mailDomain: 'halden-retail.example',
  city: 'Leeds',
  country: 'GB',
};
const unlike: Candidate = {
  ...alike,
  number: 'C-0871',
  name: 'Halden Rentals',
  score: 41,
  reasons: [],
  isActive: false,
};
const certain: Candidate = { ...alike, number: 'C-1001', name: 'Halden Retail', score: 100, isCertain: true };

function confirmed(matches: MatchLook | undefined, different = {}) {
  return cardView(facts({ matches, ...different })).confirm;
}

describe('the identity question', () => {
  test('stands first when a customer looks alike, and compares field by field', () => {
    const question = confirmed({ asOf, candidates: [alike, unlike] })?.question;
    expect(question).toMatchObject({
      title: 'Is this client already a customer in NetSuite?',
      text: '2 customers look alike. Please choose; a second customer is never made by guessing.',
      own: ['Halden Retail', 'Halden Retail', '13-1000001', 'halden-retail.example', 'New York, US'],
      different: 'It is different from both',
      differentText: 'create a new customer',
    });
    expect(question?.candidates.map(({ number, think, note, why }) => [number, think, note, why])).toEqual([
      ['C-1042', 'Possible, 72', '', 'The names differ by the legal form only'],
      ['C-0871', 'Unlikely, 41', 'Inactive in NetSuite', ''],
    ]);
    const verdicts = question?.candidates.map(({ cells }) => cells.map(({ label, verdict }) => `${label}: ${verdict}`));
    expect(verdicts).toEqual([
      ['Legal name: Alike', 'Tax id: Same', 'Billing mail: Same', 'Address: Different'],
      ['Legal name: Different', 'Tax id: Same', 'Billing mail: Same', 'Address: Different'],
    ]);
  });

  test('has no column for addresses when none of the customers shows one', () => {
    const { city: _city, country: _country, ...elsewhere } = alike;
    const question = confirmed({ asOf, candidates: [elsewhere] })?.question;
    expect(question?.heads).toEqual(['Customer', 'Legal name', 'Tax id', 'Billing mail', 'What we think']);
    expect(question?.own).toHaveLength(4);
    expect(question?.candidates[0]?.cells.map(({ label }) => label)).toEqual(['Legal name', 'Tax id', 'Billing mail']);
  });

  test.each([
    [{ city: 'NEW YORK', country: 'US' }, 'Same city', 'NEW YORK, US'],
    [{ city: 'Austin', country: 'US' }, 'Other city', 'Austin, US'],
    [{ city: 'Néw  York', country: 'US' }, 'Same city', 'Néw  York, US'],
    [{ country: 'US' }, 'Not known', 'US'],
    [{ country: 'GB' }, 'Different', 'GB'],
    [{ city: 'New York' }, 'Same city', 'New York'],
  ])('compares the place %j: %s', (place, verdict, value) => {
    const { city: _city, country: _country, ...elsewhere } = alike;
    const question = confirmed({ asOf, candidates: [{ ...elsewhere, ...place }] })?.question;
    expect(question?.candidates[0]?.cells.at(-1)).toMatchObject({ label: 'Address', verdict, value });
  });

  test.each([
    ['whole', {}, '400 Madison Avenue, Suite 910, New York NY 10017, US'],
    ['a place alone', { billingAddress: { city: 'Austin' } }, 'Austin, US'],
    ['nothing', { billingAddress: {} }, 'Not known'],
    ['an account that is linked', { customerNumber: 'C-7' }, undefined],
  ])('shows the address that a new customer gets: %s', (_what, customer, text) => {
    const view = confirmed(undefined, { deal: { ...deal, customer: { ...deal.customer, ...customer } } });
    expect(view?.facts.find(({ label }) => label === 'Billing address, if new')?.value).toBe(text);
  });

  test('shows no address where a certain customer keeps its own', () => {
    const facts = confirmed({ asOf, candidates: [certain] })?.facts ?? [];
    expect(facts.map(({ label }) => label)).not.toContain('Billing address, if new');
  });

  test('calls a field that one side does not know neither the same nor different', () => {
    const { taxId: _, ...withoutTaxId } = alike;
    const question = confirmed({ asOf, candidates: [withoutTaxId] })?.question;
    expect(question?.candidates[0]?.cells[1]).toMatchObject({ verdict: 'Not known', value: '–' });
    expect(question?.different).toBe('It is different');
  });

  test.each([
    ['nobody looks alike enough', { asOf, candidates: [unlike] }, {}, 'is created; nobody in NetSuite looks alike'],
    ['one has the same tax id', { asOf, candidates: [certain, alike] }, {}, 'C-1001 Halden Retail is used'],
    ['the account is linked', { asOf, candidates: [alike] }, { number: 'C-7' }, 'C-7 Halden Retail is used'],
    ['NetSuite was not asked yet', undefined, {}, 'NetSuite is asked again before anything is made'],
  ])('is not asked when %s', (_name, matches, { number }: { number?: string }, text) => {
    const linked =
      number === undefined ? {} : { deal: { ...deal, customer: { ...deal.customer, customerNumber: number } } };
    const view = confirmed(matches, linked);
    expect(view?.question).toBeUndefined();
    expect(view?.customerText).toContain(text);
  });
});

describe('the dialog', () => {
  test('says what is created, where, and what is not made', () => {
    const view = confirmed({ asOf, candidates: [certain] });
    expect(view?.created.map(({ where, text }) => [where, text])).toEqual([
      ['NetSuite', '1 project, not open for time until all of it stands'],
      ['', '3 tasks, 2,240\u00a0h 00\u00a0m, budget USD\u00a0505,600.00'],
      ['', '3 rules, on hold until the project is open'],
      ['Salesforce', '3 role requests opened'],
      ['Not made', 'No customer, since C-1001 is used'],
    ]);
    expect(view?.facts.map(({ label }) => label)).toContain('Legal entity');
  });

  test('is not there while the button cannot be pressed', () => {
    expect(cardView(facts({ mayProvision: false })).confirm).toBeUndefined();
    expect(cardView(facts({ deal: { ...deal, isWon: false } })).confirm).toBeUndefined();
  });
});

describe('the rows of a look', () => {
  const fields = (values: Readonly<Record<string, string | number | boolean | null>>): UiRecord => ({
    id: String(values['Customer_Number__c']),
    fields: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }])),
  });
  const head = { Legal_Entity__c: 'CV-US', Customer_Number__c: null, As_Of__c: asOf };
  const found = {
    Legal_Entity__c: 'CV-US',
    Customer_Number__c: 'C-1',
    Customer_Name__c: 'One',
    Score__c: 70,
    As_Of__c: asOf,
  };

  test('are the candidates of the last look for this legal entity, best first', () => {
    const rows = [
      head,
      found,
      { ...found, Customer_Number__c: 'C-2', Score__c: 90, Reasons__c: '[{"kind":"name","text":"t"},7]' },
      { ...found, Customer_Number__c: 'C-3', As_Of__c: '2026-11-30T14:00:00Z' },
      { ...found, Customer_Number__c: 'C-4', Legal_Entity__c: 'CV-UK' },
    ];
    const look = matchLookFrom(rows.map(fields), 'CV-US');
    expect(look?.candidates.map(({ number, score }) => [number, score])).toEqual([
      ['C-2', 90],
      ['C-1', 70],
    ]);
    expect(look?.candidates[0]?.reasons).toEqual([{ kind: 'name', text: 't' }]);
  });

  test('are no look while NetSuite was not asked', () => {
    expect(matchLookFrom([fields(found)], 'CV-US')).toBeUndefined();
  });
});
