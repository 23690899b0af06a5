import { SignJWT, importPKCS8 } from 'jose';
import { Connection } from 'jsforce';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { salesforceConnector } from '#connectors/salesforce/connector.ts';
import { audienceOf } from '#connectors/salesforce/session.ts';

import { makeClientCertificate } from '../sandbox/control/certificate.ts';
import { fetchInMemory } from '../sandbox/control/connection-dropped.ts';
import { serveSandbox } from '../sandbox/control/serve.ts';
import type { ServedSandbox } from '../sandbox/control/serve.ts';
import type { OpenOrg } from '../salesforce-org/open-org.ts';
import { openOrg } from '../salesforce-org/open-org.ts';
import { erpUrl, loginUrl } from './salesforce-org.ts';
import { seamsOf } from './seams.ts';

const certificate = makeClientCertificate();
const other = makeClientCertificate();
const username = 'throughline.integration@corvane.example';
const client = { apiVersion: '66.0', namespace: '', erpUrl, loginUrl, clientId: 'sandbox-jwt' };
let open: OpenOrg;
let served: ServedSandbox;

beforeAll(async () => {
  open = await openOrg({ clientCertificate: certificate.certPem });
  served = await serveSandbox(open.org.app, { host: '127.0.0.1', port: 0 });
});
afterAll(() => served.close());

type Changes = { clientId?: string; username?: string; privateKeyPem?: string; now?: () => number };

/** A bridge's connector that signs in with an assertion. */
function connector({ now, ...changes }: Changes = {}) {
  const settings = { ...client, username, privateKeyPem: certificate.keyPem, ...changes };
  return salesforceConnector(settings, seamsOf(fetchInMemory(open.org.app), now));
}

const read = (changes: Changes = {}) => connector(changes).openRequests({ correlationId: 'test' });

/** An assertion as a foreign client may make it. */
async function assertionOf(claims: { sub?: string; aud?: string; inSeconds?: number } = {}): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer('sandbox-jwt')
    .setSubject(claims.sub ?? username)
    .setAudience(claims.aud ?? 'https://test.salesforce.com')
    .setExpirationTime(Math.floor(Date.now() / 1_000) + (claims.inSeconds ?? 120))
    .sign(await importPKCS8(certificate.keyPem, 'RS256'));
}

async function ask(assertion: string) {
  const grant = encodeURIComponent('urn:ietf:params:oauth:grant-type:jwt-bearer');
  return open.call('POST', '/services/oauth2/token', `grant_type=${grant}&assertion=${assertion}`, {
    'content-type': 'application/x-www-form-urlencoded',
  });
}

describe('a bridge with a user name and a private key', () => {
  it('signs in and reads, as the integration user', async () => {
    expect(await read()).toEqual({ kind: 'answered', requests: [] });
    const [last] = open.org.calls.after(0).slice(-1);
    expect(last).toMatchObject({ path: '/services/data/v66.0/query', status: 200 });
  });

  it.each<[string, Changes, string]>([
    ['an unknown client', { clientId: 'nobody' }, 'invalid_client_id'],
    ['a key that the org does not know', { privateKeyPem: other.keyPem }, 'invalid_grant'],
    ['a user who has not approved it', { username: 'sales1@corvane.example' }, 'invalid_grant'],
    ['a clock that is an hour behind', { now: () => Date.now() - 3_600_000 }, 'invalid_grant'],
  ])('is refused with %s, and says so by the code', async (_, changes, vendorCode) => {
    expect(await read(changes)).toEqual({ kind: 'refused', fault: 'crm.refused', isLimit: false, vendorCode });
  });
});

describe('the org', () => {
  it.each<[string, Parameters<typeof assertionOf>[0], string]>([
    ['for another audience', { aud: 'https://login.example' }, 'audience is invalid'],
    ['that has expired', { inSeconds: -1 }, 'expired authorization code'],
    ['that lives too long', { inSeconds: 600 }, 'expired authorization code'],
    ['for a user who has not approved', { sub: 'nobody@corvane.example' }, "user hasn't approved this consumer"],
  ])('refuses an assertion %s', async (_, claims, description) => {
    expect(await ask(await assertionOf(claims))).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant', error_description: description },
    });
  });

  it('refuses what is no assertion', async () => {
    expect((await ask('no.jwt')).body).toEqual({ error: 'invalid_grant', error_description: 'invalid assertion' });
  });

  it('takes the assertion of a foreign client', async () => {
    const connection = new Connection({ loginUrl: served.url, instanceUrl: served.url, version: '66.0' });
    await connection.authorize({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: await assertionOf({ aud: served.url }),
    });
    expect(await connection.identity()).toMatchObject({ user_id: open.id('user-integration') });
  });
});

it.each([
  ['https://corvane.my.salesforce.com', 'https://login.salesforce.com'],
  ['https://corvane--uat.sandbox.my.salesforce.com', 'https://test.salesforce.com'],
  ['https://corvane--uat.my.salesforce.com', 'https://test.salesforce.com'],
  ['http://127.0.0.1:7071', 'http://127.0.0.1:7071'],
])('an assertion for %s is for %s', (url, audience) => {
  expect(audienceOf(url)).toBe(audience);
});
