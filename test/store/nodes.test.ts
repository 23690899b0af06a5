import { Client } from 'pg';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { createStore } from '#store/create-store.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { applied, claim, command, finish, keysOf, node, org, run } from './sample.ts';

const database: TestDatabase = await openTestDatabase();
const { store } = database;
const pairing = await store.ensurePairing(org);
const slot = { pairing, system: 'netsuite', slot: 1 } as const;
let number = 0;

beforeEach(async () => {
  const client = await database.connect();
  await client.query('truncate command, command_waiter, call, pending_event, node');
  number += 1;
});
afterAll(() => database.close());

test('gives a slot to one node, and to another the moment the first has gone', async () => {
  const client = new Client({ connectionString: database.connectionString });
  client.on('error', () => undefined);
  await client.connect();
  const other = createStore({ client });
  expect(await other.tryLockSlot(slot)).toBe(true);
  expect(await other.tryLockSlot(slot)).toBe(false);
  expect(await store.tryLockSlot(slot)).toBe(false);
  expect(await store.tryLockSlot({ ...slot, slot: 2 })).toBe(true);
  await client.end();
  expect(await until('the slot is free', async () => ((await store.tryLockSlot(slot)) ? true : undefined))).toBe(true);
  await store.unlockSlot(slot);
  await store.unlockSlot({ ...slot, slot: 2 });
  expect(await store.tryLockSlot(slot)).toBe(true);
  await store.unlockSlot(slot);
});

test('makes what a dead node had in flight unknown, at once when its session has ended', async () => {
  const client = new Client({ connectionString: database.connectionString });
  client.on('error', () => undefined);
  await client.connect();
  const dead = createStore({ client });
  await store.beat('node-2');
  await dead.beat(node);
  await dead.saveRun(run(pairing, number, { commands: [command('a/1')] }));
  const batch = await dead.claimCommands(claim(pairing));
  expect(keysOf(batch)).toEqual(['a/1']);
  expect(await store.buryNodes({ nodeId: 'node-2', silentMs: 15_000 })).toBe(0);
  await client.end();
  await until('the dead is buried', async () =>
    (await store.buryNodes({ nodeId: 'node-2', silentMs: 15_000 })) === 1 ? true : undefined,
  );
  const unknown = await store.unknownCommands({ system: 'netsuite', pairing, limit: 10 });
  expect(unknown.map(({ key }) => key)).toEqual(['a/1']);
  expect(await store.claimCommands(claim(pairing))).toBeUndefined();
  await finish(store, batch, applied);
  expect((await store.listCommands({ state: 'applied', page: { limit: 10 } })).rows).toHaveLength(1);
});

test('ends the session of a node that is silent for too long', async () => {
  let now = Date.UTC(2026, 10, 21, 12);
  const silent = await database.nodeStore(() => now);
  const peer = await database.nodeStore(() => now);
  await silent.beat('silent');
  expect(await silent.tryLockSlot(slot)).toBe(true);
  now += 14_000;
  await peer.beat('peer');
  expect(await peer.buryNodes({ nodeId: 'peer', silentMs: 15_000 })).toBe(0);
  now += 2_000;
  expect(await peer.buryNodes({ nodeId: 'peer', silentMs: 15_000 })).toBe(1);
  await until('the slot is free', async () => ((await peer.tryLockSlot(slot)) ? true : undefined));
  await expect(silent.beat('silent')).rejects.toThrow(/terminat|not queryable|EPIPE|ECONNRESET/);
  await peer.unlockSlot(slot);
});

test('takes up its slots anew after its session was lost', async () => {
  const own = createStore({ connectionString: database.connectionString });
  try {
    expect(await own.beat('own')).toBe(true);
    expect(await own.tryLockSlot(slot)).toBe(true);
    const client = await database.connect();
    await client.query(`select pg_terminate_backend(backend_pid) from node where node_id = 'own'`);
    await until('the loss is seen', async () => ((await own.beat('own').catch(() => true)) ? undefined : true));
    expect(await until('locked', async () => ((await own.tryLockSlot(slot)) ? true : undefined))).toBe(true);
    expect(await until('it lives again', async () => ((await own.beat('own')) ? true : undefined))).toBe(true);
  } finally {
    await own.close();
  }
});

test('gives a duty to one node at a time, and to the next when it is due', async () => {
  let now = Date.UTC(2026, 10, 21, 12);
  const simulated = await database.nodeStore(() => now);
  const duty = { name: 'sweep', pairing };
  const lease = { ...duty, nodeId: node, leaseMs: 10_000 };
  expect(await simulated.claimDuty(lease)).toEqual({ fence: 1 });
  expect(await simulated.claimDuty({ ...lease, nodeId: 'node-2' })).toBeUndefined();
  now += 9_000;
  expect(await simulated.renewDuty({ ...duty, fence: 1, leaseMs: 10_000 })).toBe(true);
  now += 10_000;
  expect(await simulated.claimDuty({ ...lease, nodeId: 'node-2' })).toEqual({ fence: 2 });
  expect(await simulated.renewDuty({ ...duty, fence: 1, leaseMs: 10_000 })).toBe(false);
  await simulated.finishDuty({ ...duty, fence: 1, nextAfterMs: 0 });
  await simulated.finishDuty({ ...duty, fence: 2, nextAfterMs: 5_000 });
  expect(await simulated.claimDuty(lease)).toBeUndefined();
  now += 5_000;
  expect(await simulated.claimDuty(lease)).toEqual({ fence: 3 });
});

test('lets one node fetch the next token while the others go on with the old one', async () => {
  let now = Date.UTC(2026, 10, 21, 12);
  const simulated = await database.nodeStore(() => now);
  const key = { pairing, system: 'netsuite' } as const;
  const lease = { ...key, renewBeforeMs: 60_000, leaseMs: 10_000 };
  expect(await simulated.leaseToken(lease)).toEqual({ kind: 'renew', fence: 1 });
  expect(await simulated.leaseToken(lease)).toEqual({ kind: 'wait' });
  await simulated.saveToken({ ...key, fence: 1, token: 'first', validMs: 600_000 });
  expect(await simulated.leaseToken(lease)).toEqual({ kind: 'valid', token: 'first', validForMs: 600_000 });
  now += 550_000;
  expect(await simulated.leaseToken(lease)).toEqual({ kind: 'renew', fence: 2, old: 'first' });
  expect(await simulated.leaseToken(lease)).toEqual({ kind: 'valid', token: 'first', validForMs: 50_000 });
  await simulated.saveToken({ ...key, fence: 1, token: 'late', validMs: 600_000 });
  await simulated.saveToken({ ...key, fence: 2, token: 'second', validMs: 600_000 });
  await simulated.dropToken({ ...key, token: 'first' });
  expect(await simulated.leaseToken(lease)).toMatchObject({ kind: 'valid', token: 'second' });
  await simulated.dropToken({ ...key, token: 'second' });
  expect(await simulated.leaseToken(lease)).toEqual({ kind: 'renew', fence: 3 });
});
