import { beforeEach, expect, test } from 'vitest';

import { widget } from './metadata-files.ts';
import { base, openOrg, signIn, textAt } from './open-org.ts';
import type { Caller, OpenOrg } from './open-org.ts';

let open: OpenOrg;
let admin: Caller;
beforeEach(async () => {
  open = await openOrg({ files: widget });
  admin = await signIn(open, 'sandbox-admin');
});

async function makeWidget(values: Record<string, unknown>): Promise<string> {
  return textAt((await admin('POST', '/sobjects/Widget__c', { Name: 'w', ...values })).body, 'id');
}

test('a row is made, read, changed and deleted', async () => {
  const made = await admin('POST', '/sobjects/Widget__c', { Name: 'first' });
  const id = textAt(made.body, 'id');
  expect(made).toMatchObject({ status: 201, body: { id, success: true, errors: [] } });
  const address = `/sobjects/Widget__c/${id}`;
  expect((await admin('PATCH', address, { Name: 'second' })).status).toBe(204);
  expect(await admin('GET', `${address}?fields=Name`)).toMatchObject({
    status: 200,
    body: { attributes: { type: 'Widget__c', url: `${base}${address}` }, Name: 'second' },
  });
  expect((await admin('DELETE', address)).status).toBe(204);
  expect(await admin('GET', address)).toMatchObject({ status: 404, body: [{ errorCode: 'ENTITY_IS_DELETED' }] });
});

const requests: Record<string, { method: string; address: string; body?: unknown; status: number; code: string }> = {
  'an object that does not exist': { method: 'GET', address: '/sobjects/Nothing__c', status: 404, code: 'NOT_FOUND' },
  'a row that does not exist': {
    method: 'GET',
    address: '/sobjects/Account/001xx0000004GxD',
    status: 404,
    code: 'NOT_FOUND',
  },
  'an id that is none': { method: 'GET', address: '/sobjects/Account/x', status: 400, code: 'MALFORMED_ID' },
  'a field that does not exist': {
    method: 'GET',
    address: '/sobjects/Account/001000000000001?fields=Colour',
    status: 400,
    code: 'INVALID_FIELD',
  },
  'a body that is no JSON': {
    method: 'POST',
    address: '/sobjects/Account',
    body: '{',
    status: 400,
    code: 'JSON_PARSER_ERROR',
  },
  'a body that is no object': {
    method: 'POST',
    address: '/sobjects/Account',
    body: [],
    status: 400,
    code: 'JSON_PARSER_ERROR',
  },
  'an id in the body': {
    method: 'PATCH',
    address: '/sobjects/Account/001000000000001',
    body: { Id: '001000000000001' },
    status: 400,
    code: 'INVALID_FIELD',
  },
  'a method that an address does not know': {
    method: 'PUT',
    address: '/sobjects/Account',
    status: 405,
    code: 'METHOD_NOT_ALLOWED',
  },
  'an address that does not exist': { method: 'GET', address: '/nothing', status: 404, code: 'NOT_FOUND' },
  'an external id that is no field': {
    method: 'PATCH',
    address: '/sobjects/Widget__c/Note__c/x',
    body: {},
    status: 404,
    code: 'NOT_FOUND',
  },
  'a query that is none': { method: 'GET', address: '/query?q=SELECT', status: 400, code: 'MALFORMED_QUERY' },
};

test.each(Object.entries(requests))(
  '%s is answered in the REST shape',
  async (_name, { method, address, body, status, code }) => {
    expect(await admin(method, address, body)).toMatchObject({
      status,
      body: [{ errorCode: code, message: expect.any(String) }],
    });
  },
);

const doubles: Record<string, number> = {
  '505600.0': 505_600,
  '1.0': 1,
  '-0.5': -0.5,
  '0.0': 0,
  '3.5E8': 350_000_000,
  '1.234567891E7': 12_345_678.91,
};

test.each(Object.entries(doubles))('a number is written as a double: %s', async (text, amount) => {
  const { body } = await admin('POST', '/sobjects/Opportunity', {
    Name: 'o',
    StageName: 'Prospecting',
    CloseDate: '2026-12-01',
    Amount: amount,
  });
  const address = `http://127.0.0.1${base}/sobjects/Opportunity/${textAt(body, 'id')}?fields=Amount`;
  const token = await open.call('POST', '/services/oauth2/token', login, {
    'content-type': 'application/x-www-form-urlencoded',
  });
  const headers = { authorization: `Bearer ${textAt(token.body, 'access_token')}` };
  expect(await (await open.org.app.request(address, { headers })).text()).toContain(`"Amount":${text},`);
});

const login = 'grant_type=client_credentials&client_id=sandbox-admin&client_secret=sandbox-admin';

test('an upsert makes the row, then changes it', async () => {
  const address = '/sobjects/Widget__c/Code__c/a%2F1';
  const first = await admin('PATCH', address, { Name: 'w' });
  expect(first).toMatchObject({ status: 201, body: { created: true, success: true } });
  expect(await admin('PATCH', address, { Name: 'v' })).toMatchObject({
    status: 200,
    body: { id: textAt(first.body, 'id'), created: false },
  });
  expect((await admin('GET', address)).body).toMatchObject({ Name: 'v', Code__c: 'a/1' });
});

