import pg from 'pg';
import type { SlotSession } from './slots.ts';

const connectTimeoutMs = 5_000;
const keepAliveDelayMs = 5_000;

/** A session of its own for the slots, on a direct connection; made anew when it was lost. */
export function openSlotSession(config: pg.ClientConfig): SlotSession & { close(): Promise<void> } {
  let client: Promise<pg.Client> | undefined;
  let isLost = false;
  return {
    isLost: () => isLost,
    current() {
      if (client === undefined || isLost) client = connect();
      return client;
    },
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

/** The one session of a simulated node, which holds its slots too. */
export function ownSession(client: pg.Client): SlotSession {
  return { current: () => Promise.resolve(client), isLost: () => false };
}
