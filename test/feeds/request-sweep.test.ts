import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { SweepSeams } from '#feeds/request-sweep.ts';
import { sweepRequests } from '#feeds/request-sweep.ts';
import { realWorld } from '#world.ts';
import { engagementIdOf } from 'shared-model/ids.ts';

import type { CrmBench } from '../connectors/salesforce-org.ts';
import { openCrm } from '../connectors/salesforce-org.ts';
import type { TestDatabase } from '../support/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { accountId, orgId } from '../workflows/deals.ts';

let database: TestDatabase;
let pairing: string;
let bench: CrmBench;
let facts: { fact: string; fields: Readonly<Record<string, unknown>> | undefined }[];

beforeAll(async () => {
  database = await openTestDatabase();
  pairing = await database.store.ensurePairing({ orgId, accountId });
});
afterAll(() => database.close());

beforeEach(async () => {
  facts = [];
  bench = await openCrm();
  const client = await database.connect();
  await client.query('truncate identity, event, event_body, pending_event, duty');
  await client.end();
});

/** A node of the bridge that sweeps; due again at once unless said. */
function sweep(changes: Partial<SweepSeams> = {}): Promise<boolean> {
  return sweepRequests({
    store: database.store,
    crm: bench.crm,
    world: realWorld(),
    log: (fact, fields) => void facts.push({ fact, fields }),
    nodeId: 'node-1',
    pairing,
    orgId,
    everyMs: 0,
    ...changes,
  });
}

type Stored = { type: string; id: string; engagement_id: string; generation: number; data: Record<string, unknown> };

async function stored(): Promise<readonly Stored[]> {
  const client = await database.connect();
  const { rows } = await client.query<Stored>(
    'select type, id, engagement_id, generation, data from event join event_body using (event_id) order by sequence',
  );
  await client.end();
  return rows;
}

const disturb = (kind: 'drop-before' | 'refuse', count: number) =>
  bench.open.org.faults.add({ kind, count, match: { path: '/services/data' } });

describe('a sweep', () => {
  it.each([
    ['cancel', 'provisioning.cancelled'],
    ['give-up', 'provisioning.given-up'],
    ['retry', 'provisioning.retried'],
  ])('makes an event of the act %s, without a deal', async (act, type) => {
    const requestId = await bench.click('d1', 'sales2', { Act__c: act });
    expect(await sweep()).toBe(true);
    const engagementId = engagementIdOf(orgId, bench.id('d1'));
    const data = { engagementId, generation: 1, requestId, actor: 'Ben Okafor', actedAt: expect.any(String) };
    expect(await stored()).toMatchObject([{ type, engagement_id: engagementId, generation: 1, data }]);
  });

  it('carries what the person said of a possible match', async () => {
    await bench.click('d1', 'sales1', { Customer_Choice__c: 'use', Chosen_Customer__c: 'C-1042' });
    await sweep();
    expect(await stored()).toMatchObject([
      { type: 'provisioning.requested', data: { customerChoice: { kind: 'use', customerNumber: 'C-1042' } } },
    ]);
  });

  it('makes one event of a click, with its deal and its person', async () => {
    const requestId = await bench.click('d1');
    expect(await sweep()).toBe(true);
    const opportunityId = bench.id('d1');
    expect(await stored()).toEqual([
      {
        type: 'provisioning.requested',
        id: expect.stringMatching(new RegExp(`^${requestId}:[0-9a-f]{16}$`)),
        engagement_id: engagementIdOf(orgId, opportunityId),
        generation: 1,
        data: expect.objectContaining({
          requestId,
          requestKey: `${opportunityId}:1`,
          requestedBy: { userId: bench.id('user-sales1'), name: 'Ana Ruiz' },
          deal: expect.objectContaining({ opportunityId, name: 'Halden Retail, store platform' }),
        }),
      },
    ]);
  });

  it('done again finds the same event, and says that nothing was new', async () => {
    await bench.click('d1');
    expect([await sweep(), await sweep(), await sweep()]).toEqual([true, false, false]);
    expect(await stored()).toHaveLength(1);
  });

  it('by two nodes at once is done by one', async () => {
    await bench.click('d1');
    await Promise.all(['node-1', 'node-2', 'node-3'].map((nodeId) => sweep({ nodeId, everyMs: 60_000 })));
    expect(await stored()).toHaveLength(1);
    expect(facts.filter(({ fact }) => fact === 'requests.accepted')).toHaveLength(1);
  });

  it('after a change of the deal makes a second event with a higher revision', async () => {
    await bench.click('d1');
    await sweep();
    bench.open.clock.advance(60_000);
    await bench.change('SOW_Line__c', bench.id('d1:L1'), { Amount__c: 1000 });
    expect(await sweep()).toBe(true);
    const [first, second] = (await stored()).map(({ data }) => Number(data.revision));
    expect(second).toBeGreaterThan(first ?? 0);
  });

  it('after a part was removed never has a lower revision than the request itself', async () => {
    bench.open.clock.advance(60_000);
    await bench.change('Role_Request__c', bench.id('d1:R3'), { Hours__c: 1 });
    await bench.admin('DELETE', `/sobjects/Role_Request__c/${bench.id('d1:R3')}`);
    bench.open.clock.advance(60_000);
    await bench.click('d1');
    await sweep();
    expect(await stored()).toMatchObject([{ data: { revision: Date.parse('2026-11-21T12:02:00Z') } }]);
  });

  it.each(['INVALID_FIELD', 'INVALID_TYPE', 'INSUFFICIENT_ACCESS'])(
    'of an org that answers %s to the reading of a deal tells a person, and asks no more',
    async (vendorCode) => {
      const requestId = await bench.click('d1');
      const refused = { kind: 'refused', fault: 'crm.refused', isLimit: false, vendorCode } as const;
      const crm = { ...bench.crm, readDeal: () => Promise.resolve(refused) };
      expect([await sweep({ crm }), await sweep({ crm })]).toEqual([true, false]);
      const text = `Salesforce does not let the bridge read the deal (${vendorCode})`;
      expect(await stored()).toMatchObject([
        { type: 'provisioning.refused', data: { requestId, fault: { code: 'crm.org-not-set-up', text } } },
      ]);
    },
  );

  it('leaves a request alone whose deal is refused for the moment', async () => {
    await bench.click('d1');
    const refused = {
      kind: 'refused',
      fault: 'crm.busy',
      isLimit: true,
      vendorCode: 'REQUEST_LIMIT_EXCEEDED',
    } as const;
    expect(await sweep({ crm: { ...bench.crm, readDeal: () => Promise.resolve(refused) } })).toBe(false);
    expect(await stored()).toEqual([]);
  });

  it('without any request finds nothing', async () => {
    expect(await sweep()).toBe(false);
    expect(await stored()).toEqual([]);
  });
});