test('an upsert that may only update makes nothing', async () => {
  const answer = await admin('PATCH', '/sobjects/Widget__c/Code__c/x?updateOnly=true', { Name: 'w' });
  expect(answer).toMatchObject({ status: 404, body: [{ errorCode: 'NOT_FOUND' }] });
});

test('an upsert that several rows match lists them and writes nothing', async () => {
  const ids = [await makeWidget({ Code__c: 'x' }), await makeWidget({ Code__c: 'x' })];
  const answer = await admin('PATCH', '/sobjects/Widget__c/Code__c/x', { Name: 'v' });
  expect(answer).toMatchObject({ status: 300, body: ids.map((id) => `${base}/sobjects/Widget__c/${id}`) });
  expect((await admin('GET', `/sobjects/Widget__c/${ids[0]}`)).body).toMatchObject({ Name: 'w' });
});

test('a parent may be named by its external id', async () => {
  const values = { Engagement__r: { Engagement_Key__c: 'd1' }, Line_Key__c: 'L2' };
  const made = await admin('POST', '/sobjects/SOW_Line__c', values);
  const { body } = await admin('GET', `/sobjects/SOW_Line__c/${textAt(made.body, 'id')}?fields=Engagement__c`);
  expect(body).toMatchObject({ Engagement__c: open.id('d1:engagement') });
  expect(await admin('POST', '/sobjects/SOW_Line__c', { Engagement__r: { Engagement_Key__c: 'gone' } })).toMatchObject({
    status: 400,
    body: [{ errorCode: 'INVALID_FIELD' }],
  });
});

test('a row that was changed since is not overwritten, one that was not is not sent again', async () => {
  const address = `/sobjects/Widget__c/${await makeWidget({})}`;
  const [before, after] = ['Sat, 21 Nov 2026 11:59:59 GMT', 'Sat, 21 Nov 2026 12:00:00 GMT'];
  expect((await admin('PATCH', address, { Name: 'v' }, { 'if-unmodified-since': before })).status).toBe(412);
  expect((await admin('GET', address, undefined, { 'if-modified-since': after })).status).toBe(304);
  expect((await admin('PATCH', address, { Name: 'v' }, { 'if-unmodified-since': after })).status).toBe(204);
});

test('versions are listed for everybody, other versions do not exist', async () => {
  const { body } = await open.call('GET', '/services/data');
  expect(body).toContainEqual({ label: "Spring '26", url: '/services/data/v66.0', version: '66.0' });
  expect((await open.call('GET', '/services/data/v12.0/limits')).status).toBe(404);
});

test('every metered answer says how many calls are used, and limits say it too', async () => {
  const { headers } = await admin('GET', '/sobjects');
  expect(headers.get('sforce-limit-info')).toBe('api-usage=1/105000');
  expect((await admin('GET', '/limits')).body).toMatchObject({
    DailyApiRequests: { Max: 105_000, Remaining: 104_998 },
  });
  open.clock.advance(24 * 3_600_000);
  expect((await admin('GET', '/limits')).headers.get('sforce-limit-info')).toBe('api-usage=1/105000');
});

const logins: Record<string, { form: string; error: string }> = {
  'a client that nobody knows': {
    form: 'grant_type=client_credentials&client_id=x&client_secret=y',
    error: 'invalid_client_id',
  },
  'a name that every object has': {
    form: 'grant_type=client_credentials&client_id=constructor&client_secret=y',
    error: 'invalid_client_id',
  },
  'a wrong secret': {
    form: 'grant_type=client_credentials&client_id=sandbox&client_secret=y',
    error: 'invalid_client',
  },
  'another way to sign in': {
    form: 'grant_type=password&client_id=sandbox&client_secret=sandbox',
    error: 'unsupported_grant_type',
  },
};

test.each(Object.entries(logins))('%s is refused in the OAuth shape', async (_name, { form, error }) => {
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  expect(await open.call('POST', '/services/oauth2/token', form, type)).toMatchObject({
    status: 400,
    body: { error, error_description: expect.any(String) },
  });
});

test('nobody gets in without a token, and a page session opens the UI API only', async () => {
  const ended = { status: 401, body: [{ errorCode: 'INVALID_SESSION_ID' }] };
  expect(await open.call('GET', `${base}/limits`)).toMatchObject(ended);
  expect(await open.call('GET', `${base}/limits`, undefined, { authorization: 'Bearer made-up' })).toMatchObject(ended);
  const { headers } = await open.call('POST', '/sandbox/session', { as: 'sales1' });
  const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
  expect(headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict$/);
  expect(await open.call('GET', `${base}/limits`, undefined, { cookie })).toMatchObject(ended);
  expect((await open.call('GET', `${base}/ui-api/object-info/Account`, undefined, { cookie })).status).toBe(200);
});
