import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { salesforceEvents } from '#connectors/salesforce/events.ts';
import type { EventFeedSeams } from '#feeds/salesforce-events.ts';
import { createEventFeed } from '#feeds/salesforce-events.ts';
import { sweepRequests } from '#feeds/request-sweep.ts';
import { realWorld } from '#world.ts';

import type { CrmBench } from '../connectors/salesforce-org.ts';
import { openCrm, settings } from '../connectors/salesforce-org.ts';
import { seamsOf } from '../connectors/seams.ts';
import { makeServerCertificate } from '../sandbox/control/certificate.ts';
import { fetchInMemory } from '../sandbox/control/connection-dropped.ts';
import type { FaultKind } from '../sandbox/control/faults.ts';
import type { ServedPubsub } from '../sandbox/salesforce/events/serve-pubsub.ts';
import { servePubsub } from '../sandbox/salesforce/events/serve-pubsub.ts';
import type { TestDatabase } from '../support/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { accountId, orgId } from '../workflows/deals.ts';

const certificate = makeServerCertificate();
const hourMs = 3_600_000;

let database: TestDatabase;
let pairing: string;
let bench: CrmBench;
let served: ServedPubsub;
let facts: { fact: string; fields: Readonly<Record<string, unknown>> | undefined }[];
let running: { stop: () => Promise<void> }[];

beforeAll(async () => {
  database = await openTestDatabase();
  pairing = await database.store.ensurePairing({ orgId, accountId });
});
afterAll(() => database.close());

beforeEach(async () => {
  facts = [];
  running = [];
  bench = await openCrm();
  await serve();
  const client = await database.connect();
  await client.query('truncate identity, event, event_body, pending_event, duty, cursor');
  await client.end();
});
afterEach(async () => {
  await Promise.all(running.map(({ stop }) => stop()));
  served.close();
});

async function serve(port = 0): Promise<void> {
  const times = { keepaliveMs: 100, idleMs: 60_000 };
  served = await servePubsub(bench.open.org.pubsub, { host: '127.0.0.1', port, certificate, times });
}

/** One node that hears the bells, as `main.ts` makes it, until it is stopped; a crash leaves its duty as it is. */
function startNode(nodeId = 'node-1', changes: Partial<EventFeedSeams> = {}): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const seams = seamsOf(fetchInMemory(bench.open.org.app));
  const pubsub = { address: served.address, orgId: bench.open.org.orgId, rootCertificates: certificate.certPem };
  const pass = createEventFeed({
    store: database.store,
    crm: bench.crm,
    events: salesforceEvents({ ...settings, ...pubsub }, seams),
    world: { ...realWorld(), random: () => 0 },
    log: (fact, fields) => void facts.push({ fact, fields }),
    nodeId,
    pairing,
    orgId,
    signal: stopping.signal,
    ...changes,
  });
  const turning = (async () => {
    while (!stopping.signal.aborted) {
      const hasWorked = await pass();
      if (!hasWorked) await realWorld().sleep(20, stopping.signal);
    }
    await pass();
  })();
  const node = {
    stop: async () => {
      stopping.abort();
      await turning;
    },
  };
  running.push(node);
  return node;
}

/** The requests that were accepted, in the order of their events. */
async function accepted(): Promise<readonly string[]> {
  const client = await database.connect();
  const { rows } = await client.query<{ id: string }>(
    "select split_part(id, ':', 1) as id from event order by sequence",
  );
  await client.end();
  return rows.map(({ id }) => id);
}

const untilAccepted = (count: number) =>
  until(`${count} accepted requests`, async () => {
    const ids = await accepted();
    return ids.length >= count ? ids : undefined;
  });

const heard = (fact: string) => facts.filter((each) => each.fact === fact);
const untilHeard = (fact: string) => until(fact, () => (heard(fact).length > 0 ? heard(fact) : undefined));
/** A row is seen a moment before the bridge hears that it is saved, and only then it says so. */
const untilRang = async (count: number) => {
  await until(`${count} bells are told of`, () => (heard('requests.rang').length >= count ? true : undefined));
  return heard('requests.rang');
};
const untilPlaced = () => until('a stored place', async () => (await place()) ?? undefined);

async function place(): Promise<string | undefined> {
  const stored = await database.store.readCursor('salesforce-events', pairing);
  return stored === undefined ? undefined : JSON.stringify(stored);
}

const disturb = (kind: FaultKind, path: string, count = 1) =>
  bench.open.org.faults.add({ kind, count, match: { path } });

async function sweep(): Promise<void> {
  const log = (): void => undefined;
  const node = { nodeId: 'sweeper', everyMs: 0 };
  await sweepRequests({ store: database.store, crm: bench.crm, world: realWorld(), log, pairing, orgId, ...node });
}

