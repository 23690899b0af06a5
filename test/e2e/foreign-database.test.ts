import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';

import type { TestServer } from '../support/database-server.ts';
import { startForeignServer } from '../support/database-server.ts';
import { until } from '../support/until.ts';
import { dealOf, eventOf } from './callers.ts';
import type { Product } from './product.ts';
import { bridgeApi, created, groundTruth, now, startProduct } from './product.ts';

let server: TestServer;
let product: Product;

beforeAll(async () => {
  server = await startForeignServer();
  product = await startProduct({ DATABASE_URL: server.connectionString });
});

afterAll(async () => {
  await product.stop();
  await server.stop();
});

it('provisions a deal on a stranger’s PostgreSQL 14, named by DATABASE_URL', async () => {
  const before = await now(product, 'netsuite');
  const deal = await dealOf(product, 'd1-new-customer');
  await bridgeApi(product, '/v1/events', { role: 'producer', body: eventOf(product, deal, 'foreign-1') });
  const isDone = async (): Promise<true | undefined> => {
    const path = `/v1/engagements?source=salesforce&id=${deal.opportunityId}`;
    const { body } = await bridgeApi<{ state: string }>(product, path);
    return body.state === 'done' ? true : undefined;
  };
  await until('done', isDone, 60_000);
  const committed = await groundTruth(product, 'netsuite', before);
  expect(created(committed, 'customer')).toHaveLength(1);
  expect(created(committed, 'job')).toHaveLength(1);
  expect(await storedRuns()).toEqual({ version: '14', runs: 1 });
  expect(product.local().pids.postgres).toBeUndefined();
});

/** What that server itself says: its major version, and how many runs it holds. */
async function storedRuns(): Promise<{ version: string; runs: number }> {
  const client = new pg.Client({ connectionString: server.connectionString });
  await client.connect();
  const { rows } = await client.query<{ version: string; runs: number }>(
    `select split_part(current_setting('server_version'), '.', 1) as version, count(*)::int as runs from run`,
  );
  await client.end();
  return rows[0] ?? { version: '', runs: 0 };
}
