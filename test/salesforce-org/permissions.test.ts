import { beforeEach, expect, test } from 'vitest';

import { openOrg, openPage, signIn, textAt } from './open-org.ts';
import type { Caller, OpenOrg } from './open-org.ts';

let open: OpenOrg;
let admin: Caller;
beforeEach(async () => {
  open = await openOrg();
  admin = await signIn(open, 'sandbox-admin');
});

const click = () => ({ apiName: 'Provision_Request__c', fields: { Opportunity__c: open.id('d1') } });

async function takeAway(alias: string): Promise<void> {
  const text = `SELECT Id FROM PermissionSetAssignment WHERE Assignee.Alias = '${alias}'`;
  const { body } = await admin('GET', `/query?q=${encodeURIComponent(text)}`);
  await admin('DELETE', `/sobjects/PermissionSetAssignment/${textAt(body, 'records.0.Id')}`);
}

test('who lost the permission cannot click any more, and may again when it is back', async () => {
  const page = await openPage(open, 'sales1');
  await takeAway('sales1');
  expect(await page('POST', '/records', click())).toMatchObject({
    status: 400,
    body: [{ errorCode: 'INVALID_TYPE' }],
  });
  const values = {
    AssigneeId: open.id('user-sales1'),
    PermissionSetId: open.id('PermissionSet:Throughline_Sales_Operations'),
  };
  expect((await admin('POST', '/sobjects/PermissionSetAssignment', values)).status).toBe(201);
  expect((await page('POST', '/records', click())).status).toBe(201);
});

test("a permission set without the create permission fails the click with the platform's error", async () => {
  const page = await openPage(open, 'sales1');
  await takeAway('sales1');
  const values = { AssigneeId: open.id('user-sales1'), PermissionSetId: open.id('PermissionSet:Throughline_Viewer') };
  await admin('POST', '/sobjects/PermissionSetAssignment', values);
  expect(await page('POST', '/records', click())).toMatchObject({
    status: 403,
    body: [{ errorCode: 'INSUFFICIENT_ACCESS', message: expect.stringContaining('level of access') }],
  });
});

test('a looker sees the deal and may not click', async () => {
  const page = await openPage(open, 'viewer');
  expect((await page('GET', `/records/${open.id('d1')}?fields=Opportunity.Name`)).status).toBe(200);
  expect((await page('POST', '/records', click())).status).toBe(403);
});

test('a user who may ask may not write what the bridge writes', async () => {
  const page = await openPage(open, 'sales1');
  const { apiName, fields } = click();
  expect(await page('POST', '/records', { apiName, fields: { ...fields, State__c: 'accepted' } })).toMatchObject({
    status: 400,
    body: [{ output: { fieldErrors: { State__c: [{ errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE' }] } } }],
  });
  const number = { fields: { Project_Number__c: 'P-1' } };
  expect((await page('PATCH', `/records/${open.id('d1')}`, number)).status).toBe(400);
  const viewer = await openPage(open, 'viewer');
  expect((await viewer('PATCH', `/records/${open.id('d1')}`, { fields: { Name: 'mine' } })).status).toBe(403);
});

const integrationMay: Record<string, { method: string; address: () => string; body: () => object; status: number }> = {
  'write a status row': {
    method: 'PATCH',
    address: () => '/sobjects/Sync_Status__c/Key__c/a',
    body: () => ({ Version__c: 1 }),
    status: 201,
  },
  'link a customer': {
    method: 'PATCH',
    address: () => `/sobjects/Account/${open.id('halden-retail')}`,
    body: () => ({ ERP_Customer_Number__c: 'C-1001' }),
    status: 204,
  },
  'raise a generation': {
    method: 'PATCH',
    address: () => `/sobjects/Opportunity/${open.id('d1')}`,
    body: () => ({ Provision_Generation__c: 2 }),
    status: 204,
  },
  'not change a tax id': {
    method: 'PATCH',
    address: () => `/sobjects/Account/${open.id('halden-retail')}`,
    body: () => ({ Tax_Id__c: 'x' }),
    status: 400,
  },
  'not make an opportunity': {
    method: 'POST',
    address: () => '/sobjects/Opportunity',
    body: () => ({ Name: 'x', StageName: 'Prospecting', CloseDate: '2026-12-01' }),
    status: 403,
  },
  'not give itself a permission': {
    method: 'POST',
    address: () => '/sobjects/PermissionSetAssignment',
    body: () => ({
      AssigneeId: open.id('user-integration'),
      PermissionSetId: open.id('PermissionSet:Throughline_Viewer'),
    }),
    status: 403,
  },
};

test.each(Object.entries(integrationMay))(
  'the integration user may %s',
  async (_name, { method, address, body, status }) => {
    const integration = await signIn(open, 'sandbox');
    expect((await integration(method, address(), body())).status).toBe(status);
  },
);

test('a field that a user may not read does not exist for him', async () => {
  const integration = await signIn(open, 'sandbox');
  await takeAway('integration');
  const answer = await integration('GET', `/query?q=${encodeURIComponent('SELECT Tax_Id__c FROM Account')}`);
  expect(answer).toMatchObject({ status: 400, body: [{ errorCode: 'INVALID_TYPE' }] });
});

test('a user who may not use the API gets no token, an inactive one no session', async () => {
  await takeAway('integration');
  const form = 'grant_type=client_credentials&client_id=sandbox&client_secret=sandbox';
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  expect(await open.call('POST', '/services/oauth2/token', form, type)).toMatchObject({
    status: 400,
    body: { error: 'invalid_grant' },
  });
  await admin('PATCH', `/sobjects/User/${open.id('user-sales2')}`, { IsActive: false });
  expect((await open.call('POST', '/sandbox/session', { as: 'sales2' })).status).toBe(400);
});