describe('the doorbell', () => {
  it('brings a click into the store without any sweep, once, and keeps its place', async () => {
    startNode();
    await untilPlaced();
    const before = await place();
    const requestId = await bench.click('d1');
    expect(await untilAccepted(1)).toEqual([requestId]);
    expect(await place()).not.toBe(before);
    expect(await untilRang(1)).toMatchObject([{ fields: { count: 1, repeated: 0 } }]);
  });

  it('is heard also when it rang before anybody listened', async () => {
    const requestId = await bench.click('d1');
    startNode();
    expect(await untilAccepted(1)).toEqual([requestId]);
  });

  it('is answered once by two nodes and a sweep together', async () => {
    startNode('node-1');
    startNode('node-2');
    const requestId = await bench.click('d1');
    await untilAccepted(1);
    await sweep();
    expect(await accepted()).toEqual([requestId]);
    expect(heard('requests.rang')).toHaveLength(1);
  });

  it.each([
    ['that nobody can find', { Request_Id__c: 'a0X000000000001EAA' }, 0],
    ['that is no id', { Request_Id__c: "' OR Id != null" }, 1],
    ['that is not named', {}, 1],
  ])('of a request %s is passed over', async (_, phantom, unreadable) => {
    startNode();
    const { status } = await bench.admin('POST', '/sobjects/Provision_Requested__e', { ...phantom, Generation__c: 1 });
    expect(status).toBe(201);
    const requestId = await bench.click('d1');
    expect(await untilAccepted(1)).toEqual([requestId]);
    expect(heard('events.unreadable')).toHaveLength(unreadable);
  });

  it('goes on at another node when the first one has stopped', async () => {
    const first = startNode('node-1');
    await bench.click('d1');
    await untilAccepted(1);
    await first.stop();
    startNode('node-2');
    const second = await bench.click('d1-linked');
    expect((await untilAccepted(2))[1]).toBe(second);
    expect(await untilRang(2)).toHaveLength(2);
  });
});

describe('a stream that misbehaves', () => {
  it('dropped in the middle: goes on where it was', async () => {
    startNode();
    await bench.click('d1');
    await untilAccepted(1);
    disturb('drop-after', 'Subscribe');
    const second = await bench.click('d1-linked');
    expect((await untilAccepted(2))[1]).toBe(second);
    expect(heard('events.ended')).toMatchObject([{ fields: { isPositionLost: false, fault: 'crm.unreachable' } }]);
  });

  it('cut with its server: goes on when the server is there again', async () => {
    startNode();
    await bench.click('d1');
    await untilAccepted(1);
    const port = Number(served.address.split(':')[1]);
    served.close();
    await untilHeard('events.ended');
    const second = await bench.click('d1-linked');
    await serve(port);
    expect((await untilAccepted(2))[1]).toBe(second);
  });

  it('repeats an event under another replay id: known already', async () => {
    disturb('repeat', 'Provision_Requested__e');
    startNode();
    const requestId = await bench.click('d1');
    await untilAccepted(1);
    const second = await bench.click('d1-linked');
    expect(await untilAccepted(2)).toEqual([requestId, second]);
    expect(bench.open.org.eventsAfter(0)).toHaveLength(3);
  });

  it('turns the order around: both arrive', async () => {
    startNode();
    disturb('reorder', 'Provision_Requested__e');
    const first = await bench.click('d1');
    const second = await bench.click('d1-linked');
    expect([...(await untilAccepted(2))].sort()).toEqual([first, second].sort());
    expect(bench.open.org.eventsAfter(0).map(({ payload }) => payload.Request_Id__c)).toEqual([second, first]);
  });

  it('loses an event for good: the sweep finds it', async () => {
    startNode();
    disturb('lose', 'Provision_Requested__e');
    const lost = await bench.click('d1');
    const second = await bench.click('d1-linked');
    expect(await untilAccepted(1)).toEqual([second]);
    await sweep();
    expect(await accepted()).toEqual([second, lost]);
  });

  it('ends because its session has: signs in anew', async () => {
    startNode();
    await untilPlaced();
    disturb('expire-token', 'Subscribe');
    const port = Number(served.address.split(':')[1]);
    served.close();
    await serve(port);
    const requestId = await bench.click('d1');
    expect(await untilAccepted(1)).toEqual([requestId]);
    expect(heard('events.ended').map(({ fields }) => fields?.['vendorCode'])).toContain(
      'sfdc.platform.eventbus.grpc.service.auth.error',
    );
  });
});

describe('a place that the CRM does not know any more', () => {
  it('reset in the middle: reads what is open and begins at the earliest', async () => {
    startNode();
    await bench.click('d1');
    await untilAccepted(1);
    disturb('reset-stream', 'Subscribe');
    const second = await bench.click('d1-linked');
    expect((await untilAccepted(2))[1]).toBe(second);
    expect(heard('events.ended')).toMatchObject([{ fields: { isPositionLost: true } }]);
    const third = await bench.click('d1-new-customer');
    expect(await untilAccepted(3)).toContain(third);
  });

  it('after four days without the bridge: every request of them, once', async () => {
    const node = startNode();
    const before = await bench.click('d1');
    await untilAccepted(1);
    await node.stop();
    const early = await bench.click('d1-linked');
    bench.open.clock.advance(95 * hourMs);
    const late = await bench.click('d1-new-customer');
    bench.open.clock.advance(hourMs);
    expect(bench.open.org.eventsAfter(0)).toHaveLength(1);
    startNode();
    expect([...(await untilAccepted(3))].sort()).toEqual([before, early, late].sort());
    await until('the stream from its beginning', async () =>
      (await place())?.includes('replayId') ? true : undefined,
    );
    expect(await accepted()).toHaveLength(3);
    expect(heard('events.ended')).toMatchObject([{ fields: { isPositionLost: true } }]);
  });
});

describe('a CRM that does not answer the read-back', () => {
  it.each(['drop-before', 'refuse'] as const)('(%s) keeps the place until it does', async (kind) => {
    startNode();
    await untilPlaced();
    disturb(kind, '/services/data/v66.0/query');
    const requestId = await bench.click('d1');
    expect(await untilAccepted(1)).toEqual([requestId]);
    expect(heard('events.not-read')).toHaveLength(1);
  });

  it('for one deal of two keeps both: what was read is stored, the rest comes again', async () => {
    const first = await bench.click('d1');
    const second = await bench.click('d1-linked');
    disturb('drop-before', '/composite');
    startNode();
    expect([...(await untilAccepted(2))].sort()).toEqual([first, second].sort());
  });
});
