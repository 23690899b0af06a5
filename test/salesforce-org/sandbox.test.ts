import { beforeEach, expect, test } from 'vitest';

import { fetchInMemory } from '../sandbox/control/connection-dropped.ts';
import { openOrg, openPage, signIn, textAt } from './open-org.ts';
import type { Caller, OpenOrg } from './open-org.ts';

let open: OpenOrg;
let integration: Caller;
beforeEach(async () => {
  open = await openOrg();
  integration = await signIn(open, 'sandbox');
});

const write = () => integration('PATCH', '/sobjects/Sync_Status__c/Key__c/a', { Version__c: 1 });
const isWritten = () => open.org.groundTruth.after(0).some((entry) => entry.type === 'sync_status__c');

const disturbances: Record<
  string,
  { fault: object; status: number; code?: string; written: boolean; refused: boolean }
> = {
  'refuse is the limit error': {
    fault: { kind: 'refuse' },
    status: 403,
    code: 'REQUEST_LIMIT_EXCEEDED',
    written: false,
    refused: true,
  },
  'expire-token ends the session': {
    fault: { kind: 'expire-token' },
    status: 401,
    code: 'INVALID_SESSION_ID',
    written: false,
    refused: true,
  },
  'delay only waits': { fault: { kind: 'delay', ms: 5_000 }, status: 201, written: true, refused: false },
  'a disturbance of another type leaves it alone': {
    fault: { kind: 'refuse', match: { recordType: 'Account' } },
    status: 201,
    written: true,
    refused: false,
  },
  'a disturbance of its type and key hits': {
    fault: { kind: 'refuse', match: { recordType: 'Sync_Status__c', key: 'a', method: 'PATCH', path: '/sobjects/' } },
    status: 403,
    code: 'REQUEST_LIMIT_EXCEEDED',
    written: false,
    refused: true,
  },
};

test.each(Object.entries(disturbances))('%s', async (_name, { fault, status, code, written, refused }) => {
  await open.call('POST', '/sandbox/faults', fault);
  const answer = await write();
  expect(answer).toMatchObject({ status, body: code === undefined ? { success: true } : [{ errorCode: code }] });
  expect(isWritten()).toBe(written);
  expect(open.org.calls.after(0).at(-1)).toMatchObject({ refused, method: 'PATCH', status });
});

const drops: Record<string, boolean> = { 'drop-before': false, 'drop-after': true };

test.each(Object.entries(drops))('%s loses the answer; the write was committed: %s', async (kind, committed) => {
  const page = await open.call('POST', '/sandbox/session', { as: 'sales1' });
  await open.call('POST', '/sandbox/faults', { kind });
  const request = fetchInMemory(open.org.app)('http://127.0.0.1:7071/services/data/v66.0/ui-api/records', {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: page.headers.get('set-cookie') ?? '' },
    body: JSON.stringify({ apiName: 'Provision_Request__c', fields: { Opportunity__c: open.id('d1') } }),
  });
  await expect(request).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  expect(open.org.groundTruth.after(0).some((entry) => entry.type === 'provision_request__c')).toBe(committed);
  const call = open.org.calls.after(0).at(-1);
  expect([call?.status, call?.endedAt]).toEqual([undefined, '2026-11-21T12:00:00.000Z']);
});

test('a kind that this side has not built answers 501', async () => {
  expect((await open.call('POST', '/sandbox/faults', { kind: 'close-period' })).status).toBe(501);
});

test('ground truth holds what a click committed, with who and which request', async () => {
  const page = await openPage(open, 'sales1');
  const before = open.org.groundTruth.after(0).length;
  const fields = { Opportunity__c: open.id('d1') };
  const made = await page('POST', '/records', { apiName: 'Provision_Request__c', fields }, { 'x-request-id': 'r-7' });
  expect(open.org.groundTruth.after(before)).toMatchObject([
    {
      sequence: before + 1,
      operation: 'create',
      type: 'provision_request__c',
      id: textAt(made.body, 'id'),
      externalId: `${open.id('d1')}:1`,
      values: { State__c: 'requested', Generation__c: 1 },
      actor: 'sales1',
      requestId: 'r-7',
    },
  ]);
});

test('a reset gives new rows with new ids, ends every session and keeps ground truth counting', async () => {
  await write();
  const [old, count] = [open.id('d1'), open.org.groundTruth.after(0).length];
  await open.call('POST', '/sandbox/reset');
  expect(open.id('d1')).not.toBe(old);
  expect((await write()).status).toBe(401);
  expect(open.org.groundTruth.after(count)[0]).toMatchObject({ operation: 'reset', sequence: count + 1 });
  const admin = await signIn(open, 'sandbox-admin');
  expect((await admin('GET', `/sobjects/Opportunity/${old}`)).status).toBe(404);
  expect((await admin('GET', '/query?q=SELECT+count()+FROM+Sync_Status__c')).body).toMatchObject({ totalSize: 0 });
});

test('seeds count their days from the clock at the reset', async () => {
  open.clock.set(Date.parse('2027-03-01T00:00:00Z'));
  await open.call('POST', '/sandbox/reset');
  const admin = await signIn(open, 'sandbox-admin');
  const { body } = await admin('GET', `/sobjects/Engagement__c/${open.id('d1:engagement')}`);
  expect(body).toMatchObject({ Signed_On__c: '2027-02-24', Start_Date__c: '2027-03-17' });
});

test('two orgs from one seed answer alike, tokens and event ids included', async () => {
  const other = await openOrg();
  const told = async (one: OpenOrg) => {
    const page = await openPage(one, 'sales1');
    const made = await page('POST', '/records', {
      apiName: 'Provision_Request__c',
      fields: { Opportunity__c: one.id('d1') },
    });
    return [made.body, one.org.eventsAfter(0), one.org.groundTruth.after(0)];
  };
  await signIn(other, 'sandbox');
  expect(await told(other)).toEqual(await told(open));
});

test('every scenario has its opportunity, and D1 comes to its estimate', async () => {
  const { body } = await open.call('GET', '/sandbox/scenarios');
  expect(body).toHaveLength(43);
  expect(body).toContainEqual({
    id: open.id('d1'),
    key: 'd1',
    name: 'Halden Retail, store platform',
    state: 'done',
    findings: [],
    billingType: 'time-and-materials',
    legalEntities: ['CV-US'],
    reach: [{ act: 'click-provision' }],
  });
  const text = `SELECT Role__c, Hours__c FROM Role_Request__c WHERE SOW_Line__r.Engagement__r.Opportunity__c = '${open.id('d1')}' ORDER BY Role_Key__c`;
  expect((await integration('GET', `/query?q=${encodeURIComponent(text)}`)).body).toMatchObject({
    records: [
      { Role__c: 'Engagement manager', Hours__c: 320 },
      { Role__c: 'Senior consultant', Hours__c: 960 },
      { Role__c: 'Consultant', Hours__c: 960 },
    ],
  });
});

test('a page address may sign a user in and go on, but never to another host', async () => {
  const answer = await open.call('GET', '/sandbox/session?as=sales2&to=/lightning/page/home');
  expect([answer.status, answer.headers.get('location')]).toEqual([302, '/lightning/page/home']);
  expect((await open.call('GET', '/sandbox/session?as=sales2&to=//evil.example')).headers.get('location')).toBeNull();
  expect((await open.call('GET', '/sandbox/session?as=nobody')).status).toBe(400);
});
