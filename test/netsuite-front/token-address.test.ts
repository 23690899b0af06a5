import { afterAll, expect, test } from 'vitest';
import { createSeededClient } from '../sandbox/netsuite/front/seeded-client.ts';
import { assertionOf, form, openAccount, tokenUrl } from './open-account.ts';
import type { Bent } from './open-account.ts';

let now = Date.now();
const opened = await openAccount({ realNow: () => now });
const { account, fetch } = opened;
afterAll(async () => account.close());

const stranger = await createSeededClient();
const hour = 3600;

const refused: Record<string, readonly [bent: Bent, error: string]> = {
  'a certificate that is not mapped': [{ certificateId: 'other' }, 'invalid_grant'],
  'a key that does not belong to the certificate': [{ privateKeyPem: stranger.privateKeyPem }, 'invalid_grant'],
  'another client': [{ issuer: 'someone' }, 'invalid_grant'],
  'another audience': [{ audience: 'https://elsewhere.example/token' }, 'invalid_grant'],
  'another type of token': [{ typ: 'at+jwt' }, 'invalid_grant'],
  'an assertion that has ended': [{ issuedAt: Math.floor(now / 1000) - 2 * hour, lifeSeconds: hour }, 'invalid_grant'],
  'an assertion for longer than an hour': [{ lifeSeconds: hour + 1 }, 'invalid_grant'],
  'a scope that does not exist': [{ scope: ['restlets', 'everything'] }, 'invalid_scope'],
  'no scope': [{ scope: [] }, 'invalid_scope'],
  'a scope that is no text': [{ scope: 7 }, 'invalid_grant'],
};

test.each(Object.entries(refused))('refuses %s', async (_, [bent, error]) => {
  const answer = await fetch(tokenUrl, { method: 'POST', body: form(await assertionOf(account, bent)) });
  expect([answer.status, await answer.json()]).toEqual([400, { error }]);
});

const malformed: Record<string, readonly [bent: Record<string, string>, error: string]> = {
  'another grant type': [{ grant_type: 'password' }, 'unsupported_grant_type'],
  'another kind of assertion': [{ client_assertion_type: 'saml' }, 'invalid_request'],
  'an assertion that is no JWT': [{ client_assertion: 'x.y.z' }, 'invalid_grant'],
  'an assertion that is empty': [{ client_assertion: '' }, 'invalid_grant'],
};

test.each(Object.entries(malformed))('refuses %s', async (_, [bent, error]) => {
  const answer = await fetch(tokenUrl, { method: 'POST', body: form(await assertionOf(account), bent) });
  expect([answer.status, await answer.json()]).toEqual([400, { error }]);
});

test('refuses a form without an assertion', async () => {
  const answer = await fetch(tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  expect([answer.status, await answer.json()]).toEqual([400, { error: 'invalid_request' }]);
});

test('gives a token of an hour, which ends by real time and not by the sandbox clock', async () => {
  const answer = await fetch(tokenUrl, { method: 'POST', body: form(await assertionOf(account)) });
  const granted: Record<string, unknown> = await answer.json();
  expect(granted).toMatchObject({ expires_in: '3600', token_type: 'Bearer' });
  const headers = { authorization: `Bearer ${String(granted['access_token'])}` };
  const status = async () => (await opened.call('{', { headers })).status;
  expect(await status()).toBe(400);
  await fetch(tokenUrl.replace(/\/services.*/, '/sandbox/clock'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advanceMs: 2 * hour * 1000 }),
  });
  expect(await status()).toBe(400);
  now += hour * 1000;
  expect(await status()).toBe(401);
});
