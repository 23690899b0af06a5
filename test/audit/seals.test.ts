import type { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { sealNext, sealPass } from '#audit/seal.ts';
import { verifySeals } from '#audit/verify.ts';
import type { TestDatabase } from '../support/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { event, node, org } from '../store/sample.ts';

const horizonMs = 120_000;
vi.setConfig({ testTimeout: 3 * horizonMs });
let database: TestDatabase;
let pairing: string;
let sql: Client;

beforeEach(async () => {
  database = await openTestDatabase();
  pairing = await database.store.ensurePairing(org);
  sql = await database.connect();
});
afterEach(() => database.close());

const accept = (...numbers: number[]) =>
  database.store.acceptEvents(numbers.map((number) => event(pairing, number, { number, name: `deal ${number}` })));
const seal = () => sealNext({ store: database.store, log: () => undefined, pairing });
const verify = (head?: string) => verifySeals(database.store, pairing, head);

/** Three blocks over six events. */
async function threeBlocks(): Promise<void> {
  await accept(1, 2, 3);
  await sealed(3);
  await accept(4, 5);
  await sealed(2);
  await accept(6);
  await sealed(1);
}

/** A transaction of another database on the same server holds the horizon back as long as it runs: heavy inserts, seconds. */
async function sealed(wanted: number): Promise<void> {
  let count = 0;
  const isReached = async (): Promise<true | undefined> => {
    count += count < wanted ? await seal() : 0;
    return count < wanted ? undefined : true;
  };
  await until(`${wanted} more entries are sealed`, isReached, horizonMs);
  expect(count).toBe(wanted);
}

describe('the chain of seals', () => {
  it('covers every event once, each block over the one before', async () => {
    await threeBlocks();
    const seals = await database.store.listSeals({ pairing, fromHeight: 1, limit: 10 });
    expect(seals.map(({ height, entryCount }) => [height, entryCount])).toEqual([
      [1, 3],
      [2, 2],
      [3, 1],
    ]);
    expect(seals.map(({ previousHash }) => previousHash).slice(1)).toEqual(seals.map(({ hash }) => hash).slice(0, -1));
    expect(await verify(`3:${seals[2]?.hash}`)).toMatchObject({ isIntact: true, seals: 3, entries: 6, findings: [] });
  });

  it('leaves out what a transaction that still runs may have written, and takes it when it has ended', async () => {
    await sql.query('begin');
    await sql.query('select pg_current_xact_id()');
    await accept(1);
    expect(await seal()).toBe(0);
    await sql.query('commit');
    await sealed(1);
  });

  it('is written once when two nodes seal at once', async () => {
    await accept(1, 2, 3);
    const counts = await Promise.all([seal(), seal(), seal()]);
    await sealed(3 - counts.reduce((sum, count) => sum + count, 0));
    expect(await database.store.listSeals({ pairing, fromHeight: 1, limit: 10 })).toHaveLength(1);
    expect((await verify()).isIntact).toBe(true);
  });

  it('is sealed by one node a second', async () => {
    await accept(1);
    const store = await database.nodeStore(() => Date.UTC(2026, 10, 21, 12));
    await sealPass({ store, log: () => undefined, pairing, nodeId: node });
    expect(await store.claimDuty({ name: 'audit-seal', pairing, nodeId: 'other', leaseMs: 1_000 })).toBe(undefined);
  });

  it('stays whole when contents are dropped, as retention does', async () => {
    await threeBlocks();
    await sql.query('delete from event_body');
    expect((await verify()).isIntact).toBe(true);
  });
});

describe('tampering is found and located', () => {
  const kinds: readonly [string, string, number, string][] = [
    ['a header changed', `update event set type = 'project.deleted' where id = 'event-4'`, 2, 'entries-changed'],
    [
      'a time moved',
      `update event set accepted_at = accepted_at - interval '1 day' where id = 'event-2'`,
      1,
      'entries-changed',
    ],
    [
      'a content changed',
      `update event_body set data = '{"number": 7}' where raw like '%"number":5%'`,
      2,
      'content-changed',
    ],
    [
      'the hash of a content changed',
      `update identity set content_hash = repeat('0', 64) where event_id = (select event_id from event where id = 'event-6')`,
      3,
      'entries-changed',
    ],
    [
      'an event removed',
      `delete from event_body where event_id = (select event_id from event where id = 'event-3');
      delete from pending_event where event_id = (select event_id from event where id = 'event-3');
      delete from event where id = 'event-3'`,
      1,
      'entries-changed',
    ],
    ['two events exchanged', `update event set sequence = -1 where id = 'event-4'`, 2, 'entries-changed'],
    [
      'an event moved out of every block',
      `update event set accepted_xid = accepted_xid + 100000 where id = 'event-5'`,
      2,
      'entries-changed',
    ],
    ['a root changed', `update seal set root = repeat('0', 64) where height = 2`, 2, 'block-changed'],
    ['a block removed', `delete from seal where height = 2`, 2, 'block-missing'],
    [
      'a block forged with a hash of its own',
      `update seal set hash = repeat('a', 64) where height = 1`,
      1,
      'block-changed',
    ],
    ['a count changed', `update seal set entry_count = 9 where height = 3`, 3, 'block-changed'],
  ];

  it.each(kinds)('%s', async (_name, statement, height, kind) => {
    await threeBlocks();
    await sql.query(statement.replaceAll('sequence = -1', 'sequence = default'));
    const { isIntact, findings } = await verify();
    expect(isIntact).toBe(false);
    expect(findings).toContainEqual(expect.objectContaining({ height, kind }));
  });

  it('an event slipped in below the seals', async () => {
    await threeBlocks();
    await accept(7);
    await sql.query(`update event set accepted_xid = (select min(accepted_xid) - 1 from event) where id = 'event-7'`);
    expect((await verify()).findings.map(({ kind }) => kind)).toContain('entries-changed');
  });

  it('the end cut off, when a block was kept elsewhere', async () => {
    await threeBlocks();
    const { head } = await verify();
    await sql.query(`delete from seal where height = 3`);
    expect((await verify()).isIntact).toBe(true);
    expect(await verify(head)).toMatchObject({ isIntact: false, findings: [{ height: 3, kind: 'head' }] });
  });
});
