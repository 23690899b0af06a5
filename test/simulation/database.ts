import { rmSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import * as z from 'zod/mini';
import type { Log } from '#log.ts';
import { startPostgres } from '#postgres/start-postgres.ts';
import { createStore } from '#store/create-store.ts';
import { realWorld } from '#world.ts';

/** A real PostgreSQL that forgets at a power cut, with our tables, for one run after the other. */
export type SimulationDatabase = {
  /** A session of its own, as a node has it. */
  connect(name: string): Promise<Client>;
  /** Ends the sessions of that name as the server ends them when a node is gone, and waits until their locks are free. */
  terminate(name: string): Promise<void>;
  /** Asks outside of every node, for the end of a run only. */
  ask(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Empties all tables and starts their numbers anew. */
  empty(): Promise<void>;
  stop(): Promise<void>;
};

const Pointer = z.object({ base: z.string(), socketFolder: z.string() });
const quiet: Log = () => undefined;
/** Locks of an ended session are free within milliseconds. */
const mostMs = 10_000;
const aliveMs = 60_000;

export async function startSimulationDatabase(): Promise<SimulationDatabase> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'tl-simulation-'));
  const world = realWorld();
  const searchPath = process.env['PATH'] ?? '';
  const server = await startPostgres({ dataFolder, log: quiet, world, searchPath, isSafe: false });
  const folders = await foldersOf(dataFolder);
  const quit = (): void => {
    process.kill(server.pid(), 'SIGQUIT');
    removeAll(folders);
  };
  process.once('exit', quit);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  // The supervisor's child keeps no process alive, and between two sessions nothing else would.
  const alive = setInterval(() => undefined, aliveMs);
  const admin = new Client({ ...server.address, application_name: 'simulation' });
  await admin.connect();
  await createStore({ client: admin }).migrate();
  const tables = await admin.query<{ tablename: string }>(
    `select tablename from pg_tables where schemaname = 'public' and tablename <> 'migration' order by tablename`,
  );
  const emptied = tables.rows.map(({ tablename }) => `"${tablename}"`).join(', ');
  return {
    connect: async (name) => {
      const client = new Client({ ...server.address, application_name: name, pipeline: true, options: planForAll });
      client.on('error', () => undefined);
      await client.connect();
      planOnce(client);
      return client;
    },
    terminate: async (name) => terminate(admin, name),
    ask: async (sql) => (await admin.query(sql)).rows,
    empty: async () => {
      await admin.query(`truncate ${emptied} restart identity cascade`);
    },
    stop: async () => {
      await admin.end();
      await server.stop();
      process.removeListener('exit', quit);
      clearInterval(alive);
      removeAll(folders);
    },
  };
}

/** Without it the server would plan each statement five times more before it keeps a plan. */
const planForAll = '-c plan_cache_mode=force_generic_plan';

/** Lets the server plan each statement once a session: planning costs more than running them on so few rows. */
function planOnce(client: Client): void {
  const query: unknown = Reflect.get(client, 'query');
  if (typeof query !== 'function') throw new Error('A client of the database has no queries.');
  const names = new Map<string, string>();
  const nameOf = (text: string): string => {
    const name = names.get(text) ?? `statement-${names.size + 1}`;
    names.set(text, name);
    return name;
  };
  const named = (text: string, values?: readonly unknown[]): unknown =>
    Reflect.apply(query, client, [values === undefined ? text : { name: nameOf(text), text, values }]);
  Object.defineProperty(client, 'query', { value: named, configurable: true });
}

/** The supervisor never deletes a database, and as root keeps it outside of the data folder. */
async function foldersOf(dataFolder: string): Promise<readonly string[]> {
  const pointer = Pointer.parse(JSON.parse(await readFile(join(dataFolder, 'postgres.json'), 'utf8')));
  return [pointer.base, pointer.socketFolder, dataFolder];
}

function removeAll(folders: readonly string[]): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function terminate(admin: Client, name: string): Promise<void> {
  const deadline = performance.now() + mostMs;
  while (performance.now() < deadline) {
    const { rowCount } = await admin.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 order by pid',
      [name],
    );
    if (rowCount === 0) return;
  }
  throw new Error(`The sessions of ${name} do not end.`);
}
