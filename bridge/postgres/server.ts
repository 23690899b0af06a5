import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { Client, DatabaseError, type ClientConfig } from 'pg';
import type { World } from '#world.ts';
import { program, type Binaries } from './binaries.ts';
import { databaseUser } from './cluster.ts';
import { isAlive, mayBePostgres } from './living.ts';
import type { Places } from './places.ts';

/** How a client reaches a server. */
export type Address = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
};

/** A postmaster that answers, started here or found alive. */
export type Server = { readonly pid: number; readonly wasAdopted: boolean; readonly ended: Promise<void> };

export type ServerOptions = {
  readonly places: Places;
  readonly binaries: Binaries;
  readonly address: Address;
  readonly settings: Readonly<Record<string, string>>;
  readonly world: World;
};

const pollMs = 50;
const readyTimeoutMs = 60_000;
const stopTimeoutMs = 15_000;
const probeTimeoutMs = 5_000;
const silentTimeoutMs = 5_000;
const mostLogBytes = 10_000_000;

/**
 * Adopts the postmaster that a killed parent left, or starts one; crash recovery counts as starting.
 *
 * One that lives and cannot be reached for 5 s, because its socket was cleaned away, is stopped and started again.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { world } = options;
  const deadline = world.monotonicMs() + readyTimeoutMs;
  let heardAt = world.monotonicMs();
  while (world.monotonicMs() < deadline) {
    const left = await livingPostmaster(options);
    if (left !== undefined) {
      const state = await probe(options.address);
      if (state === 'ready') return { pid: left, wasAdopted: true, ended: whenGone(left, world) };
      if (state === 'starting') heardAt = world.monotonicMs();
      if (world.monotonicMs() - heardAt > silentTimeoutMs) await stopServer(left, world);
      await world.sleep(pollMs);
      continue;
    }
    const started = await startOnce(options, deadline);
    if (started !== undefined) return started;
    await world.sleep(pollMs * 4);
  }
  throw new Error(`PostgreSQL did not start within ${readyTimeoutMs / 1000} s:\n${await lastLines(options.places)}`);
}

/** Stops the server fast: open transactions roll back, all that was committed is on disk. */
export async function stopServer(pid: number, world: World): Promise<void> {
  if (await signalled(pid, 'SIGINT', world)) return;
  if (await signalled(pid, 'SIGQUIT', world)) return;
  throw new Error(`PostgreSQL (process ${pid}) does not stop.`);
}

/** Ends the server as a crash would, for tests. */
export async function killServer(pid: number, world: World): Promise<void> {
  await signalled(pid, 'SIGKILL', world);
}

/** @returns nothing when the server ended before it answered, as it does while backends of a killed one still end */
async function startOnce(options: ServerOptions, deadline: number): Promise<Server | undefined> {
  const { world, address } = options;
  const child = await launch(options);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  while (child.exitCode === null && child.signalCode === null && world.monotonicMs() < deadline) {
    if (child.pid !== undefined && (await probe(address)) === 'ready')
      return { pid: child.pid, wasAdopted: false, ended };
    await world.sleep(pollMs);
  }
  return undefined;
}

/** In a process group of its own, so that Ctrl-C in a terminal reaches the bridge and not its database. */
async function launch(options: ServerOptions): Promise<ChildProcess> {
  const { places, binaries, settings } = options;
  await turnLog(places.logFile);
  const log = await open(places.logFile, 'a', 0o600);
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  try {
    const child = spawn(program(binaries, 'postgres'), ['-D', places.cluster, ...flags], {
      cwd: places.base,
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
      ...places.account,
    });
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    child.unref();
    return child;
  } finally {
    await log.close();
  }
}

/** Keeps this log and the one before it. */
async function turnLog(file: string): Promise<void> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > mostLogBytes) await rename(file, `${file}.before`);
}

/** The postmaster that the cluster's own pid file names, if it lives and serves our address. */
async function livingPostmaster({ places, address }: ServerOptions): Promise<number | undefined> {
  const text = await readFile(`${places.cluster}/postmaster.pid`, 'utf8').catch(() => '');
  const [pid = '', , , port = '', socketFolder = '', listen = ''] = text.split('\n');
  if (!/^\d+$/.test(pid) || !isAlive(Number(pid)) || !mayBePostgres(Number(pid))) return undefined;
  const isOurs = Number(port) === address.port && (socketFolder === address.host || listen === address.host);
  return isOurs || port === '' ? Number(pid) : undefined;
}

/** `starting`: the server answers, and says that it takes no one yet or that we are wrong. */
async function probe(address: Address): Promise<'ready' | 'starting' | 'silent'> {
  const config: ClientConfig = { ...address, database: 'postgres', connectionTimeoutMillis: probeTimeoutMs };
  const client = new Client(config);
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return 'ready';
  } catch (cause) {
    return cause instanceof DatabaseError ? 'starting' : 'silent';
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Makes the bridge's database on a new cluster. */
export async function ensureDatabase(address: Address): Promise<void> {
  const client = new Client({ ...address, database: 'postgres' });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [address.database]);
    if (found.rowCount === 0) await client.query(`create database ${address.database} owner ${databaseUser}`);
  } finally {
    await client.end();
  }
}

async function whenGone(pid: number, world: World): Promise<void> {
  while (isAlive(pid)) await world.sleep(pollMs * 10);
}

async function signalled(pid: number, signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL', world: World): Promise<boolean> {
  const deadline = world.monotonicMs() + stopTimeoutMs;
  if (!isAlive(pid)) return true;
  process.kill(pid, signal);
  while (world.monotonicMs() < deadline) {
    if (!isAlive(pid)) return true;
    await world.sleep(pollMs);
  }
  return false;
}

async function lastLines(places: Places): Promise<string> {
  const text = await readFile(places.logFile, 'utf8').catch(() => '');
  return text.split('\n').slice(-12).join('\n');
}
