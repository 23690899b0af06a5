import { startForeignServer } from './database-server.ts';

/** For vitest's `globalSetup`: the same tests on a stranger's PostgreSQL 14 over TCP, as `DATABASE_URL` would name it. */
export async function setup(): Promise<() => Promise<void>> {
  const server = await startForeignServer();
  process.env.TEST_DATABASE_URL = server.connectionString;
  return () => server.stop();
}