describe('a request that cannot be followed still gets an answer', () => {
  it('because its person may not ask any more', async () => {
    await bench.click('d1');
    await bench.takeAway('sales1');
    expect(await sweep()).toBe(true);
    expect(await stored()).toMatchObject([
      {
        type: 'provisioning.refused',
        data: {
          opportunityId: bench.id('d1'),
          fault: { code: 'crm.requester-not-allowed', text: 'Ana Ruiz may not provision projects any more' },
        },
      },
    ]);
    expect(await sweep()).toBe(false);
  });

  it('because its deal cannot be read, while the others go on', async () => {
    await bench.click('d1');
    await bench.click('d1-linked');
    await bench.change('SOW_Line__c', bench.id('d1:L1'), { Service_Code__c: null });
    await sweep();
    expect(await stored()).toMatchObject([
      {
        type: 'provisioning.refused',
        data: { fault: { code: 'crm.deal-unreadable', text: expect.stringContaining('/lines/0/serviceCode') } },
      },
      { type: 'provisioning.requested', data: { deal: { name: 'Halden Living, loyalty programme' } } },
    ]);
  });

  it('although no flow gave it a key or a generation', async () => {
    const requestId = await bench.click('d1');
    await bench.change('Opportunity', bench.id('d1'), { Provision_Generation__c: 3 });
    await bench.change('Provision_Request__c', requestId, { Request_Key__c: null, Generation__c: null });
    await sweep();
    expect(await stored()).toMatchObject([{ generation: 3, data: { requestKey: `${bench.id('d1')}:3` } }]);
  });
});

describe('a CRM that does not answer', () => {
  it.each(['drop-before', 'refuse'] as const)('(%s) loses nothing: the next sweep finds it', async (kind) => {
    await bench.click('d1');
    disturb(kind, 1);
    expect(await sweep({ everyMs: 60_000 })).toBe(false);
    expect(facts.map(({ fact }) => fact)).toEqual(['sweep.failed']);
    expect(await stored()).toEqual([]);
    await dueNow();
    expect(await sweep()).toBe(true);
    expect(await stored()).toHaveLength(1);
  });

  it('for one deal keeps the other requests going, and that one for the next sweep', async () => {
    await bench.click('d1');
    await bench.click('d1-linked');
    bench.open.org.faults.add({ kind: 'drop-before', count: 1, match: { path: '/composite' } });
    await sweep();
    expect(await stored()).toMatchObject([{ data: { deal: { name: 'Halden Living, loyalty programme' } } }]);
    expect(facts.map(({ fact }) => fact)).toEqual(['deal.not-read', 'requests.accepted']);
    await sweep();
    expect(await stored()).toHaveLength(2);
  });

  it('is left alone for a while', async () => {
    disturb('refuse', 1);
    await sweep();
    await bench.click('d1');
    expect(await sweep()).toBe(false);
    expect(await stored()).toEqual([]);
  });
});

/** As if the time to the next sweep had passed. */
async function dueNow(): Promise<void> {
  const client = await database.connect();
  await client.query("update duty set next_at = now() - interval '1 second'");
  await client.end();
}
