import { Client } from 'pg';
import { startPostgres } from '#postgres/start-postgres.ts';
import { realWorld } from '#world.ts';

/** A parent that starts the database, commits one row, says the postmaster's number, and waits to be killed. */
const postgres = await startPostgres({
  dataFolder: process.argv[2] ?? '',
  log: () => undefined,
  world: realWorld(),
  searchPath: '',
  isSafe: false,
});
const client = new Client({ connectionString: postgres.connectionString });
await client.connect();
await client.query('create table survivor (number integer); insert into survivor values (1)');
process.stdout.write(`${postgres.pid()}\n`);
setInterval(() => undefined, 1_000);
