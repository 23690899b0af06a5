import { afterAll, beforeAll, expect, test } from 'vitest';
import { retentionPass } from '#audit/retention.ts';
import type { OpenStore } from '#store/create-store.ts';
import { claim, command, event, finish, node, org, rejected, run } from '../store/sample.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

const dayMs = 86_400_000;
const keep = { callsMs: 30 * dayMs, bodiesMs: 90 * dayMs, exceptionsMs: 60 * dayMs };
let database: TestDatabase;
let store: OpenStore;
let pairing: string;
let now = Date.UTC(2026, 10, 21, 12);
let facts: [string, object | undefined][] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  store = await database.nodeStore(() => now);
  pairing = await store.ensurePairing(org);
});
afterAll(() => database.close());

function pass(): Promise<boolean> {
  return retentionPass({ store, log: (fact, fields) => void facts.push([fact, fields]), nodeId: node, pairing, keep });
}

async function countOf(table: string): Promise<number> {
  const client = await database.connect();
  const { rows } = await client.query<{ count: string }>(`select count(*) as count from ${table}`);
  await client.end();
  return Number(rows[0]?.count);
}

const counts = async () => [await countOf('call'), await countOf('exception'), await countOf('event_body')];

test('calls, resolved exceptions and contents go after their time, one kind after the other; headers stay', async () => {
  const [accepted] = await store.acceptEvents([event(pairing, 1)]);
  await store.saveRun(
    run(pairing, 1, { handledEventIds: [accepted?.eventId ?? ''], commands: [command('a/1'), command('b/1')] }),
  );
  const batch = await store.claimCommands(claim(pairing));
  await finish(store, batch, rejected);
  const [told] = await store.runsWithWork(1);
  await store.saveRun(
    run(pairing, 1, { expectedVersion: 1, handledEventIds: told?.events.map(({ eventId }) => eventId) ?? [] }),
  );
  await store.releaseCommand(batch?.commands[0]?.commandId ?? '');
  expect(await counts()).toEqual([1, 2, 3]);
  const left: number[][] = [];
  for (const days of [29, 2, 30, 30]) {
    now += days * dayMs;
    expect(await pass()).toBe(false);
    left.push(await counts());
  }
  // The other exception is still open, and is kept.
  expect(left).toEqual([
    [1, 2, 3],
    [0, 2, 3],
    [0, 1, 3],
    [0, 1, 0],
  ]);
  expect(await countOf('event')).toBe(3);
  expect(facts.map(([fact]) => fact)).toEqual(['rows.dropped', 'rows.dropped', 'rows.dropped']);
});

test('an event that nobody has worked on keeps its content, however old', async () => {
  await store.acceptEvents([event(pairing, 2)]);
  now += 1_000 * dayMs;
  await pass();
  expect(await store.runsWithWork(10)).toMatchObject([{ events: [{ data: { number: 2 } }] }]);
});

test('what is due is dropped once an hour, and at once when there is more of it', async () => {
  const client = await database.connect();
  await client.query(`
    insert into exception (cause, pairing, code, text, owner, raised_at, resolved_at)
    select 'old-' || n, '${pairing}', 'erp.refused', 'no', 'admin', '2020-01-01', '2020-01-01'
    from generate_series(1, 2500) as n`);
  await client.end();
  facts = [];
  expect(await pass()).toBe(false);
  expect(facts).toEqual([]);
  now += 3_600_000;
  expect(await pass()).toBe(true);
  expect(await pass()).toBe(false);
  expect(facts.map(([, fields]) => fields)).toMatchObject([{ exceptions: 2_000 }, { exceptions: 500 }]);
});
