import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { salesforceId18 } from 'shared-model/ids.ts';

import type { CrmConnector } from '#connectors/connector.ts';
import { showStatusRows } from '#projection/status-rows.ts';
import type { OpenStore } from '#store/create-store.ts';
import type { Projection } from '#store/store.ts';
import { realWorld } from '#world.ts';

import type { CrmBench } from '../connectors/salesforce-org.ts';
import { openCrm } from '../connectors/salesforce-org.ts';
import { run } from '../store/sample.ts';
import type { TestDatabase } from '../support/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { accountId, orgId } from '../workflows/deals.ts';

let database: TestDatabase;
let store: OpenStore;
let pairing: string;
let bench: CrmBench;
let now = Date.parse('2026-11-21T12:00:00Z');
let version: number;
let facts: { fact: string; fields: Readonly<Record<string, unknown>> | undefined }[];
/** How many rows the CRM was asked to write, call by call. */
let calls: number[];

beforeAll(async () => {
  database = await openTestDatabase();
  store = await database.nodeStore(() => now);
  pairing = await store.ensurePairing({ orgId, accountId });
});
afterAll(() => database.close());

beforeEach(async () => {
  [facts, calls, version] = [[], [], 0];
  bench = await openCrm();
  const client = await database.connect();
  await client.query('truncate projection, run, exception, pending_event');
  await client.end();
});

/** What the workflow has decided to show. */
async function decide(...projections: readonly Projection[]): Promise<void> {
  expect(await store.saveRun(run(pairing, 1, { expectedVersion: version, projections }))).toBe('saved');
  version += 1;
}

function row(name: string, text: string, opportunityId = bench.id('d1')): Projection {
  return { key: name, kind: 'engagement', values: { state: 'in-progress', text, opportunityId } };
}

function show(connector: CrmConnector = bench.crm, nodeId = 'node-1'): Promise<boolean> {
  const crm: CrmConnector = {
    ...connector,
    writeRows: (rows, options) => {
      calls.push(rows.length);
      return connector.writeRows(rows, options);
    },
  };
  return showStatusRows({
    store,
    crm,
    world: realWorld(),
    log: (fact, fields) => void facts.push({ fact, fields }),
    nodeId,
    pairing,
  });
}

const shown = () => bench.query('SELECT Key__c, Text__c, Version__c FROM Sync_Status__c ORDER BY Key__c');
const other = { correlationId: 'other' };
/** What the run was told of its rows, oldest first. */
const told = async (): Promise<readonly unknown[]> =>
  (await store.runsWithWork(10)).flatMap(({ events }) =>
    events.filter(({ type }) => type === 'row.shown').map(({ data }) => data),
  );
const open = async () => (await store.listExceptions({ state: 'open', page: { limit: 10 } })).rows;
const gone = () => salesforceId18('006000000ZZZZZZ') ?? '';
const seconds = (count: number) => void (now += count * 1_000);

describe('what the CRM shows', () => {
  it('is the latest of what was decided, in one write however often it changed', async () => {
    await decide(row('e', 'first'));
    await decide(row('e', 'second'));
    await decide(row('e', 'third'));
    expect(await show()).toBe(true);
    expect(await shown()).toEqual([{ Key__c: 'e', Text__c: 'third', Version__c: 3 }]);
    expect(calls).toEqual([1]);
  });

  it('is not written again while nothing has changed', async () => {
    await decide(row('e', 'same'));
    await show();
    seconds(60);
    await decide(row('e', 'same'));
    expect(await show()).toBe(false);
    expect(calls).toEqual([1]);
  });

  it('changes at most four times a second', async () => {
    await decide(row('e', 'first'));
    await show();
    await decide(row('e', 'second'));
    expect(await show()).toBe(false);
    seconds(0.25);
    expect(await show()).toBe(true);
    expect(await shown()).toMatchObject([{ Text__c: 'second' }]);
  });

  it('counts on from the version that the CRM holds when our database was restored or is a new one', async () => {
    await bench.crm.writeRows([{ ...row('e', 'before the restore'), kind: 'engagement', version: 9 }], other);
    await decide(row('e', 'since then'));
    expect(await show()).toBe(true);
    expect(await shown()).toEqual([{ Key__c: 'e', Text__c: 'before the restore', Version__c: 9 }]);
    seconds(1);
    expect(await show()).toBe(true);
    expect(await shown()).toEqual([{ Key__c: 'e', Text__c: 'since then', Version__c: 10 }]);
    await decide(row('e', 'later'));
    seconds(1);
    await show();
    expect(await shown()).toEqual([{ Key__c: 'e', Text__c: 'later', Version__c: 11 }]);
    expect(facts).toEqual([]);
  });

  it('stays what it is when a late write of ours comes after a newer one', async () => {
    await decide(row('e', 'first'));
    const slow: CrmConnector = {
      ...bench.crm,
      writeRows: async (rows, options) => {
        await decide(row('e', 'second'));
        seconds(60);
        await show(bench.crm, 'node-2');
        return bench.crm.writeRows(rows, options);
      },
    };
    await show(slow);
    expect(await shown()).toEqual([{ Key__c: 'e', Text__c: 'second', Version__c: 2 }]);
    seconds(60);
    expect(await show()).toBe(false);
  });

  it('is written by one node, and by the next when that one has died over it', async () => {
    await decide(row('e', 'once'));
    const dying: CrmConnector = { ...bench.crm, writeRows: () => Promise.reject(new Error('the node dies here')) };
    await expect(show(dying)).rejects.toThrow('dies here');
    expect(await show(bench.crm, 'node-2')).toBe(false);
    seconds(31);
    expect(await show(bench.crm, 'node-2')).toBe(true);
    expect(await shown()).toMatchObject([{ Text__c: 'once' }]);
  });

  it('is written at once by a node that was started again', async () => {
    await decide(row('e', 'once'));
    const dying: CrmConnector = { ...bench.crm, writeRows: () => Promise.reject(new Error('the node dies here')) };
    await expect(show(dying)).rejects.toThrow('dies here');
    expect(await show()).toBe(true);
    expect(await shown()).toMatchObject([{ Text__c: 'once' }]);
  });

  it('leaves kinds of a newer version of the bridge to newer nodes', async () => {
    await decide({ ...row('new', 'of tomorrow'), kind: 'of-tomorrow' }, row('e', 'of today'));
    expect(await show()).toBe(true);
    expect(await shown()).toMatchObject([{ Key__c: 'e' }]);
    expect(await show()).toBe(false);
  });

  it('is told to the run that wants to hear, once it stands there', async () => {
    await decide({ ...row('e', 'demand'), tellsRun: true });
    bench.open.org.faults.add({ kind: 'refuse', count: 1, match: { path: '/composite' } });
    await show();
    expect(await told()).toEqual([]);
    seconds(1);
    await show();
    expect(await told()).toEqual([{ key: 'e' }]);
    await decide(row('e', 'demand'));
    await show();
    expect(await told()).toHaveLength(1);
    await decide({ ...row('e', 'demand'), tellsRun: true });
    seconds(1);
    await show();
    expect(await told()).toEqual([{ key: 'e' }, { key: 'e' }]);
  });

  it('is what was decided while a write was under way, by the next write', async () => {
    await decide(row('e', 'before'));
    const slow: CrmConnector = {
      ...bench.crm,
      writeRows: async (rows, options) => {
        const result = await bench.crm.writeRows(rows, options);
        await decide(row('e', 'meanwhile'));
        return result;
      },
    };
    await show(slow);
    seconds(1);
    expect(await show()).toBe(true);
    expect(await shown()).toMatchObject([{ Text__c: 'meanwhile' }]);
  });
});

