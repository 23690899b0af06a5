import { dealFromRecords } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/deal.ts';
import type { UiRecord } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/records.ts';
import { withoutPrefix } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/records.ts';
import { referenceFromRecords } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/reference.ts';
import { stateLabels } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/stepViews.ts';
import { ownerLabels, stepTable } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/tables.ts';
import { Deal } from 'shared-model/deal.ts';
import { ownerLabels as modelOwnerLabels } from 'shared-model/finding.ts';
import { stepStateLabels } from 'shared-model/labels.ts';
import type { ReferenceRow } from 'shared-model/reference.ts';
import { referenceDetail } from 'shared-model/reference.ts';
import { steps } from 'shared-model/steps.ts';
import { describe, expect, test } from 'vitest';
import { deal, reference } from './facts.ts';

type Value = string | number | boolean | null | UiRecord;

function record(id: string, fields: Readonly<Record<string, Value>>): UiRecord {
  return { id, fields: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { value }])) };
}

function plainValues({ fields }: UiRecord): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value]));
}

const account = record('001000000000001AAA', {
  Name: 'Halden Retail',
  Tax_Id__c: '13-1000001',
  BillingStreet: '400 Madison Avenue\r\nSuite 910',
  BillingCity: 'New York',
  BillingPostalCode: '10017',
  BillingStateCode: 'NY',
  BillingCountryCode: 'US',
  Parent: null,
});
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
const manager = record('005000000000005AAA', { Name: 'Mia Torres', Email: 'mia.torres@corvane.example' });
const engagement = record('a00000000000001AAA', {
  ...terms,
  Billing_Contact__r: contact,
  Project_Manager__r: manager,
});
const line = record('a01000000000001AAA', {
  Line_Key__c: 'L1',
  Description__c: 'Store platform, build and roll-out',
  Legal_Entity__c: 'CV-US',
  Service_Code__c: 'SVC-ENG',
  Amount__c: 505600,
  Rate_Card__c: 'US-2026',
  Start_Date__c: null,
});
const roles = [
  record('a02000000000003AAA', { Role_Key__c: 'R3', Role__c: 'Consultant', Hours__c: 960 }),
  record('a02000000000001AAA', { Role_Key__c: 'R1', Role__c: 'Engagement manager', Hours__c: 320 }),
  record('a02000000000002AAA', { Role_Key__c: 'R2', Role__c: 'Senior consultant', Hours__c: 960 }),
];
const parts = { [line.id]: { roles, milestones: [] } };
const read = { opportunity, engagement, lines: [line], parts, orgCurrency: 'EUR' };

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

  test.each([
    ['a part of it', { BillingCity: 'Austin', BillingPostalCode: null }, { city: 'Austin' }],
    ['nothing', {}, undefined],
  ])('has of the billing address what the account has: %s', (_what, fields, billingAddress) => {
    const buyer = record(account.id, { Name: 'Halden', ...fields });
    const built = dealFromRecords({
      ...read,
      opportunity: record(opportunity.id, { ...plainValues(opportunity), Account: buyer }),
    });
    expect(built.customer.billingAddress).toEqual(billingAddress);
  });

  test('takes the org’s currency where records carry none', () => {
    const single = record(opportunity.id, { Name: 'x', IsWon: true, AccountId: account.id, Account: account });
    expect(dealFromRecords({ ...read, opportunity: single }).currency).toBe('EUR');
  });

  test('has the milestones of a fixed fee, the purchase order, the template and the practice', () => {
    const fee = record(line.id, { ...plainValues(line), Billing_Type__c: 'fixed-fee-milestones' });
    const milestones = [
      record('a03000000000002AAA', { Milestone_Key__c: 'M2', Name: 'Go-live', Amount__c: 305600.5 }),
      record('a03000000000001AAA', {
        Milestone_Key__c: 'M1',
        Name: 'Design',
        Amount__c: 200000,
        Planned_Date__c: '2027-02-01',
      }),
    ];
    const sold = record(engagement.id, {
      ...terms,
      PO_Number__c: 'PO-7',
      PO_Expires_On__c: '2027-12-31',
      Project_Template__c: 'FIXED-STANDARD',
      Practice__c: 'ADVISORY',
    });
    const buyer = record(account.id, { Name: 'Halden', BillingCountryCode: 'US', PO_Required__c: true });
    const built = dealFromRecords({
      ...read,
      opportunity: record(opportunity.id, { ...plainValues(opportunity), Account: buyer }),
      engagement: sold,
      lines: [fee],
      parts: { [line.id]: { roles: [], milestones } },
    });
    expect(Deal.parse(built)).toEqual(built);
    expect(built).toMatchObject({
      customer: { country: 'US', isPurchaseOrderRequired: true },
      purchaseOrder: { number: 'PO-7', expiresOn: '2027-12-31' },
      projectTemplate: 'FIXED-STANDARD',
      department: 'ADVISORY',
      lines: [
        {
          billingType: 'fixed-fee-milestones',
          milestones: [
            { key: 'M1', recordId: 'a03000000000001AAA', name: 'Design', amount: '200000.00', dueOn: '2027-02-01' },
            { key: 'M2', recordId: 'a03000000000002AAA', name: 'Go-live', amount: '305600.50' },
          ],
        },
      ],
    });
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

  test('come back with everything that the model put into them', () => {
    const rows: ReferenceRow[] = [
      { kind: 'legal-entity', code: 'CV-DE', name: 'Corvane GmbH', currency: 'EUR', country: 'DE', isActive: true },
      { kind: 'currency', code: 'EUR', name: 'Euro', isActive: true },
      { kind: 'service-item', code: 'SVC-ENG', name: 'Engineering', legalEntities: ['CV-US'], isActive: false },
      {
        kind: 'employee',
        code: 'a@b.example',
        name: 'A',
        isProjectManager: true,
        legalEntity: 'CV-US',
        isActive: true,
      },
      {
        kind: 'project-template',
        code: 'TM',
        name: 'Standard',
        isActive: true,
        tasks: [
          { key: 'KICK', title: 'Kick-off' },
          { key: 'END', title: 'Close', minutes: 60 },
        ],
      },
      { kind: 'period', code: '2026-11-01', name: 'Nov 2026', endOn: '2026-11-30', isClosed: true },
      { kind: 'tax-profile', code: 'CV-DE:DE', name: 'VAT', legalEntity: 'CV-DE', country: 'DE', isActive: true },
    ];
    const shown = rows.map((row) => record(row.code, crmFields(row)));
    expect(referenceFromRecords(shown)?.rows).toEqual(rows);
  });

  test('of a kind that the card does not know, or with a broken detail, hurt nobody', () => {
    const broken = {
      Kind__c: 'service-item',
      Code__c: 'X',
      Active__c: true,
      Detail__c: '{',
      As_Of__c: '2026-12-01T14:00:00Z',
    };
    const rows = [record('a', broken), record('b', { ...broken, Kind__c: 'planet' })];
    expect(referenceFromRecords(rows)?.rows).toEqual([
      { kind: 'service-item', code: 'X', name: 'X', legalEntities: [], isActive: true },
    ]);
  });

  test('are no reference while there are none', () => {
    expect(referenceFromRecords([])).toBeUndefined();
  });
});

/** A row as the bridge writes it. */
function crmFields(row: ReferenceRow): Readonly<Record<string, Value>> {
  return {
    Kind__c: row.kind,
    Code__c: row.code,
    Label__c: row.name,
    Legal_Entity__c: 'legalEntity' in row ? (row.legalEntity ?? null) : null,
    Currency__c: 'currency' in row ? row.currency : null,
    Active__c: 'isActive' in row ? row.isActive : true,
    Detail__c: referenceDetail(row) ?? null,
    As_Of__c: '2026-12-01T14:00:00Z',
  };
}

test('the card uses the words of the model', () => {
  expect(stepTable.map(({ id, label, system }) => ({ id, label, system }))).toEqual(steps);
  expect(ownerLabels).toEqual(modelOwnerLabels);
  expect(stateLabels).toEqual(stepStateLabels);
});
