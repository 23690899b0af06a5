import { dealFromRecords, referenceFromRecords } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/deal.ts';
import type { UiRecord } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/records.ts';
import { withoutPrefix } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/records.ts';
import { ownerLabels, stepTable } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/tables.ts';
import { Deal } from 'shared-model/deal.ts';
import { ownerLabels as modelOwnerLabels } from 'shared-model/finding.ts';
import { steps } from 'shared-model/steps.ts';
import { describe, expect, test } from 'vitest';
import { deal, reference } from './facts.ts';

type Value = string | number | boolean | null | UiRecord;

function record(id: string, fields: Readonly<Record<string, Value>>): UiRecord {
  return { id, fields: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { value }])) };
}

const account = record('001000000000001AAA', { Name: 'Halden Retail', Tax_Id__c: '13-1000001', Parent: null });
const opportunity = record('006000000000001AAA', {
  Name: deal.name,
  IsWon: true,
  CurrencyIsoCode: 'USD',
  AccountId: account.id,
  Account: account,
});
const contact = record('003000000000001AAA', { Name: 'Grace Lind', Email: 'ap@halden-retail.example' });
const terms = {
  Signed_On__c: '2026-11-26',
  Start_Date__c: '2026-12-07',
  End_Date__c: '2027-06-30',
  Contract_Value__c: 505600,
};
const engagement = record('a00000000000001AAA', { ...terms, Billing_Contact__r: contact });
const line = record('a01000000000001AAA', {
  Line_Key__c: 'L1',
  Description__c: 'Store platform, build and roll-out',
  Legal_Entity__c: 'CV-US',
  Service_Code__c: 'SVC-ENG',
  Amount__c: 505600,
  Rate_Card__c: 'US-2026',
  Start_Date__c: null,
});
const roles = {
  [line.id]: [
    record('a02000000000003AAA', { Role_Key__c: 'R3', Role__c: 'Consultant', Hours__c: 960 }),
    record('a02000000000001AAA', { Role_Key__c: 'R1', Role__c: 'Engagement manager', Hours__c: 320 }),
    record('a02000000000002AAA', { Role_Key__c: 'R2', Role__c: 'Senior consultant', Hours__c: 960 }),
  ],
};
const read = { opportunity, engagement, lines: [line], roles, orgCurrency: 'EUR' };

describe('the deal out of what the reader may see', () => {
  test('is the deal that the model knows', () => {
    expect(dealFromRecords(read)).toEqual(deal);
    expect(Deal.parse(dealFromRecords(read))).toEqual(deal);
  });

  test.each([
    [
      'a contact without an e-mail address',
      { Billing_Contact__r: record('003000000000001AAA', { Name: 'Grace', Email: null }) },
    ],
    ['no contact', { Billing_Contact__r: null }],
  ])('has no billing contact when there is %s', (_name, fields) => {
    const built = dealFromRecords({ ...read, engagement: record(engagement.id, { ...terms, ...fields }) });
    expect(built.billingContact).toBeUndefined();
  });

  test('takes the org’s currency where records carry none', () => {
    const single = record(opportunity.id, { Name: 'x', IsWon: true, AccountId: account.id, Account: account });
    expect(dealFromRecords({ ...read, opportunity: single }).currency).toBe('EUR');
  });

  test('reads a package that was installed under a namespace', () => {
    const named = record(engagement.id, {
      tl__Signed_On__c: '2026-11-26',
      tl__Contract_Value__c: 505600,
      Name: 'ENG-1',
    });
    expect(Object.keys(withoutPrefix('tl__', named).fields)).toEqual(['Signed_On__c', 'Contract_Value__c', 'Name']);
  });
});

describe('the rows mirrored from NetSuite', () => {
  const entity = {
    Kind__c: 'legal-entity',
    Code__c: 'CV-US',
    Label__c: 'Corvane Partners Inc.',
    Currency__c: 'USD',
    Active__c: true,
  };
  const card = {
    Kind__c: 'rate-card',
    Code__c: 'US-2026',
    Label__c: 'US 2026',
    Legal_Entity__c: 'CV-US',
    Currency__c: 'USD',
    Valid_From__c: '2026-01-01',
    Valid_To__c: '2027-12-31',
    Active__c: true,
  };

  test('are as old as the oldest of them', () => {
    const rows = [
      record('a', { ...entity, As_Of__c: '2026-12-01T14:00:00Z' }),
      record('b', { ...card, As_Of__c: '2026-12-01T13:55:00Z' }),
    ];
    expect(referenceFromRecords(rows)).toEqual(reference);
  });

  test('are no reference while there are none', () => {
    expect(referenceFromRecords([])).toBeUndefined();
  });
});

test('the card uses the words of the model', () => {
  expect(stepTable.map(({ id, label, system }) => ({ id, label, system }))).toEqual(steps);
  expect(ownerLabels).toEqual(modelOwnerLabels);
});
