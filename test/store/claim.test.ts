import { afterAll, beforeEach, expect, test } from 'vitest';
import type { ClaimedBatch, NewCommand, Outcome, RunToSave } from '#store/store.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { applied, claim, command, engagement, finish, keysOf, node, org, rejected, run } from './sample.ts';

const database: TestDatabase = await openTestDatabase();
const { store } = database;
const pairing = await store.ensurePairing(org);
let number = 0;

beforeEach(async () => {
  const client = await database.connect();
  await client.query('truncate command, command_waiter, call, pending_event, exception');
  number += 1;
});
afterAll(() => database.close());

/** Saves a run of the current test with these commands; each later save is of the next version. */
async function send(commands: readonly NewCommand[], changes: Partial<RunToSave> = {}): Promise<void> {
  expect(await store.saveRun(run(pairing, number, { commands, ...changes }))).toBe('saved');
}

async function told(): Promise<readonly unknown[]> {
  const work = await store.runsWithWork(10);
  return work.flatMap(({ events }) => events.map(({ data }) => data));
}

function fencesOf(batch: ClaimedBatch | undefined): readonly number[] {
  return batch?.commands.map(({ fence }) => fence) ?? [];
}

test('claims a head and its followers in their order, and the call row with them', async () => {
  await send([command('a/1'), command('a/2'), command('b/1'), command('a/3')]);
  const batch = await store.claimCommands(claim(pairing));
  expect(keysOf(batch)).toEqual(['a/1', 'a/2', 'a/3', 'b/1']);
  expect(fencesOf(batch)).toEqual([1, 1, 1, 1]);
  expect(await store.claimCommands(claim(pairing, { slot: 2 }))).toBeUndefined();
});

test('cuts a batch at its limit without breaking an order', async () => {
  await send([command('a/1'), command('a/2'), command('a/3')]);
  const first = await store.claimCommands(claim(pairing, { maxItems: 2 }));
  expect(keysOf(first)).toEqual(['a/1', 'a/2']);
  expect(await store.claimCommands(claim(pairing, { slot: 2 }))).toBeUndefined();
  await finish(store, first, applied);
  expect(keysOf(await store.claimCommands(claim(pairing)))).toEqual(['a/3']);
});

test('fills a call by the script time of its kinds, and takes the first in any case', async () => {
  const kinds = ['task.create', 'project.create', 'task.create', 'task.create'];
  await send(kinds.map((type, place) => command(`a/${place + 1}`, { type })));
  const script = { budgetMs: 3_000, expectedMs: { 'task.create': 700, 'project.create': 1_600 }, otherMs: 900 };
  const first = await store.claimCommands(claim(pairing, { script }));
  expect(keysOf(first)).toEqual(['a/1', 'a/2', 'a/3']);
  await finish(store, first, applied);
  const narrow = { ...script, budgetMs: 10 };
  expect(keysOf(await store.claimCommands(claim(pairing, { script: narrow })))).toEqual(['a/4']);
});

test('claims the next step of the runs that had the slot before, and of no other', async () => {
  await send([command('a/1'), command('b/1')]);
  const { engagementId } = engagement(number);
  expect(await store.claimCommands(claim(pairing, { engagements: ['eng_none'] }))).toBeUndefined();
  expect(keysOf(await store.claimCommands(claim(pairing, { engagements: [engagementId] })))).toEqual(['a/1', 'b/1']);
});

test('tells for how long a command has met the same fault', async () => {
  let now = Date.UTC(2026, 10, 21, 12);
  const simulated = await database.nodeStore(() => now);
  await simulated.saveRun(run(pairing, number, { commands: [command('a/1')] }));
  const waiting = (code: 'erp.busy' | 'erp.not-visible'): Outcome => ({
    ...{ kind: 'waiting', waitMs: 0, countsAttempt: true },
    fault: { code, text: 'again' },
  });
  const faultAt = async (code: 'erp.busy' | 'erp.not-visible') => {
    const batch = await simulated.claimCommands(claim(pairing));
    await finish(simulated, batch, waiting(code));
    now += 1_000;
    return batch?.commands[0]?.lastFault;
  };
  expect(await faultAt('erp.busy')).toBeUndefined();
  expect(await faultAt('erp.not-visible')).toEqual({ code: 'erp.busy', forMs: 1_000 });
  expect(await faultAt('erp.not-visible')).toEqual({ code: 'erp.not-visible', forMs: 1_000 });
  expect(await faultAt('erp.not-visible')).toEqual({ code: 'erp.not-visible', forMs: 2_000 });
});

