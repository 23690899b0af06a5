import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { event, org } from './sample.ts';

let database: TestDatabase;
let pairing: string;

beforeAll(async () => {
  database = await openTestDatabase();
  pairing = await database.store.ensurePairing(org);
});
afterAll(() => database.close());

async function accept(...events: Parameters<typeof database.store.acceptEvents>[0]): Promise<readonly string[]> {
  return (await database.store.acceptEvents(events)).map(({ acceptance }) => acceptance);
}

async function openExceptions(): Promise<readonly string[]> {
  const { rows } = await database.store.listExceptions({ state: 'open', page: { limit: 100 } });
  return rows.map(({ code }) => code);
}

test('accepts an event once and gives the same answer ever after', async () => {
  const [first] = await database.store.acceptEvents([event(pairing, 1)]);
  const [again] = await database.store.acceptEvents([event(pairing, 1)]);
  expect(first?.acceptance).toBe('accepted');
  expect(again).toEqual({ ...first, acceptance: 'repeated' });
});

test('refuses other content under a known id, once as an exception, and keeps the first', async () => {
  expect(await accept(event(pairing, 2, { amount: '1.00' }))).toEqual(['accepted']);
  expect(await accept(event(pairing, 2, { amount: '2.00' }))).toEqual(['conflict']);
  expect(await accept(event(pairing, 2, { amount: '2.00' }))).toEqual(['conflict']);
  expect(await openExceptions()).toEqual(['intake.conflict']);
  const work = await database.store.runsWithWork(100);
  expect(work.flatMap(({ events }) => events).find(({ id }) => id === 'event-2')?.data).toEqual({ amount: '1.00' });
});

test('takes the first of two events with one id in one call', async () => {
  expect(await accept(event(pairing, 3, { a: 1 }), event(pairing, 3, { a: 1 }), event(pairing, 3, { a: 2 }))).toEqual([
    'accepted',
    'repeated',
    'conflict',
  ]);
});

test('answers many calls at once from few flushes', async () => {
  const answers = await Promise.all(Array.from({ length: 300 }, (_, number) => accept(event(pairing, 1_000 + number))));
  expect(new Set(answers.flat())).toEqual(new Set(['accepted']));
});

test('accepts an event once of large calls that come at once, in whatever order', async () => {
  const numbers = Array.from({ length: 300 }, (_, number) => 40_000 + number);
  const call = (order: readonly number[], content: string): Promise<readonly string[]> =>
    accept(...order.map((number) => event(pairing, number, { amount: number < 40_150 ? 'same' : content })));
  const answers = await Promise.all([
    call(numbers, 'first'),
    call(numbers.toReversed(), 'second').then((list) => list.toReversed()),
    call(numbers, 'third'),
  ]);
  const ofEach = numbers.map((_, place) => answers.map((list) => list[place] ?? '').toSorted());
  expect(new Set(ofEach.slice(0, 150).map(String))).toEqual(new Set(['accepted,repeated,repeated']));
  expect(new Set(ofEach.slice(150).map(String))).toEqual(new Set(['accepted,conflict,conflict']));
});

test.each([
  ['a zero character', { text: 'a\u0000b' }],
  ['half of a surrogate pair', { text: '\ud800' }],
])('lets the one with %s stand alone and accepts its neighbours', async (name, poison) => {
  const others = Array.from({ length: 20 }, (_, number) => event(pairing, 2_000 + number, {}, `${name}-${number}`));
  const events = [...others.slice(0, 13), event(pairing, 2_500, poison, `${name}-poison`), ...others.slice(13)];
  const position = { replayId: name };
  const answers = await database.store.acceptEvents(events, { feed: 'requests', pairing, position });
  expect(answers.map(({ acceptance }) => acceptance)).toEqual(
    events.map(({ id }) => (id.endsWith('poison') ? 'refused' : 'accepted')),
  );
  expect(await openExceptions()).toContain('intake.malformed');
  expect(await database.store.readCursor('requests', pairing)).toEqual(position);
});

test('says busy instead of queueing without end', async () => {
  const calls = Array.from({ length: 16 }, (_, call) =>
    accept(...Array.from({ length: 500 }, (__, number) => event(pairing, 10_000 + call * 500 + number))),
  );
  const answers = (await Promise.all(calls)).flat();
  expect(new Set(answers)).toEqual(new Set(['accepted', 'busy']));
  expect(answers.filter((answer) => answer === 'accepted').length).toBeGreaterThanOrEqual(5_000);
});

test('moves a cursor only for the highest fence', async () => {
  const feed = 'subscription';
  await database.store.acceptEvents([], { feed, pairing, position: 'new', fence: 3 });
  await database.store.acceptEvents([], { feed, pairing, position: 'late', fence: 2 });
  expect(await database.store.readCursor(feed, pairing)).toBe('new');
});

test('loses and doubles nothing when its sessions die under it, and repeats before it answers', async () => {
  const killer = await database.connect();
  const answers: string[] = [];
  const numbers = Array.from({ length: 200 }, (_, number) => 20_000 + number);
  const accepting = Promise.all(
    numbers.map(async (number) => {
      const mine = await database.store.acceptEvents([event(pairing, number)]).catch(() => []);
      answers.push(...mine.map(({ acceptance, eventId }) => `${acceptance} ${eventId}`));
    }),
  );
  for (let kills = 0; kills < 20; kills += 1) await killer.query(killSql);
  await accepting;
  const { rows } = await killer.query<{ count: number }>(
    `select count(*)::integer as count from event join pending_event using (event_id) where event_id = any($1)`,
    [answers.map((answer) => answer.split(' ')[1])],
  );
  expect(rows[0]?.count).toBe(answers.length);
  await database.store.acceptEvents(numbers.map((number) => event(pairing, number)));
  const all = await killer.query(`select from event where id = any($1)`, [numbers.map((number) => `event-${number}`)]);
  expect(all.rowCount).toBe(numbers.length);
});

const killSql = `
  select count(pg_terminate_backend(pid)) from pg_stat_activity
  where datname = current_database() and application_name = 'throughline'`;
