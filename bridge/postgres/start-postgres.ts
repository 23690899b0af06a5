import type { Log } from '#log.ts';
import type { World } from '#world.ts';
import { serverAccount } from './account.ts';
import { copyBinaries, findBinaries } from './binaries.ts';
import { databaseUser, prepareCluster } from './cluster.ts';
import { takeOwnerLock } from './owner-lock.ts';
import { preparePlaces, sharedFolder } from './places.ts';
import { ensureDatabase, killServer, startServer, stopServer, type Address, type ServerOptions } from './server.ts';

export type PostgresOptions = {
  readonly dataFolder: string;
  readonly log: Log;
  readonly world: World;
  /** The PATH of the environment, for a PostgreSQL of the machine's when the package has none for it. */
  readonly searchPath: string;
  /** `false` only for tests: commits are not forced to disk. */
  readonly isSafe?: boolean;
};

export type Postgres = {
  readonly address: Address;
  readonly connectionString: string;
  readonly wasAdopted: boolean;
  /** The present postmaster's; it changes when the server had to be started again. */
  pid(): number;
  /** Stops the server and gives the data folder free. */
  stop(): Promise<void>;
  /** Ends the server as a crash would, for tests; it is started again like after any crash. */
  kill(): Promise<void>;
};

const mostRestarts = 1_000;

/**
 * The bridge's own PostgreSQL on a data folder: started once, adopted when it outlived a killed bridge, started again
 * when it dies (at most 1,000 times), reached over a Unix socket only.
 *
 * What is wrong is thrown in words a person can act on.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  if (process.platform === 'win32') throw new Error('On Windows set DATABASE_URL to a PostgreSQL 14 or newer.');
  const account = await serverAccount();
  const places = await preparePlaces(options.dataFolder, account);
  const lock = await takeOwnerLock(places.dataFolder);
  try {
    const found = await findBinaries(options.searchPath);
    const binaries = account === undefined ? found : await copyBinaries(found, await sharedFolder());
    const password = await prepareCluster(places, binaries, options.isSafe ?? true, options.world);
    const port = 5432;
    const address = { host: places.socketFolder, port, user: databaseUser, password, database: 'throughline' };
    const settings = serverSettings(places.socketFolder, options.isSafe ?? true);
    return await supervise({ places, binaries, address, settings, world: options.world }, options.log, lock);
  } catch (cause) {
    await lock.release();
    throw cause;
  }
}

async function supervise(server: ServerOptions, log: Log, lock: { release(): Promise<void> }): Promise<Postgres> {
  const { world, address } = server;
  const first = await startServer(server);
  log(first.wasAdopted ? 'postgres.adopted' : 'postgres.started', { pid: first.pid });
  await ensureDatabase(address);
  let current = first;
  let isStopping = false;
  const watched = watch();
  return {
    address,
    connectionString: connectionStringOf(address),
    wasAdopted: first.wasAdopted,
    pid: () => current.pid,
    async stop() {
      isStopping = true;
      await stopServer(current.pid, world);
      await watched;
      await lock.release();
    },
    kill: () => killServer(current.pid, world),
  };

  async function watch(): Promise<void> {
    for (let restarts = 0; restarts <= mostRestarts; restarts += 1) {
      await current.ended;
      if (isStopping) return;
      log('postgres.died', { pid: current.pid, restarts });
      try {
        current = await startServer(server);
      } catch (cause) {
        log('postgres.failed', { reason: cause instanceof Error ? cause.message : 'unknown' });
        return;
      }
      log('postgres.started', { pid: current.pid, restarts: restarts + 1 });
      if (isStopping) await stopServer(current.pid, world);
    }
    log('postgres.failed', { reason: `it died ${mostRestarts + 1} times` });
  }
}

/** A socket path as host must be a parameter, since it cannot stand where a URL has its host. */
function connectionStringOf(address: Address): string {
  const parameters = new URLSearchParams({ host: address.host });
  return `postgresql://${address.user}:${address.password}@localhost:${address.port}/${address.database}?${parameters.toString()}`;
}

function serverSettings(socketFolder: string, isSafe: boolean): Readonly<Record<string, string>> {
  const unsafe = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  return {
    listen_addresses: '',
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    port: '5432',
    max_connections: '100',
    shared_buffers: '128MB',
    max_wal_size: '2GB',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(isSafe ? {} : unsafe),
  };
}
