import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { expect, test } from 'vitest';
import { createNetsuiteConnector } from '#connectors/netsuite/connector.ts';
import { addressesOf, readSigningKey } from '#connectors/netsuite/settings.ts';
import { activateOf, pairing } from './batches.ts';
import { seamsOf } from './seams.ts';
import { baseUrl, vendorSettings, vendorThatAnswers } from './vendor.ts';

const batch = { pairing, items: [activateOf('A')] };
const options = { correlationId: 'test' };
const answered = () =>
  Response.json({ version: 1, items: [{ key: activateOf('A').key, answer: 'applied' }], unitsLeft: 1 });

const refusals: Record<string, readonly [answer: () => Response, fault: string]> = {
  'an assertion that is refused': [
    () => Response.json({ error: 'invalid_grant' }, { status: 400 }),
    'erp.sign-in-refused',
  ],
  'a client that is unknown': [() => new Response('', { status: 401 }), 'erp.sign-in-refused'],
  'an endpoint that is down': [() => new Response('', { status: 503 }), 'erp.unreachable'],
  'a page instead of a token': [() => new Response('<html>'), 'erp.unreachable'],
  'a token that is empty': [() => Response.json({ access_token: '', expires_in: 3600 }), 'erp.unreachable'],
  'a token without an end': [() => Response.json({ access_token: 'x' }), 'erp.unreachable'],
};

test.each(Object.entries(refusals))('meets %s: nothing was sent', async (_, [token, fault]) => {
  const fetch = vendorThatAnswers(answered, token);
  const result = await createNetsuiteConnector(vendorSettings, seamsOf(fetch)).send(batch, options);
  expect(result).toEqual({ kind: 'refused', fault, isLimit: false });
});

test('asks for one token, whoever waits for it, and keeps it until two minutes before its end', async () => {
  let now = Date.parse('2026-11-21T12:00:00Z');
  const seams = seamsOf(vendorThatAnswers(answered), () => now);
  const connector = createNetsuiteConnector(vendorSettings, seams);
  await Promise.all([1, 2, 3, 4].map(async () => connector.send(batch, options)));
  now += 3479 * 1000;
  await connector.send(batch, options);
  expect(seams.tokens.refreshes()).toBe(1);
  now += 2000;
  await connector.send(batch, options);
  expect(seams.tokens.refreshes()).toBe(2);
});

test('meets a store that has no token to give: nothing was sent', async () => {
  const seams = seamsOf(vendorThatAnswers(answered));
  const tokens = { ...seams.tokens, current: () => Promise.reject(new Error('no token for netsuite after 10 s')) };
  const result = await createNetsuiteConnector(vendorSettings, { ...seams, tokens }).send(batch, options);
  expect(result).toEqual({ kind: 'refused', fault: 'erp.unreachable', isLimit: false });
});

test('renews a refused token once, and no more', async () => {
  let calls = 0;
  const once = vendorThatAnswers(() => ((calls += 1) === 1 ? new Response('', { status: 401 }) : answered()));
  expect(await createNetsuiteConnector(vendorSettings, seamsOf(once)).send(batch, options)).toMatchObject({
    kind: 'answered',
  });
  calls = 0;
  const always = vendorThatAnswers(() => {
    calls += 1;
    return new Response('', { status: 401 });
  });
  const result = await createNetsuiteConnector(vendorSettings, seamsOf(always)).send(batch, options);
  expect(result).toEqual({ kind: 'refused', fault: 'erp.sign-in-refused', isLimit: false });
  expect(calls).toBe(2);
});

test('signs an assertion as NetSuite wants it', async () => {
  let form = new URLSearchParams();
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (request.url.includes('/token')) form = new URLSearchParams(await request.clone().text());
    return vendorThatAnswers(answered)(request);
  };
  const now = () => Date.parse('2026-11-21T12:00:00Z');
  await createNetsuiteConnector(vendorSettings, seamsOf(fetch, now)).send(batch, options);
  const assertion = form.get('client_assertion') ?? '';
  expect(form.get('grant_type')).toBe('client_credentials');
  expect(decodeProtectedHeader(assertion)).toEqual({ typ: 'JWT', alg: 'ES256', kid: 'sandbox-cert' });
  expect(decodeJwt(assertion)).toEqual({
    iss: 'throughline',
    aud: `${baseUrl}/services/rest/auth/oauth2/v1/token`,
    scope: ['restlets'],
    iat: 1795262400,
    exp: 1795262700,
  });
});

test.each([
  ['1234567', 'https://1234567.restlets.api.netsuite.com', 'https://1234567.suitetalk.api.netsuite.com'],
  ['1234567_SB1', 'https://1234567-sb1.restlets.api.netsuite.com', 'https://1234567-sb1.suitetalk.api.netsuite.com'],
])('finds the two hosts of account %s', (accountId, restlets, suitetalk) => {
  const { clientId, certificateId, privateKeyPem } = vendorSettings;
  const addresses = addressesOf({ accountId, clientId, certificateId, privateKeyPem });
  expect(addresses).toEqual({
    restletUrl: `${restlets}/app/site/hosting/restlet.nl?script=customscript_tl_bridge&deploy=customdeploy_tl_bridge`,
    tokenUrl: `${suitetalk}/services/rest/auth/oauth2/v1/token`,
  });
});

test('takes the keys that NetSuite takes, and no other', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const ed = generateKeyPairSync('ed25519').privateKey;
  expect(readSigningKey(vendorSettings.privateKeyPem).algorithm).toBe('ES256');
  expect(readSigningKey(rsa.export({ type: 'pkcs8', format: 'pem' }).toString()).algorithm).toBe('PS256');
  expect(() => readSigningKey(ed.export({ type: 'pkcs8', format: 'pem' }).toString())).toThrow('does not take');
});
