import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { serverAccount } from '#postgres/account.ts';
import { copyBinaries, findBinaries } from '#postgres/binaries.ts';
import { databaseUser, prepareCluster } from '#postgres/cluster.ts';
import { preparePlaces, sharedFolder } from '#postgres/places.ts';
import { ensureDatabase, startServer, stopServer } from '#postgres/server.ts';
import { startPostgres } from '#postgres/start-postgres.ts';
import { realWorld } from '#world.ts';

/** A server for tests; `stop` leaves nothing behind. */
export type TestServer = { readonly connectionString: string; stop(): Promise<void> };

/** The bridge's own embedded server in a folder of its own; commits are forced to the disk only when `isSafe` asks for it. */
export async function startTestServer({ isSafe = false } = {}): Promise<TestServer> {
  const dataFolder = await temporaryFolder();
  const postgres = await startPostgres({
    dataFolder,
    log: () => undefined,
    world: realWorld(),
    searchPath: process.env['PATH'] ?? '',
    isSafe,
  });
  const places = await preparePlaces(dataFolder, await serverAccount());
  return {
    connectionString: postgres.connectionString,
    async stop() {
      await postgres.stop();
      await removeFolders([places.base, places.socketFolder, dataFolder]);
    },
  };
}

/** A stranger's PostgreSQL 14 on a TCP port of loopback, as a `DATABASE_URL` would name it. */
export async function startForeignServer(packageName = 'postgres-14-linux-x64'): Promise<TestServer> {
  const world = realWorld();
  const account = await serverAccount();
  const places = await preparePlaces(await temporaryFolder(), account);
  const found = await findBinaries('', packageName);
  const binaries = account === undefined ? found : await copyBinaries(found, await sharedFolder());
  const password = await prepareCluster(places, binaries, false, world);
  const address = { host: '127.0.0.1', port: await freePort(), user: databaseUser, password, database: 'stranger' };
  const settings = {
    listen_addresses: address.host,
    port: String(address.port),
    unix_socket_directories: places.socketFolder,
    fsync: 'off',
    timezone: 'America/New_York',
  };
  const server = await startServer({ places, binaries, address, settings, world });
  await ensureDatabase(address);
  return {
    connectionString: `postgresql://${address.user}:${password}@${address.host}:${address.port}/${address.database}`,
    async stop() {
      await stopServer(server.pid, world);
      await removeFolders([places.base, places.socketFolder, places.dataFolder]);
    },
  };
}

/** For vitest's `globalSetup`: one server for the run, unless the environment names one. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if ((process.env['TEST_DATABASE_URL'] ?? '') !== '') return undefined;
  const server = await startTestServer();
  process.env['TEST_DATABASE_URL'] = server.connectionString;
  return () => server.stop();
}

export async function temporaryFolder(): Promise<string> {
  return join(await mkdtemp(join(tmpdir(), 'throughline-test-')), 'data');
}

async function removeFolders(folders: readonly string[]): Promise<void> {
  const [, , dataFolder = ''] = folders;
  for (const folder of [...folders, dirname(dataFolder)]) await rm(folder, { recursive: true, force: true });
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
