import { afterAll, expect, test } from 'vitest';
import { pairing } from '../connectors/batches.ts';
import { restletPath } from '../sandbox/netsuite/front/restlet-address.ts';
import { tokenPath } from '../sandbox/netsuite/front/token-address.ts';
import { openAccount, origin } from './open-account.ts';
import type { OpenAccount } from './open-account.ts';

const opened = await openAccount();
const { account, fetch } = opened;
afterAll(async () => account.close());

const reference = { version: 1, operation: 'reference', pairing };
const address = (script: string, deploy: string) =>
  `${origin}/app/site/hosting/restlet.nl?script=${script}&deploy=${deploy}`;
const ours = address('customscript_tl_bridge', 'customdeploy_tl_bridge');

type Call = (opened: OpenAccount) => Promise<Response>;

const errors: Record<string, readonly [call: Call, status: number, code: string]> = {
  'no token': [({ call }) => call(reference, { headers: { authorization: '' } }), 401, 'INVALID_LOGIN_ATTEMPT'],
  'a token that nobody gave out': [
    ({ call }) => call(reference, { headers: { authorization: 'Bearer x' } }),
    401,
    'INVALID_LOGIN_ATTEMPT',
  ],
  'another kind of sign-in': [
    ({ call }) => call(reference, { headers: { authorization: 'Basic eDp5' } }),
    401,
    'INVALID_LOGIN_ATTEMPT',
  ],
  'a token for other services': [
    async ({ call, token }) =>
      call(reference, { headers: { authorization: `Bearer ${await token(['rest_webservices'])}` } }),
    403,
    'INSUFFICIENT_PERMISSION',
  ],
  'a script that is not there': [
    ({ call }) => call(reference, { url: address('customscript_other', 'customdeploy_tl_bridge') }),
    404,
    'SSS_INVALID_SCRIPTLET_ID',
  ],
  'a deployment that is not there': [
    ({ call }) => call(reference, { url: address('customscript_tl_bridge', 'customdeploy_other') }),
    404,
    'SSS_INVALID_SCRIPTLET_ID',
  ],
  'a method that the account does not know': [
    ({ call }) => call(undefined, { method: 'PATCH' }),
    405,
    'METHOD_NOT_ALLOWED',
  ],
  'a form': [
    ({ call }) => call('a=b', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  'half a JSON': [({ call }) => call('{"version":'), 400, 'INVALID_REQUEST'],
  'more than 10 MB': [({ call }) => call(`"${'x'.repeat(10 * 1024 * 1024)}"`), 413, 'SSS_REQUEST_SIZE_LIMIT_EXCEEDED'],
  'a request that our script cannot read': [({ call }) => call({ version: 2 }), 400, 'TL_REQUEST_UNREADABLE'],
};

test.each(Object.entries(errors))('answers %s in the account’s own words', async (_, [call, status, code]) => {
  const answer = await call(opened);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ error: { code, message: expect.any(String) } });
});

test('runs the script in the role of the token and answers JSON', async () => {
  const answer = await opened.call(reference);
  expect(answer.headers.get('content-type')).toContain('application/json');
  expect(await answer.json()).toMatchObject({
    version: 1,
    rows: expect.arrayContaining([expect.objectContaining({ code: 'CV-US' })]),
  });
});

test('logs every call with its end, the refused ones as refused, and sign-ins beside the limit', async () => {
  const before = account.calls.count();
  await opened.call(reference);
  await opened.call(reference, { headers: { authorization: '' } });
  const told = account.calls.after(before);
  expect(told.filter(({ path }) => path.startsWith(restletPath))).toMatchObject([
    { status: 200, refused: false, concurrencyAtStart: 1, endedAt: expect.any(String) },
    { status: 401, refused: true, endedAt: expect.any(String) },
  ]);
  const others = told.filter(({ path }) => !path.startsWith(restletPath));
  expect(others.length).toBeGreaterThan(0);
  for (const call of others) expect(call).toMatchObject({ path: tokenPath, concurrencyAtStart: 0, status: 200 });
});

test('answers SuiteQL to tests as an administrator', async () => {
  const ask = async (body: unknown) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${origin}/sandbox/suiteql`, { method: 'POST', headers, body: JSON.stringify(body) });
    return [answer.status, await answer.json()];
  };
  const q = 'SELECT companyname FROM customer WHERE entityid = ? ORDER BY id';
  expect(await ask({ q, params: ['C-1001'] })).toEqual([200, { rows: [{ companyname: 'Halden Retail' }] }]);
  expect(await ask({ q: 'SELECT x FROM nowhere ORDER BY x' })).toMatchObject([
    400,
    { error: { code: expect.any(String) } },
  ]);
  expect(await ask({})).toMatchObject([400, { error: { code: 'INVALID_REQUEST' } }]);
});

test('lets no foreign page or name in', async () => {
  const status = async (path: string, headers: Record<string, string>) =>
    (await fetch(`${origin}${path}`, { headers })).status;
  expect(await status('/app/accounting/project/projectlist.nl', { host: 'evil.example' })).toBe(403);
  expect(await status('/sandbox/ground-truth', { origin: 'https://evil.example' })).toBe(403);
  expect(await status('/sandbox/ground-truth', { 'sec-fetch-site': 'cross-site' })).toBe(403);
  expect((await fetch(ours, { headers: { origin: 'https://evil.example' } })).status).toBe(403);
});

test('is ready, and comes back to its seeds with its ground truth going on', async () => {
  expect((await fetch(`${origin}/sandbox/ready`)).status).toBe(200);
  const before = account.groundTruth.after(0).length;
  const reset = await fetch(`${origin}/sandbox/reset`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  expect(reset.status).toBe(200);
  const after = account.groundTruth.after(before);
  expect(after[0]).toMatchObject({ sequence: before + 1, operation: 'reset' });
  const seeded = account.query('SELECT id FROM customer ORDER BY id');
  expect(after.filter(({ type }) => type === 'customer').map(({ id }) => id)).toEqual(
    'rows' in seeded ? seeded.rows.map(({ id }) => String(id)) : undefined,
  );
});