test('counts on from the fence that the ledger has seen, once a person lets a held command go on', async () => {
  await send([command('a/1')]);
  const batch = await store.claimCommands(claim(pairing));
  await finish(store, batch, { kind: 'held', fault: { code: 'run.held', text: 'a higher fence' }, ledgerFence: 41 });
  expect(await store.releaseCommand(batch?.commands[0]?.commandId ?? '')).toBe(true);
  expect(fencesOf(await store.claimCommands(claim(pairing)))).toEqual([42]);
});

test('serves the most urgent lane first, and only the types the node knows', async () => {
  await send([
    command('a/1', { lane: 'postings' }),
    command('b/1'),
    command('c/1', { type: 'invoice.create', lane: 'interactive' }),
  ]);
  expect(keysOf(await store.claimCommands(claim(pairing)))).toEqual(['b/1']);
  expect(keysOf(await store.claimCommands(claim(pairing, { slot: 2 })))).toEqual(['a/1']);
  expect(await store.claimCommands(claim(pairing, { slot: 3 }))).toBeUndefined();
});

test('raises the fence at every claim, and ignores what an older one says', async () => {
  await send([command('a/1')]);
  const first = await store.claimCommands(claim(pairing));
  await finish(store, first, { kind: 'waiting', waitMs: 0, countsAttempt: true });
  const second = await store.claimCommands(claim(pairing));
  expect(fencesOf(second)).toEqual([2]);
  expect(second?.commands[0]?.attempts).toBe(1);
  await finish(store, first, rejected);
  expect(await told()).toEqual([]);
  await finish(store, second, applied);
  expect(await told()).toMatchObject([{ key: 'a/1', outcome: 'applied', command: 'task.create', attempts: 2 }]);
});

test('starts the fence of a newer revision where the older one stands', async () => {
  await send([command('a/1')]);
  await finish(store, await store.claimCommands(claim(pairing)), applied);
  await send([command('a/1', { revision: 2 })], { expectedVersion: 1 });
  expect(fencesOf(await store.claimCommands(claim(pairing)))).toEqual([2]);
});

test('waits as long as it was told, by the clock of the database', async () => {
  let now = Date.UTC(2026, 10, 21, 12);
  const simulated = await database.nodeStore(() => now);
  await simulated.saveRun(run(pairing, number, { commands: [command('a/1')] }));
  await finish(simulated, await simulated.claimCommands(claim(pairing)), {
    kind: 'waiting',
    waitMs: 60_000,
    countsAttempt: false,
  });
  now += 59_000;
  expect(await simulated.claimCommands(claim(pairing))).toBeUndefined();
  now += 1_000;
  expect(keysOf(await simulated.claimCommands(claim(pairing)))).toEqual(['a/1']);
});

test('lets nothing post behind a rejected head until its run has decided', async () => {
  await send([command('a/1'), command('a/2')]);
  await finish(store, await store.claimCommands(claim(pairing, { maxItems: 1 })), rejected);
  expect(await store.claimCommands(claim(pairing))).toBeUndefined();
  const [work] = await store.runsWithWork(1);
  const handledEventIds = work?.events.map(({ eventId }) => eventId) ?? [];
  expect(handledEventIds).toHaveLength(1);
  await send([], { expectedVersion: 1, handledEventIds, withdrawnKeys: [] });
  expect(keysOf(await store.claimCommands(claim(pairing)))).toEqual(['a/2']);
});

test('withdraws what waits, and adds what the run wants instead', async () => {
  await send([command('a/1'), command('a/2'), command('a/3')]);
  await finish(store, await store.claimCommands(claim(pairing, { maxItems: 1 })), rejected);
  const [work] = await store.runsWithWork(1);
  await send([command('a/undo')], {
    expectedVersion: 1,
    handledEventIds: work?.events.map(({ eventId }) => eventId) ?? [],
    withdrawnKeys: ['a/2', 'a/3'],
  });
  expect(keysOf(await store.claimCommands(claim(pairing)))).toEqual(['a/undo']);
  const { rows } = await store.listCommands({ state: 'superseded', page: { limit: 10 } });
  expect(rows.map(({ key }) => key)).toEqual(['a/3', 'a/2']);
});

