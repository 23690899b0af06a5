import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

import { readConfig } from '#config.ts';

/** What a firm gives its bridge against its real systems. */
const production = {
  THROUGHLINE_TOKENS_FILE: '/etc/throughline/tokens.json',
  THROUGHLINE_WEBHOOK_SECRET: `whsec_${'A'.repeat(40)}`,
  SALESFORCE_LOGIN_URL: 'https://corvane.my.salesforce.com',
  SALESFORCE_ORG_ID: '00D000000000001EAA',
  SALESFORCE_CLIENT_ID: '3MVG9.client',
  SALESFORCE_CLIENT_SECRET: 'a-secret-of-its-own',
  NETSUITE_ACCOUNT_ID: '1234567',
  NETSUITE_CLIENT_ID: 'a-client-of-its-own',
  NETSUITE_CERTIFICATE_ID: 'certificate-7',
  NETSUITE_PRIVATE_KEY_FILE: '/etc/throughline/netsuite.pem',
};

/** What `npm start` gives its bridge. */
const local = {
  ...production,
  THROUGHLINE_MODE: 'local',
  SALESFORCE_LOGIN_URL: 'http://127.0.0.1:7071',
  SALESFORCE_CLIENT_ID: 'sandbox',
  SALESFORCE_CLIENT_SECRET: 'sandbox',
  NETSUITE_BASE_URL: 'http://127.0.0.1:7072',
  NETSUITE_CLIENT_ID: 'throughline',
  NETSUITE_CERTIFICATE_ID: 'sandbox-cert',
};

