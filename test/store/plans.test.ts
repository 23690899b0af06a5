import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, pooled } from '#store/database.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await openTestDatabase();
  pool = new pg.Pool({ connectionString: database.connectionString, max: 1 });
  // The pool has ended before its sessions have; one that the database is dropped under says so to the pool.
  pool.on('error', () => undefined);
  pool.on('connect', (session) => session.on('error', () => undefined));
});
afterAll(async () => {
  await pool.end();
  await database.close();
});

test('a session keeps one plan for each text, and takes other values with it', async () => {
  const { single, atomic } = openDatabase(pooled(pool), { keepsPlans: true });
  const sum = `select jsonb_build_object('sum', $1::integer + 1) as row /* kept */`;
  for (const value of [1, 2]) expect((await single(sum, [value])).rows).toEqual([{ sum: value + 1 }]);
  expect((await atomic((query) => query(sum, [3]))).rows).toEqual([{ sum: 4 }]);
  const { rows } = await single(
    `select jsonb_build_object('plans', count(*), 'uses', sum(generic_plans + custom_plans)) as row
    from pg_prepared_statements where statement like $1`,
    ['%/* kept */'],
  );
  expect(rows).toEqual([{ plans: 1, uses: 3 }]);
});
