import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { until } from '../support/until.ts';
import { opportunityOf } from './callers.ts';
import type { Product } from './product.ts';
import { bridgeApi, created, factsIn, groundTruth, now, startProduct } from './product.ts';

/**
 * The doorbell through the whole product, over TLS everywhere, with a sweep that comes once an hour: what is provisioned
 * here has rung.
 */
const fourDaysMs = 4 * 86_400_000;
let product: Product;
let began: number;
let clicked: string[];

beforeAll(async () => {
  clicked = [];
  product = await startProduct({ SANDBOX_TLS: '1', THROUGHLINE_SWEEP_MS: '3600000' });
  const certificate = readFileSync(join(product.dataFolder, 'sandbox-certificate.pem'), 'utf8');
  setDefaultCACertificates([...getCACertificates('default'), certificate]);
  began = await now(product, 'netsuite');
  await until('the stream is open', async () => ((await streams()) > 0 ? true : undefined), 30_000);
});
afterAll(() => product.stop());

/** Presses *Provision project* as a page does. */
async function click(deal: string): Promise<string> {
  const { salesforce } = product.local().addresses;
  const cookie = await signIn();
  const opportunityId = await opportunityOf(product, deal);
  const body = { apiName: 'Provision_Request__c', fields: { Opportunity__c: opportunityId } };
  const address = `${salesforce}/services/data/v66.0/ui-api/records`;
  expect((await call(address, body, { cookie })).status).toBe(201);
  clicked.push(opportunityId);
  return opportunityId;
}

async function signIn(): Promise<string> {
  const { salesforce } = product.local().addresses;
  const session = await call(`${salesforce}/sandbox/session`, { as: 'sales1' });
  return session.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
}

function call(address: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const content = { 'content-type': 'application/json', ...headers };
  return fetch(address, { method: 'POST', headers: content, body: JSON.stringify(body) });
}

async function disturb(kind: string, path: string, count = 1): Promise<void> {
  const { salesforce } = product.local().addresses;
  expect((await call(`${salesforce}/sandbox/faults`, { kind, count, match: { path } })).status).toBe(201);
}

async function untilDone(opportunityId: string): Promise<void> {
  const path = `/v1/engagements?source=salesforce&id=${opportunityId}`;
  await until(
    `${opportunityId} is done`,
    async () => {
      const { status, body } = await bridgeApi<{ state: string }>(product, path);
      return status === 200 && body.state === 'done' ? true : undefined;
    },
    90_000,
  );
}

/** Subscriptions that were opened so far. */
async function streams(): Promise<number> {
  const response = await fetch(`${product.local().addresses.salesforce}/sandbox/calls`);
  return (await response.text()).split('\n').filter((line) => line.includes('PubSub/Subscribe')).length;
}

/** Listens as an open card does, through the stream of the org's own pages; answers what was heard so far. */
async function openCard(opportunityId: string): Promise<{ heard: () => number; close: () => void }> {
  const { salesforce } = product.local().addresses;
  const cookie = await signIn();
  const closing = new AbortController();
  const channel = encodeURIComponent('/event/Provision_Progress__e');
  const address = `${salesforce}/sandbox/page-events?channel=${channel}&replayId=-1`;
  const response = await fetch(address, { headers: { cookie }, signal: closing.signal });
  expect(response.status).toBe(200);
  let text = '';
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const part of response.body ?? []) text += decoder.decode(part, { stream: true });
  })().catch(() => undefined);
  return {
    heard: () => text.split('\n').filter((line) => line.startsWith('data:') && line.includes(opportunityId)).length,
    close: () => {
      closing.abort();
      void reading;
    },
  };
}

describe('the doorbell of a product whose sweep comes once an hour', () => {
  it('brings clicks to their end when events come twice and in the wrong order, and the stream breaks', async () => {
    await disturb('reorder', 'Provision_Requested__e');
    const overtaken = await click('d1');
    const card = await openCard(overtaken);
    await disturb('repeat', 'Provision_Requested__e');
    await disturb('drop-after', 'Subscribe');
    await Promise.all([overtaken, await click('d1-linked')].map(untilDone));
    await until('the open card hears of its steps', () => (card.heard() > 2 ? true : undefined));
    card.close();
    expect(factsIn(product.output(), 'bridge').filter(({ fact }) => fact === 'events.ended')).toHaveLength(1);
    expect(factsIn(product.output(), 'bridge').filter(({ fact }) => fact === 'requests.rang')).not.toHaveLength(0);
  });

  it('does so after four days without a bridge, although nothing rings any more', async () => {
    const { pids, addresses } = product.local();
    const before = await streams();
    process.kill(pids.bridge, 'SIGKILL');
    const opportunityId = await click('d1-new-customer');
    for (const side of [addresses.salesforce, addresses.netsuite]) {
      expect((await call(`${side}/sandbox/clock`, { advanceMs: fourDaysMs })).status).toBe(200);
    }
    await untilDone(opportunityId);
    expect(await streams()).toBeGreaterThan(before);
    const lost = factsIn(product.output(), 'bridge').filter(({ isPositionLost }) => isPositionLost === true);
    expect(lost).toHaveLength(1);
  });

  it('has provisioned every request once', async () => {
    const committed = await groundTruth(product, 'netsuite', began);
    expect(created(committed, 'job')).toHaveLength(clicked.length);
    expect(clicked).toHaveLength(3);
    expect(product.local().addresses).toMatchObject({ salesforce: expect.stringMatching(/^https:/) });
  });
});