describe('a row that the CRM refuses', () => {
  it('rests longer each time, up to a quarter of an hour, and is never given up', async () => {
    await decide(row('lost', 'never seen', gone()));
    const waits: number[] = [];
    for (let attempt = 0, waited = 0; attempt < 13; waited += 1) {
      if (calls.length > attempt) {
        waits.push(waited);
        [attempt, waited] = [calls.length, 0];
      }
      await show();
      seconds(1);
    }
    expect(waits.slice(1)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
    expect(facts.at(-1)).toMatchObject({
      fact: 'rows.not-written',
      fields: { fault: 'crm.refused', key: 'lost', count: 1, attempts: calls.length },
    });
  });

  it('holds up none of the others, old or new', async () => {
    await decide(row('lost', 'never seen', gone()), row('good', 'one'));
    for (let failures = 0; failures < 8; failures += 1) {
      await show();
      seconds(130);
    }
    await decide(row('good', 'two'), row('new', 'here'));
    expect(await show()).toBe(true);
    expect(await shown()).toMatchObject([
      { Key__c: 'good', Text__c: 'two' },
      { Key__c: 'new', Text__c: 'here' },
    ]);
    seconds(1);
    await decide(row('good', 'three'));
    expect(await show()).toBe(true);
    expect(await shown()).toMatchObject([{ Text__c: 'three' }, {}]);
  });

  it('goes to a person after ten minutes, is told to its run, and is over once it is written', async () => {
    await decide({ ...row('lost', 'never seen', gone()), tellsRun: true });
    for (let passed = 0; passed < 9 * 60; passed += 30) {
      await show();
      seconds(30);
    }
    expect(await open()).toEqual([]);
    seconds(15 * 60);
    await show();
    expect(await open()).toMatchObject([{ code: 'crm.refused', owner: 'admin', detail: { row: 'lost' } }]);
    expect(await told()).toMatchObject([{ key: 'lost', fault: { code: 'crm.refused' } }]);
    seconds(15 * 60);
    await show();
    expect(await open()).toHaveLength(1);
    await decide(row('lost', 'at last'));
    seconds(15 * 60);
    await show();
    expect(await open()).toEqual([]);
    expect((await told()).at(-1)).toEqual({ key: 'lost' });
  });

  it('is shown as soon as the reason is gone', async () => {
    await decide(row('lost', 'at last', gone()));
    await show();
    seconds(1);
    await decide(row('lost', 'at last'));
    expect(await show()).toBe(true);
    expect(await shown()).toMatchObject([{ Text__c: 'at last' }]);
  });
});

describe('a CRM that does not answer', () => {
  it.each([
    ['refuse', 'crm.busy', 0],
    ['drop-before', 'crm.unreachable', 0],
    ['drop-after', 'crm.unreachable', 1],
  ] as const)('(%s) gets the same rows again after a rest', async (kind, fault, rows) => {
    await bench.crm.openRequests({ correlationId: 'sign in' });
    await decide(row('e', 'patient'));
    bench.open.org.faults.add({ kind, count: 1, match: { path: '/composite' } });
    expect(await show()).toBe(false);
    expect(facts).toMatchObject([{ fact: 'rows.not-written', fields: { fault } }]);
    expect(await shown()).toHaveLength(rows);
    expect(await show()).toBe(false);
    seconds(1);
    expect(await show()).toBe(true);
    expect(await shown()).toEqual([{ Key__c: 'e', Text__c: 'patient', Version__c: 1 }]);
  });
});