test('raises an exception with an owner for what is rejected or held, and closes it when it goes through', async () => {
  await send([command('a/1')]);
  await finish(store, await store.claimCommands(claim(pairing)), {
    kind: 'held',
    fault: { code: 'erp.legal-entity-unknown', text: 'CV-XX \u0000 is not there' },
  });
  const { rows } = await store.listExceptions({ state: 'open', page: { limit: 10 } });
  expect(rows).toMatchObject([{ code: 'erp.legal-entity-unknown', owner: 'finance-ops', text: 'CV-XX  is not there' }]);
  expect(await told()).toMatchObject([{ outcome: 'held' }]);
  expect(await store.releaseCommand(rows[0]?.commandId ?? '')).toBe(true);
  await finish(store, await store.claimCommands(claim(pairing)), applied);
  expect((await store.listExceptions({ state: 'open', page: { limit: 10 } })).rows).toEqual([]);
});

test('tells every run that asked for the same key and revision, also one that asks when it is done', async () => {
  const shared = command('customer', { type: 'customer.ensure' });
  await send([shared]);
  await store.saveRun(run(pairing, number + 500, { commands: [shared] }));
  const batch = await store.claimCommands(claim(pairing));
  expect(keysOf(batch)).toEqual(['customer']);
  await finish(store, batch, { kind: 'applied', ref: { system: 'netsuite', type: 'customer', id: '7' } });
  await store.saveRun(run(pairing, number + 600, { commands: [shared] }));
  const work = await store.runsWithWork(10);
  expect(new Set(work.map(({ runId }) => runId))).toEqual(
    new Set([number, number + 500, number + 600].map((each) => engagement(each).runId)),
  );
  expect(work.flatMap(({ events }) => events.map(({ data }) => data))).toMatchObject(
    Array.from({ length: 3 }, () => ({ key: 'customer', ref: { id: '7' } })),
  );
  expect(await store.claimCommands(claim(pairing))).toBeUndefined();
});

test('makes what a call was silent about unknown, and keeps it so until someone has looked', async () => {
  await send([command('a/1'), command('a/2')]);
  const batch = await store.claimCommands(claim(pairing));
  await store.finishCall({ callId: batch?.callId ?? '', nodeId: node, results: [], isStillOpen: true });
  expect(await store.claimCommands(claim(pairing))).toBeUndefined();
  const query = { system: 'netsuite', pairing, limit: 10 } as const;
  const unknown = await store.unknownCommands(query);
  expect(unknown.map(({ key, lookups }) => [key, lookups])).toEqual([
    ['a/1', 0],
    ['a/2', 0],
  ]);
  const [first, second] = unknown.map(({ commandId, fence }) => ({ commandId, fence }));
  if (first === undefined || second === undefined) throw new Error('two are unknown');
  await store.resolveUnknown([
    { ...first, outcome: { kind: 'applied' } },
    { ...second, outcome: { kind: 'unknown', waitMs: 0 } },
  ]);
  expect((await store.unknownCommands(query)).map(({ key, lookups }) => [key, lookups])).toEqual([['a/2', 1]]);
  expect(await told()).toMatchObject([{ key: 'a/1', outcome: 'applied' }]);
});

test('keeps a slot taken by a call that has not ended, for every node', async () => {
  let now = Date.UTC(2026, 10, 21, 12);
  const simulated = await database.nodeStore(() => now);
  await simulated.saveRun(run(pairing, number, { commands: [command('a/1'), command('b/1')] }));
  const batch = await simulated.claimCommands(claim(pairing, { maxItems: 1 }));
  await simulated.finishCall({ callId: batch?.callId ?? '', nodeId: node, results: [], isStillOpen: true });
  expect(await simulated.claimCommands(claim(pairing))).toBeUndefined();
  expect(await simulated.openCall({ ...claim(pairing), kind: 'find' })).toBeUndefined();
  now += 300_000;
  const call = await simulated.openCall({ ...claim(pairing), kind: 'find' });
  expect(await simulated.claimCommands(claim(pairing))).toBeUndefined();
  await simulated.closeCall(call?.callId ?? '');
  expect(keysOf(await simulated.claimCommands(claim(pairing)))).toEqual(['b/1']);
});
