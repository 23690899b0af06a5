import { beforeEach, expect, test } from 'vitest';

import { openOrg, openPage, signIn, textAt } from './open-org.ts';
import type { Caller, OpenOrg } from './open-org.ts';

let open: OpenOrg;
let page: Caller;
beforeEach(async () => {
  open = await openOrg();
  page = await openPage(open, 'sales1');
});

test('a record comes in the shape of Lightning Data Service', async () => {
  const fields = ['Name', 'Amount', 'CloseDate', 'StageName', 'NextStep', 'Account.Parent.Name'];
  const list = fields.map((field) => `Opportunity.${field}`).join(',');
  expect((await page('GET', `/records/${open.id('d1')}?fields=${list}`)).body).toMatchObject({
    apiName: 'Opportunity',
    childRelationships: {},
    id: open.id('d1'),
    eTag: expect.stringMatching(/^[0-9a-f]{16}$/),
    lastModifiedDate: '2026-11-21T12:00:00.000Z',
    systemModstamp: '2026-11-21T12:00:00.000Z',
    weakEtag: Date.parse('2026-11-21T12:00:00Z'),
    recordTypeId: null,
    fields: {
      Name: { displayValue: null, value: 'Halden Retail, store platform' },
      Amount: { displayValue: '$505,600.00', value: 505_600 },
      CloseDate: { displayValue: '11/16/26', value: '2026-11-16' },
      StageName: { displayValue: 'Closed Won', value: 'Closed Won' },
      NextStep: { displayValue: null, value: null },
      Account: {
        displayValue: 'Halden Retail',
        value: {
          apiName: 'Account',
          fields: { Parent: { displayValue: 'Halden Group', value: { fields: { Name: { value: 'Halden Group' } } } } },
        },
      },
    },
  });
});

const refusals: Record<string, { address: () => string; status: number; code: string }> = {
  'a field that does not exist': {
    address: () => `/records/${open.id('d1')}?fields=Opportunity.Colour__c`,
    status: 400,
    code: 'INVALID_FIELD',
  },
  'a field of another object': {
    address: () => `/records/${open.id('d1')}?fields=Account.Name`,
    status: 400,
    code: 'INVALID_FIELD',
  },
  'no fields at all': {
    address: () => `/records/${open.id('d1')}`,
    status: 400,
    code: 'ILLEGAL_QUERY_PARAMETER_VALUE',
  },
  'a record that does not exist': {
    address: () => '/records/006xx0000004GxD?fields=Opportunity.Name',
    status: 404,
    code: 'NOT_FOUND',
  },
  'a related list that does not exist': {
    address: () => `/related-list-records/${open.id('d1')}/Widgets__r`,
    status: 400,
    code: 'INVALID_PARAMETER_VALUE',
  },
  'a list view that does not exist': {
    address: () => '/list-records/ERP_Reference__c/Mine',
    status: 404,
    code: 'NOT_FOUND',
  },
  'an event object': { address: () => '/object-info/Provision_Requested__e', status: 400, code: 'INVALID_TYPE' },
};

test.each(Object.entries(refusals))('a page that asks for %s is refused', async (_name, { address, status, code }) => {
  expect(await page('GET', address())).toMatchObject({ status, body: [{ errorCode: code }] });
});

test('optional fields that nobody may see are left out', async () => {
  const address = `/records/${open.id('d1')}?optionalFields=Opportunity.Name,Opportunity.Colour__c`;
  const { status, body } = await page('GET', address);
  expect(status).toBe(200);
  expect(Object.keys(Object(body).fields)).toEqual(['Name']);
});

test('an equal record has an equal tag, a changed one another', async () => {
  const admin = await openPage(open, 'admin');
  const read = async () =>
    textAt((await page('GET', `/records/${open.id('d1')}?fields=Opportunity.NextStep`)).body, 'eTag');
  const first = await read();
  expect(await read()).toBe(first);
  await admin('PATCH', `/records/${open.id('d1')}`, { fields: { NextStep: 'call' } });
  expect(await read()).not.toBe(first);
});

