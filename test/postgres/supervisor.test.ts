import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { afterEach, expect, test } from 'vitest';
import { serverAccount } from '#postgres/account.ts';
import { preparePlaces } from '#postgres/places.ts';
import { startPostgres, type Postgres } from '#postgres/start-postgres.ts';
import { realWorld } from '#world.ts';
import { startForeignServer, temporaryFolder } from '../support/database-server.ts';
import { until } from '../support/until.ts';

const folders: string[] = [];
const running: Postgres[] = [];

afterEach(async () => {
  for (const postgres of running.splice(0)) await postgres.stop();
  for (const folder of folders.splice(0)) {
    const places = await preparePlaces(folder, await serverAccount());
    for (const each of [places.base, places.socketFolder, dirname(folder)]) await rm(each, { recursive: true });
  }
});

async function newFolder(): Promise<string> {
  const folder = await temporaryFolder();
  folders.push(folder);
  return folder;
}

async function start(dataFolder: string, isSafe = false): Promise<Postgres> {
  const postgres = await startPostgres({
    dataFolder,
    log: () => undefined,
    world: realWorld(),
    searchPath: process.env['PATH'] ?? '',
    isSafe,
  });
  running.push(postgres);
  return postgres;
}

/** Starts a parent with its database, and kills the parent; answers the postmaster's number. */
async function leaveRunning(dataFolder: string): Promise<number> {
  const child = spawn(process.execPath, [new URL('./leave-running.ts', import.meta.url).pathname, dataFolder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line]: unknown[] = await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  return Number(String(line));
}

async function ask(postgres: { connectionString: string }, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: postgres.connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ answer: unknown }>(sql);
    return rows[0]?.answer;
  } finally {
    await client.end();
  }
}

/** Each test starts servers of its own; a slow machine needs some seconds for one. */
const timeout = 60_000;

test('starts a database that is safe, ours alone, and sorts alike everywhere', { timeout }, async () => {
  const dataFolder = await newFolder();
  const postgres = await start(dataFolder, true);
  const names = ['data_checksums', 'server_encoding', 'fsync', 'listen_addresses', 'unix_socket_permissions'];
  const answers = await Promise.all(names.map((name) => ask(postgres, `select current_setting('${name}') as answer`)));
  expect(answers).toEqual(['on', 'UTF8', 'on', '', '0700']);
  const locale = `select datlocprovider::text || datlocale as answer from pg_database where datname = current_database()`;
  expect(await ask(postgres, locale)).toBe('bC.UTF-8');
  const { host } = postgres.address;
  expect(Buffer.byteLength(host)).toBeLessThanOrEqual(90);
  const places = await preparePlaces(dataFolder, await serverAccount());
  const paths = [host, places.base, places.passwordFile, join(places.dataFolder, 'postgres.json')];
  const modes = await Promise.all(paths.map(async (path) => ((await stat(path)).mode & 0o777).toString(8)));
  expect(modes).toEqual(['700', '700', '600', '600']);
  const guesser = new Client({ ...postgres.address, password: 'guess' });
  await expect(guesser.connect()).rejects.toThrow(/password authentication failed/);
});

const isRoot = process.getuid?.() === 0;

test.runIf(isRoot)(
  'runs as an ordinary user for root, also under a home that only root may enter',
  { timeout },
  async () => {
    const folder = await newFolder();
    expect((await stat(dirname(folder))).mode & 0o777).toBe(0o700);
    const postgres = await start(folder);
    const { uid } = await stat(`/proc/${postgres.pid()}`);
    expect([uid, uid === 0]).toEqual([(await serverAccount())?.uid, false]);
  },
);

test('adopts the database that outlived a killed parent, with what was committed', { timeout }, async () => {
  const dataFolder = await newFolder();
  const pid = await leaveRunning(dataFolder);
  const postgres = await start(dataFolder);
  expect([postgres.wasAdopted, postgres.pid()]).toEqual([true, pid]);
  expect(await ask(postgres, 'select count(*)::integer as answer from survivor')).toBe(1);
});

test('stops and starts the database that outlived its parent when nobody can reach it', { timeout }, async () => {
  const dataFolder = await newFolder();
  const first = await leaveRunning(dataFolder);
  const places = await preparePlaces(dataFolder, await serverAccount());
  for (const file of await readdir(places.socketFolder)) await rm(join(places.socketFolder, file));
  const postgres = await start(dataFolder);
  expect([postgres.wasAdopted, postgres.pid() === first]).toEqual([false, false]);
  expect(await ask(postgres, 'select count(*)::integer as answer from survivor')).toBe(1);
});

test('lets one process at a time own a data folder, and says which one does', { timeout }, async () => {
  const dataFolder = await newFolder();
  await start(dataFolder);
  await expect(start(dataFolder)).rejects.toThrow(`already runs on this data folder, as process ${process.pid} `);
});

test('takes over the lock of a process that has ended, or whose number another one has now', { timeout }, async () => {
  const dataFolder = await newFolder();
  await mkdir(dataFolder, { recursive: true });
  await writeFile(join(dataFolder, 'postgres.lock'), `${process.pid} 1\n`);
  const postgres = await start(dataFolder);
  expect(await ask(postgres, 'select 1 as answer')).toBe(1);
});

test('starts again by itself when the database was killed', { timeout }, async () => {
  const postgres = await start(await newFolder());
  const before = postgres.pid();
  await postgres.kill();
  await until('it is another process', () => (postgres.pid() === before ? undefined : true), 20_000);
  expect(await ask(postgres, 'select 1 as answer')).toBe(1);
});

test('refuses a folder of another major version in plain words, and leaves it alone', { timeout }, async () => {
  const dataFolder = await newFolder();
  await (await start(dataFolder)).stop();
  running.length = 0;
  const places = await preparePlaces(dataFolder, await serverAccount());
  const file = join(places.cluster, 'PG_VERSION');
  await writeFile(file, '15\n');
  await expect(start(dataFolder)).rejects.toThrow(/was written by PostgreSQL 15, and this Throughline brings 18/);
  await writeFile(file, '18\n');
  expect(await ask(await start(dataFolder), 'select 1 as answer')).toBe(1);
});

test.runIf(isRoot)(
  'begins afresh when the data folder was deleted, and keeps the old database',
  { timeout },
  async () => {
    const dataFolder = await newFolder();
    const first = await start(dataFolder);
    await ask(first, 'create table old (number integer)');
    await first.stop();
    running.length = 0;
    const old = await preparePlaces(dataFolder, await serverAccount());
    await rm(dataFolder, { recursive: true });
    const second = await start(dataFolder);
    expect(await ask(second, `select to_regclass('old') as answer`)).toBeNull();
    expect(await readFile(join(old.cluster, 'PG_VERSION'), 'utf8')).toBe('18\n');
    for (const folder of [old.base, old.socketFolder]) await rm(folder, { recursive: true });
  },
);

test('finds a stranger PostgreSQL 14 over TCP as good a server', { timeout }, async () => {
  const server = await startForeignServer();
  try {
    expect(await ask(server, `select current_setting('server_version_num')::integer / 10000 as answer`)).toBe(14);
  } finally {
    await server.stop();
  }
});
