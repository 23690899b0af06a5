import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Token } from '#connectors/connector.ts';
import { realWorld } from '#world.ts';

import { tokensInStore } from '../../bridge/tokens.ts';
import type { TestDatabase } from '../support/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { accountId, orgId } from '../workflows/deals.ts';

let database: TestDatabase;
let pairing: string;
let fetched: number;

beforeAll(async () => {
  database = await openTestDatabase();
  pairing = await database.store.ensurePairing({ orgId, accountId });
});
afterAll(() => database.close());
beforeEach(async () => {
  fetched = 0;
  const client = await database.connect();
  await client.query('truncate token');
  await client.end();
});

const hourMs = 3_600_000;

/** Tokens as one node of the bridge sees them. */
const node = () => tokensInStore('salesforce', { store: database.store, world: realWorld(), pairing });

async function fetchToken(validMs = hourMs): Promise<Token> {
  fetched += 1;
  return { accessToken: `token-${fetched}`, expiresAt: Date.now() + validMs };
}

const current = async () => (await node().current('salesforce', () => fetchToken())).accessToken;

describe('a token of a vendor', () => {
  it('is fetched once, whoever asks how often', async () => {
    const asked = await Promise.all(Array.from({ length: 20 }, () => current()));
    expect([new Set(asked), fetched]).toEqual([new Set(['token-1']), 1]);
  });

  it('is fetched anew after the vendor has refused it, once for all nodes', async () => {
    const token = await current();
    await Promise.all([node().discard('salesforce', token), node().discard('salesforce', token)]);
    expect(await Promise.all([current(), current(), current()])).toEqual(['token-2', 'token-2', 'token-2']);
  });

  it('that a late node throws away does not take the newer one with it', async () => {
    const old = await current();
    await node().discard('salesforce', old);
    await current();
    await node().discard('salesforce', old);
    expect([await current(), fetched]).toEqual(['token-2', 2]);
  });

  it('is stored before it is used, so that a node that dies then loses nothing', async () => {
    const { accessToken } = await node().current('salesforce', () => fetchToken());
    const lease = await database.store.leaseToken({ pairing, system: 'salesforce', renewBeforeMs: 0, leaseMs: 1 });
    expect(lease).toMatchObject({ kind: 'valid', token: accessToken });
  });

  it('is fetched anew before it ends', async () => {
    await node().current('salesforce', () => fetchToken(30_000));
    expect([await current(), fetched]).toEqual(['token-2', 2]);
  });

  it('still serves while the next one cannot be fetched', async () => {
    await node().current('salesforce', () => fetchToken(30_000));
    const refused = () => Promise.reject(new Error('the sign-in is down'));
    expect(await node().current('salesforce', refused)).toMatchObject({ accessToken: 'token-1' });
    expect(await current()).toBe('token-1');
  });

  it('that was never there cannot be made up when the sign-in is down', async () => {
    const refused = () => Promise.reject(new Error('the sign-in is down'));
    await expect(node().current('salesforce', refused)).rejects.toThrow('the sign-in is down');
  });

  it('of one system is not that of another', async () => {
    await current();
    const other = tokensInStore('netsuite', { store: database.store, world: realWorld(), pairing });
    expect(await other.current('netsuite', () => fetchToken())).toMatchObject({ accessToken: 'token-2' });
  });
});
