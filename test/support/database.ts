import { Client } from 'pg';
import { createStore, type OpenStore } from '#store/create-store.ts';
import { startTestServer } from './database-server.ts';

/** A database of one test file, with the store's tables. */
export type TestDatabase = {
  readonly connectionString: string;
  /** A store as a real process has it; closed with the database. */
  readonly store: OpenStore;
  /** One more session, for a second node or for looking; closed with the database. */
  connect(): Promise<Client>;
  /** A store on one session of its own, as a simulated node has it, with a clock of its own if one is given. */
  nodeStore(clock?: () => number): Promise<OpenStore>;
  close(): Promise<void>;
};

let databaseCount = 0;

/**
 * Makes a database with the store's tables on the server of the run, or on one of this file's own.
 *
 * The environment variable TEST_DATABASE_URL names the server of the run; its user must be allowed to make databases.
 */
export async function openTestDatabase(): Promise<TestDatabase> {
  const shared = process.env['TEST_DATABASE_URL'] ?? '';
  if (shared !== '') return openDatabaseOn(shared);
  const own = await startTestServer();
  try {
    const database = await openDatabaseOn(own.connectionString);
    const close = async (): Promise<void> => {
      await database.close();
      await own.stop();
    };
    return { ...database, close };
  } catch (cause) {
    await own.stop();
    throw cause;
  }
}

async function openDatabaseOn(serverUrl: string): Promise<TestDatabase> {
  databaseCount += 1;
  const name = `test_${process.pid}_${databaseCount}`;
  await runOn(serverUrl, `drop database if exists ${name}`);
  await runOn(serverUrl, `create database ${name}`);
  const connectionString = withDatabase(serverUrl, name);
  const store = createStore({ connectionString, mostConnections: 5 });
  await store.migrate();
  const clients: Client[] = [];
  const connect = async (): Promise<Client> => {
    const client = new Client({ connectionString });
    client.on('error', () => undefined);
    await client.connect();
    clients.push(client);
    return client;
  };
  return {
    connectionString,
    store,
    connect,
    nodeStore: async (clock) => createStore({ client: await connect(), ...(clock && { clock }) }),
    async close() {
      await store.close();
      for (const client of clients) await client.end().catch(() => undefined);
      await runOn(serverUrl, `drop database if exists ${name} with (force)`);
    },
  };
}

async function runOn(connectionString: string, statement: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function withDatabase(connectionString: string, name: string): string {
  const url = new URL(connectionString);
  url.pathname = `/${name}`;
  return url.toString();
}
