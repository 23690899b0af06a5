import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSimulationDatabase, type SimulationDatabase } from './database.ts';
import { openRun } from './run.ts';

let database: SimulationDatabase;
beforeAll(async () => {
  database = await startSimulationDatabase();
});
afterAll(async () => {
  await database.stop();
});

async function sessions(): Promise<readonly unknown[]> {
  const rows = await database.ask(
    `select application_name as name from pg_stat_activity where application_name like 'node-%' order by name`,
  );
  return rows.map(({ name }) => name);
}

test('each node has its own session on a real PostgreSQL, and its death ends it', async () => {
  const run = await openRun(1, database, false);
  try {
    await run.openNode('node-1', 1);
    await run.openNode('node-2', 1);
    expect(await sessions()).toEqual(['node-1-1', 'node-2-1']);
    await run.killNode('node-1', 1);
    expect(await sessions()).toEqual(['node-2-1']);
    await run.openNode('node-1', 2);
    expect(await sessions()).toEqual(['node-1-2', 'node-2-1']);
  } finally {
    await run.close();
  }
  expect(await sessions()).toEqual([]);
});
