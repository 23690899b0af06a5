import type { AddressInfo } from 'node:net';

import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import pg from 'pg';

import { createMetrics } from '#api/metrics.ts';
import { jsonLog } from '#log.ts';
import type { OpenStore } from '#store/create-store.ts';
import { openDatabase, pooled } from '#store/database.ts';
import { eventRow, insertEvents } from '#store/events.ts';
import type { Store } from '#store/store.ts';
import { realWorld } from '#world.ts';

import { startServer } from '../../bridge/server.ts';
import { accountId, orgId } from '../workflows/deals.ts';

/** The ways to accept that are held against each other. */
export const doorNames = ['json-only', 'no-storage', 'group-commit', 'transaction-each'] as const;
export type DoorName = (typeof doorNames)[number];

/** One way to accept, listening on a port of its own. */
export type Door = { readonly name: DoorName; readonly port: number; close(): Promise<void> };

export const producerToken = 'producer-token-of-the-bench';
/** As many sessions as the bridge's own store takes. */
const sessions = 10;

/**
 * Opens the four doors over one database.
 *
 * Three are the bridge's own server with all its checks, and differ in what stands behind it: nothing, the store as it is,
 * or a store that begins and commits for every request. The fourth answers JSON with Hono and does nothing else.
 */
export async function openDoors(store: OpenStore, connectionString: string): Promise<readonly Door[]> {
  const pool = new pg.Pool({ connectionString, max: sessions });
  pool.on('error', () => undefined);
  const pairing = await store.ensurePairing({ orgId, accountId });
  const bridge = async (name: DoorName, acceptEvents: Store['acceptEvents']): Promise<Door> => {
    const world = realWorld();
    const server = await startServer(
      {
        store: { ...store, acceptEvents },
        world,
        // Lines are made as in production and go nowhere.
        log: jsonLog(() => undefined, world.now),
        pairings: [{ pairing, orgId, accountId }],
        ring: () => undefined,
        notReady: () => Promise.resolve(undefined),
        access: {
          tokens: { producer: producerToken },
          webhookSecret: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
        },
        metrics: createMetrics(),
        slots: { total: 5, reserve: 1 },
        isSandbox: false,
      },
      { host: '127.0.0.1', port: 0 },
    );
    return { name, port: Number(new URL(server.url).port), close: () => server.close() };
  };
  const each = await bridge('transaction-each', transactionEach(pool));
  return [
    await jsonOnly(),
    await bridge('no-storage', (events) => Promise.resolve(events.map((event) => accepted(event)))),
    await bridge('group-commit', store.acceptEvents),
    { ...each, close: async () => each.close().then(() => pool.end()) },
  ];
}

/** What a store does that knows no groups: the same rows by the same statement, begun and committed for each request. */
function transactionEach(pool: pg.Pool): Store['acceptEvents'] {
  const database = openDatabase(pooled(pool), { keepsPlans: true });
  return async (events) => {
    await database.atomic((query) =>
      insertEvents(
        query,
        events.map((event) => eventRow(event)),
      ),
    );
    return events.map((event) => accepted(event));
  };
}

function accepted(event: Parameters<typeof eventRow>[0]) {
  const { eventId, subject, runId } = eventRow(event);
  return { acceptance: 'accepted' as const, eventId, engagementId: subject, runId };
}

async function jsonOnly(): Promise<Door> {
  const app = new Hono();
  app.post('/v1/events', async (context) => {
    const body: unknown = await context.req.json();
    return context.json({ acceptance: body === undefined ? 'refused' : 'accepted' }, 202);
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  const { port } = await new Promise<AddressInfo>((resolve, reject) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('the server has no port'));
      else resolve(address);
    });
  });
  return { name: 'json-only', port, close: () => new Promise((resolve) => void server.close(() => resolve())) };
}
