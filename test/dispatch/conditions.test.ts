import type { ProvisioningRequested } from 'shared-model/events.ts';
import { EngagementId } from 'shared-model/ids.ts';
import { afterAll, expect, test } from 'vitest';
import { openTestDatabase } from '../support/database.ts';
import { d1, idOf, requestFor } from '../workflows/deals.ts';
import { type Line, openLine, runStatus } from './line.ts';

const database = await openTestDatabase();
afterAll(() => database.close());

const request = requestFor(d1);

async function shown(line: Line, key: string): Promise<unknown> {
  const engagement = await line.store.engagementById(EngagementId.parse(key.replace(/:.*/, '')));
  return engagement?.projections.find((row) => row.key === key)?.values;
}

const head = (line: Line) => shown(line, request.engagementId);
const step = (line: Line, name: string) => shown(line, `${request.engagementId}:${name}`);

test('a run that nobody has begun says its place in the queue, and forgets it when its turn comes', async () => {
  const line = await openLine(database);
  const node = await line.node();
  await line.request(anotherRequest(0), 'earlier');
  await node.decide();
  await line.request(request);
  await node.decide();
  expect(await line.store.tellConditions(line.pairing)).toBe(0);
  line.advance(2_000);
  expect(await line.store.tellConditions(line.pairing)).toBe(2);
  expect(await line.store.tellConditions(line.pairing)).toBe(0);
  await node.decide();
  expect(await head(line)).toMatchObject({ state: 'queued', ahead: 1, text: 'Queued, 1 request ahead of it' });
  await node.pass();
  await line.store.tellConditions(line.pairing);
  await node.decide();
  expect(await head(line)).toMatchObject({ state: 'in-progress' });
  expect(await head(line)).not.toHaveProperty('ahead');
  await line.run([node]);
  expect(await runStatus(line, request)).toBe('done');
});

test('another place is told at most every ten seconds, and then with about the time that is left', async () => {
  const line = await openLine(database);
  const { decide, nodeId } = await line.node();
  const waiting = Array.from({ length: 5 }, (_, place) => anotherRequest(place));
  for (const each of waiting) {
    await line.request(each, each.engagementId);
    await decide();
  }
  const last = () => shown(line, waiting[4]?.engagementId ?? '');
  line.advance(2_000);
  expect(await line.store.tellConditions(line.pairing)).toBe(5);
  while (await decide());
  expect(await last()).toMatchObject({ state: 'queued', ahead: 4 });
  expect(await last()).not.toHaveProperty('nextAt');
  await line.store.claimCommands({
    ...{ pairing: line.pairing, system: 'netsuite', slot: 1, nodeId, lanes: ['interactive'], types: ['deal.check'] },
    ...{ maxItems: 1, occupyMs: 600_000 },
  });
  line.advance(4_000);
  expect(await line.store.tellConditions(line.pairing)).toBe(1);
  line.advance(7_000);
  expect(await line.store.tellConditions(line.pairing)).toBe(4);
  while (await decide());
  expect(await last()).toMatchObject({ ahead: 3, nextAt: new Date(line.now() + 3 * 11_000).toISOString() });
  expect(await line.store.tellConditions(line.pairing)).toBe(0);
});

/** Another engagement's request, with records of its own. */
function anotherRequest(place: number): ProvisioningRequested {
  const lines = d1.lines.map((one) => ({ ...one, roles: one.roles.map(({ recordId: _its, ...role }) => role) }));
  const deal = { ...d1, opportunityId: idOf(`00600000000000${place + 2}`), lines };
  return { ...requestFor(deal), engagementId: EngagementId.parse(`eng_${String(place).repeat(26)}`) };
}

test('a step whose fate nobody knows is shown as being looked up, with the time of the next look', async () => {
  const line = await openLine(database);
  const sleep = Promise.withResolvers<void>();
  const asleep = await line.node();
  await line.request(request);
  await line.run(
    [asleep],
    async () => line.erp.sent.length === 2 && (await line.store.countWork()).pendingEvents === 1,
  );
  line.erp.disturb({ kind: 'hang', until: sleep.promise });
  const late = asleep.pass().catch((error: unknown) => error);
  await line.erp.reached(3);
  line.advance(16_000);
  const node = await line.node();
  expect(await line.store.buryNodes({ nodeId: node.nodeId, silentMs: 15_000 })).toBe(1);
  await line.store.tellConditions(line.pairing);
  await node.decide();
  expect(await head(line)).toMatchObject({
    state: 'in-progress',
    text: 'NetSuite did not answer, so we look before we act. Creating the project, step 3 of 7',
    nextAt: expect.stringMatching(/^2026-11-21T/),
  });
  expect(await step(line, 'project')).toMatchObject({ state: 'looking-up' });
  sleep.resolve();
  await late;
  await line.run([node]);
  expect(await runStatus(line, request)).toBe('done');
});

test('an ERP that does not answer is said at the head, and goes when it answers again', async () => {
  const line = await openLine(database);
  const node = await line.node();
  line.erp.disturb({ kind: 'refuse' });
  await line.request(request);
  await node.pass();
  await line.store.tellConditions(line.pairing);
  await node.decide();
  expect(await head(line)).toMatchObject({ state: 'erp-unreachable', nextAt: expect.any(String) });
  await line.run([node]);
  expect(await runStatus(line, request)).toBe('done');
});