test('a refused save tells the record and the field', async () => {
  const fields = { Opportunity__c: open.id('d1-linked').replace('006', '001') };
  expect(await page('POST', '/records', { apiName: 'Provision_Request__c', fields })).toMatchObject({
    status: 400,
    body: [
      {
        statusCode: 400,
        enhancedErrorType: 'RecordError',
        output: {
          errors: [],
          fieldErrors: {
            Opportunity__c: [
              { errorCode: 'FIELD_INTEGRITY_EXCEPTION', field: 'Opportunity__c', fieldLabel: 'Opportunity' },
            ],
          },
        },
      },
    ],
  });
});

test('a related list is sorted, paged and limited to the fields asked for', async () => {
  const integration = await signIn(open, 'sandbox');
  const row = (key: string, version: number) => ({
    attributes: { type: 'Sync_Status__c' },
    Key__c: key,
    Version__c: version,
    Opportunity__c: open.id('d1'),
  });
  await integration('PATCH', '/composite/sobjects/Sync_Status__c/Key__c', {
    records: [row('a', 1), row('b', 3), row('c', 2)],
  });
  const address = `/related-list-records/${open.id('d1')}/Sync_Statuses__r?fields=Sync_Status__c.Key__c&sortBy=-Version__c&pageSize=2`;
  expect((await page('GET', address)).body).toMatchObject({
    count: 2,
    nextPageToken: '2',
    listReference: { inContextOfRecordId: open.id('d1'), relatedListId: 'Sync_Statuses__r', type: 'relatedList' },
    records: [{ fields: { Key__c: { value: 'b' } } }, { fields: { Key__c: { value: 'c' } } }],
  });
  expect((await page('GET', `${address}&pageToken=2`)).body).toMatchObject({ count: 1, nextPageToken: null });
});

test('a list view gives its own columns', async () => {
  const integration = await signIn(open, 'sandbox');
  const values = { Kind__c: 'legal-entity', Code__c: 'CV-US', Label__c: 'Corvane Inc.', Active__c: true };
  await integration('PATCH', '/sobjects/ERP_Reference__c/Key__c/legal-entity:CV-US', values);
  expect((await page('GET', '/list-records/ERP_Reference__c/All')).body).toMatchObject({
    count: 1,
    listReference: { listViewApiName: 'All', objectApiName: 'ERP_Reference__c', type: 'listView' },
    records: [{ fields: { Code__c: { value: 'CV-US' }, Active__c: { value: true }, Valid_To__c: { value: null } } }],
  });
});

test('object info says what this user may do', async () => {
  expect((await page('GET', '/object-info/Provision_Request__c')).body).toMatchObject({
    apiName: 'Provision_Request__c',
    createable: true,
    updateable: false,
    deletable: false,
    fields: {
      Opportunity__c: { required: true, reference: true, createable: true },
      State__c: { dataType: 'Picklist', createable: false, updateable: false },
    },
  });
});

test('a form is offered what a lookup may name and the values of a picklist', async () => {
  const contacts = await page('GET', '/lookups/Engagement__c/Billing_Contact__c?q=lind&pageSize=5');
  expect(contacts.body).toMatchObject({
    count: 1,
    records: [{ apiName: 'Contact', fields: { Name: { value: 'Grace Lind' } } }],
  });
  const types = await page('GET', '/object-info/SOW_Line__c/picklist-values/012000000000000AAA/Billing_Type__c');
  expect(types.body).toMatchObject({
    defaultValue: { value: 'time-and-materials' },
    values: [{ label: 'Time and materials' }, { label: 'Fixed fee by milestone' }],
  });
});

test.each(['/lookups/Engagement__c/Signed_On__c', '/object-info/Account/picklist-values/012000000000000AAA/Name'])(
  'a form is refused the choices of %s',
  async (address) => {
    expect((await page('GET', address)).status).toBe(400);
  },
);