const folder = mkdtempSync(join(tmpdir(), 'tl-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The settings that are named as wrong, in alphabetical order. */
function named(environment: Record<string, string | undefined>, file?: string): readonly string[] {
  const result = readConfig(environment, file);
  return result.ok ? [] : result.problems.map((text) => text.split(':')[0] ?? '').toSorted();
}

function fileWith(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('the settings of a bridge', () => {
  it('are complete without anything optional', () => {
    expect(readConfig(production)).toMatchObject({
      ok: true,
      config: { HOST: '127.0.0.1', PORT: 7070, THROUGHLINE_MODE: 'production', NETSUITE_CONCURRENCY: 2 },
    });
    expect(named(local)).toEqual([]);
  });

  it('name every one that is missing at one start', () => {
    expect(named({})).toEqual(Object.keys(production).toSorted());
    expect(readConfig({})).toMatchObject({ problems: expect.arrayContaining(['NETSUITE_CLIENT_ID: is missing']) });
  });

  it.each([
    ['DATABASE_URL', 'mysql://somewhere'],
    ['PORT', '70700'],
    ['PORT', 'http'],
    ['THROUGHLINE_NODE', 'bridge one'],
    ['THROUGHLINE_MODE', 'test'],
    ['THROUGHLINE_WEBHOOK_SECRET', 'a secret'],
    ['THROUGHLINE_SWEEP_MS', '100'],
    ['THROUGHLINE_KEEP_CALLS_DAYS', '0'],
    ['THROUGHLINE_KEEP_BODIES_DAYS', '7'],
    ['THROUGHLINE_KEEP_EXCEPTIONS_DAYS', 'never'],
    ['SALESFORCE_LOGIN_URL', 'corvane.my.salesforce.com'],
    ['SALESFORCE_LOGIN_URL', 'ftp://corvane.my.salesforce.com'],
    ['SALESFORCE_ORG_ID', '00D000000000001'],
    ['SALESFORCE_API_VERSION', 'v66'],
    ['SALESFORCE_NAMESPACE', 'a-b'],
    ['SALESFORCE_PUBSUB_ADDRESS', 'https://api.pubsub.salesforce.com:7443'],
    ['SALESFORCE_PUBSUB_ADDRESS', 'api.pubsub.salesforce.com'],
    ['NETSUITE_ACCOUNT_ID', 'tstdrv 1'],
    ['NETSUITE_BASE_URL', 'nowhere'],
    ['NETSUITE_CONCURRENCY', '0'],
    ['NETSUITE_CONCURRENCY', '2.5'],
    ['NETSUITE_RESERVE', '2'],
  ])('name %s when it is %j', (name, value) => {
    expect(named({ ...production, [name]: value })).toEqual([name]);
  });

  it('sign in to Salesforce with a secret, or with a user name and a private key, and with all of it', () => {
    const { SALESFORCE_CLIENT_SECRET: _, ...base } = production;
    const key = { SALESFORCE_PRIVATE_KEY_FILE: '/etc/throughline/salesforce.pem' };
    const user = { SALESFORCE_USERNAME: 'throughline@corvane.example' };
    expect(named({ ...base, ...user, ...key })).toEqual([]);
    expect(named({ ...base, ...user })).toEqual(['SALESFORCE_PRIVATE_KEY_FILE']);
    expect(named({ ...base, ...key })).toEqual(['SALESFORCE_USERNAME']);
    expect(named({ ...production, ...user, ...key })).toEqual(['SALESFORCE_CLIENT_SECRET']);
  });

  it('name what is unsafe beside what is missing, so that one start shows all', () => {
    const { NETSUITE_CLIENT_ID: _, ...without } = { ...production, SALESFORCE_LOGIN_URL: 'http://127.0.0.1:7071' };
    expect(named({ ...without, HOST: '0.0.0.0' })).toEqual(['HOST', 'NETSUITE_CLIENT_ID', 'SALESFORCE_LOGIN_URL']);
  });

  it('never repeat a secret in what they say', () => {
    const result = readConfig({ THROUGHLINE_WEBHOOK_SECRET: 'whsec_canary', DATABASE_URL: 'mysql://u:canary@host/x' });
    expect(JSON.stringify(result)).not.toContain('canary');
  });
});

describe('a bridge against real systems refuses', () => {
  it.each([
    ['plain http to Salesforce', { SALESFORCE_LOGIN_URL: 'http://corvane.my.salesforce.com' }],
    ['plain http to NetSuite', { NETSUITE_BASE_URL: 'http://127.0.0.1:7072' }],
    ["the sandbox's client", { SALESFORCE_CLIENT_ID: 'sandbox' }],
    ["the sandbox's client secret", { SALESFORCE_CLIENT_SECRET: 'sandbox' }],
    ["the sandbox's certificate", { NETSUITE_CERTIFICATE_ID: 'sandbox-cert' }],
    ['a certificate that only the sandbox has', { SALESFORCE_PUBSUB_CA_FILE: '/etc/throughline/ca.pem' }],
    ['a point at which it is killed', { THROUGHLINE_KILL_AT: 'bridge@after-send' }],
    ['every address of the machine', { HOST: '0.0.0.0' }],
    ['an address of the network', { HOST: '10.0.0.7' }],
    ['an IPv6 address that is not loopback', { HOST: '::' }],
  ])('%s', (_name, setting) => {
    expect(named({ ...production, ...setting })).toEqual(Object.keys(setting));
  });

  it("all of the sandbox's settings at once, each by its name", () => {
    const { THROUGHLINE_MODE: _, ...settings } = local;
    expect(named(settings)).toEqual([
      'NETSUITE_BASE_URL',
      'NETSUITE_CERTIFICATE_ID',
      'NETSUITE_CLIENT_ID',
      'SALESFORCE_CLIENT_ID',
      'SALESFORCE_CLIENT_SECRET',
      'SALESFORCE_LOGIN_URL',
    ]);
  });
});

describe('a local bridge refuses', () => {
  it.each([
    ['a Salesforce that is not on this machine', { SALESFORCE_LOGIN_URL: 'https://corvane.my.salesforce.com' }],
    ['a Salesforce that only looks local', { SALESFORCE_LOGIN_URL: 'http://127.0.0.1.example.com' }],
    ['a Pub/Sub service that is not on this machine', { SALESFORCE_PUBSUB_ADDRESS: 'api.pubsub.salesforce.com:7443' }],
    ['a NetSuite that is not on this machine', { NETSUITE_BASE_URL: 'https://1234567.suitetalk.api.netsuite.com' }],
    ['a NetSuite address left to follow from the account', { NETSUITE_BASE_URL: undefined }],
    ['an open address', { HOST: '0.0.0.0' }],
  ])('%s', (_name, setting) => {
    expect(named({ ...local, ...setting })).toEqual(Object.keys(setting));
  });
});

describe('a file with settings', () => {
  it('is read, and the environment wins over it; an empty variable counts as none', () => {
    const file = fileWith('bridge.json', JSON.stringify({ ...production, PORT: 1000, NETSUITE_CONCURRENCY: 4 }));
    expect(readConfig({ PORT: '2000', NETSUITE_CONCURRENCY: '' }, file)).toMatchObject({
      ok: true,
      config: { PORT: 2000, NETSUITE_CONCURRENCY: 4 },
    });
  });

  it('may hold no name that is not a setting; the environment may hold anything', () => {
    const file = fileWith('typo.json', JSON.stringify({ ...production, NETSUITE_CONCURENCY: 4 }));
    expect(readConfig({}, file)).toEqual({ ok: false, problems: ['NETSUITE_CONCURENCY: no such setting'] });
    expect(named({ ...production, NETSUITE_CONCURENCY: '4', EDITOR: 'vi' })).toEqual([]);
  });

  it.each([
    ['is not there', join(folder, 'absent.json')],
    ['is not JSON', fileWith('broken.json', '{"PORT":')],
    ['is a list', fileWith('list.json', '[]')],
  ])('names itself when it %s', (_name, file) => {
    expect(named(production, file)).toEqual([file]);
  });
});
