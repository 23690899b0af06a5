import { afterAll, beforeAll, expect, it } from 'vitest';

import type { TestDatabase } from '../support/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { measureAccept } from './accept.ts';
import { percentile, spreadOf } from './figures.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(async () => {
  await database.close();
});

it.each([1, 20])(
  'takes all %s-event requests at every door, and what it says was accepted lies in the store',
  async (size) => {
    const options = { rounds: 2, ms: 150, connections: 4, eventsPerRequest: size, mostRequests: 400 };
    const before = await storedEvents();
    const figures = await measureAccept({ connectionString: database.connectionString, ...options });
    expect(figures.map(({ refused }) => refused)).toEqual([0, 0, 0, 0]);
    for (const { eventsPerSecond, p50Ms, p99Ms } of figures) {
      expect(eventsPerSecond.min).toBeGreaterThan(0);
      expect(eventsPerSecond.median).toBeGreaterThanOrEqual(eventsPerSecond.min);
      expect(eventsPerSecond.max).toBeGreaterThanOrEqual(eventsPerSecond.median);
      expect(p99Ms.median).toBeGreaterThanOrEqual(p50Ms.median);
    }
    const each = figures.find(({ door }) => door === 'transaction-each');
    expect(each?.ratio).toEqual({ median: 1, min: 1, max: 1 });
    const durable = figures.filter(({ door }) => door === 'group-commit' || door === 'transaction-each');
    const counted = durable.reduce((sum, { accepted }) => sum + accepted, 0);
    // The round that warms up is stored too, and not counted.
    expect(await storedEvents()).toBeGreaterThan(before + counted);
  },
);

it('tells the middle and the ends of what was measured', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
  expect(percentile([10, 20], 50)).toBe(15);
  expect(
    percentile(
      Array.from({ length: 101 }, (_, place) => place),
      95,
    ),
  ).toBe(95);
});

async function storedEvents(): Promise<number> {
  const client = await database.connect();
  const { rows } = await client.query<{ count: string }>('select count(*) as count from event');
  return Number(rows[0]?.count ?? Number.NaN);
}
