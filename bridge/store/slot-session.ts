import pg from 'pg';
import { oneByOne, type WithSession } from './database.ts';

const connectTimeoutMs = 5_000;
const keepAliveDelayMs = 5_000;

/** A session of its own for the slots, on a direct connection; made anew when it was lost. */
export function openSlotSession(config: pg.ClientConfig): { readonly use: WithSession; close(): Promise<void> } {
  let client: Promise<pg.Client> | undefined;
  let isLost = false;
  return {
    use: oneByOne(() => {
      if (client === undefined || isLost) client = connect();
      return client;
    }),
    async close() {
      await (await client?.catch(() => undefined))?.end();
    },
  };

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client({
      ...config,
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAliveDelayMs,
      connectionTimeoutMillis: connectTimeoutMs,
    });
    const lose = (): void => void (isLost = true);
    fresh.on('error', lose);
    fresh.on('end', lose);
    isLost = false;
    try {
      await fresh.connect();
      return fresh;
    } catch (cause) {
      lose();
      throw cause;
    }
  }
}
