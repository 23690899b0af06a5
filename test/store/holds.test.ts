import { afterAll, beforeEach, expect, test } from 'vitest';
import { waitsFor } from '#console/waits-for.ts';
import type { RunToSave } from '#store/store.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { applied, claim, command, engagement, finish, keysOf, org, run } from './sample.ts';

const database: TestDatabase = await openTestDatabase();
const { store } = database;
const pairing = await store.ensurePairing(org);
const held = { by: 'Dana Weiss', at: '2026-11-21T12:00:00.000Z' };
let number = 0;
let watchVersion = 0;

beforeEach(async () => {
  const client = await database.connect();
  await client.query('truncate run, command, command_waiter, call, pending_event, projection, engagement_hold');
  number += 10;
  watchVersion = 0;
});
afterAll(() => database.close());

/** What the run beside the attempts says of the engagement's hold. */
async function say(hold: RunToSave['hold'], of = number): Promise<void> {
  const { engagementId } = engagement(of);
  const watch = { runId: `run_watch_${of}`, engagementId, generation: 0, status: 'ended' } as const;
  const saved = run(pairing, of, { ...watch, expectedVersion: watchVersion, ...(hold === undefined ? {} : { hold }) });
  expect(await store.saveRun(saved)).toBe('saved');
  watchVersion += 1;
}

const hold = async () => (await store.engagementFacts(pairing, [engagement(number).engagementId]))[0]?.hold;

test('leaves the commands of a held engagement unclaimed until it is released, and holds up nobody else’s', async () => {
  await store.saveRun(run(pairing, number, { commands: [command('a/1'), command('a/2'), command('b/1')] }));
  await store.saveRun(run(pairing, number + 1, { commands: [command('c/1')] }));
  await say(held);
  const others = await store.claimCommands(claim(pairing));
  expect(keysOf(others)).toEqual(['c/1']);
  await finish(store, others, applied);
  expect(await store.claimCommands(claim(pairing))).toBeUndefined();
  await say('released');
  expect(keysOf(await store.claimCommands(claim(pairing)))).toEqual(['a/1', 'a/2', 'b/1']);
});

test('does not let a held command follow one of somebody else’s', async () => {
  await store.saveRun(run(pairing, number + 1, { commands: [command('a/1')] }));
  await store.saveRun(run(pairing, number, { commands: [command('a/2')] }));
  await say(held);
  expect(keysOf(await store.claimCommands(claim(pairing)))).toEqual(['a/1']);
});

test('lets what is under way end, and holds what comes after it', async () => {
  await store.saveRun(run(pairing, number, { commands: [command('a/1')] }));
  const underWay = await store.claimCommands(claim(pairing));
  await say(held);
  await finish(store, underWay, applied);
  await store.saveRun(run(pairing, number, { expectedVersion: 1, commands: [command('a/2')] }));
  expect(await store.claimCommands(claim(pairing))).toBeUndefined();
});

test('stays with who held first, and is what the tab is told', async () => {
  await say(held);
  await say({ by: 'Ben Okafor', at: '2026-11-21T13:00:00.000Z' });
  expect(await hold()).toEqual(held);
  await say(undefined);
  expect(await hold()).toEqual(held);
  await say('released');
  expect(await hold()).toBeUndefined();
});

test('is known to the run that works, and to whoever looks at the runs', async () => {
  await store.saveRun(run(pairing, number, { commands: [command('a/1')], wakeAt: '2026-11-21T12:00:00Z' }));
  const seen = async () => {
    const [work] = await store.runsWithWork(1);
    const { rows } = await store.listRuns({ statuses: ['running'], page: { limit: 10 } });
    return [work?.isHeld, rows[0] && waitsFor(rows[0], Date.parse(held.at))];
  };
  await say(held);
  const release = { who: 'Finance operations', text: 'A release in NetSuite, where Dana Weiss holds it' };
  expect(await seen()).toEqual([true, release]);
  await say('released');
  expect(await seen()).toEqual([false, { text: 'A free call to NetSuite for the task; next in line' }]);
});

test('is not begun by a save that another node has overtaken', async () => {
  await say(undefined);
  watchVersion = 0;
  const { engagementId } = engagement(number);
  const late = { runId: `run_watch_${number}`, engagementId, generation: 0, status: 'ended', hold: held } as const;
  expect(await store.saveRun(run(pairing, number, late))).toBe('conflict');
  expect(await hold()).toBeUndefined();
});
