import pg from 'pg';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { TestServer } from '../support/database-server.ts';
import { startForeignServer } from '../support/database-server.ts';
import { until } from '../support/until.ts';
import { openBrowser } from './browser.ts';
import { askFor, longWait, openDeal, untilDone, visitDeal } from './card-page.ts';
import { opportunityOf } from './callers.ts';
import type { Product } from './product.ts';
import { bridgeApi, created, groundTruth, now, startProduct } from './product.ts';
import { openTab, pressOnTab, untilTab } from './tab-page.ts';

type Command = { type: string; engagementId: string; state: string; attempts: number };

/** Finance's part of a set-up: the project waits until it is opened in NetSuite, and may be held there meanwhile. */
let server: TestServer;
let product: Product;
let browser: Browser;
let card: Page;
let tab: Page;
let before: number;
let opportunityId: string;

beforeAll(async () => {
  server = await startForeignServer();
  const settings = { ACTIVATION: 'finance', DATABASE_URL: server.connectionString };
  [product, browser] = await Promise.all([startProduct(settings), openBrowser()]);
  before = await now(product, 'netsuite');
  opportunityId = await opportunityOf(product, 'd1-new-customer');
}, 180_000);

afterAll(async () => {
  await browser.close();
  await product.stop();
  await server.stop();
});

/** The project of the deal as it stands in the account. */
async function project(): Promise<{ id: string; isOpen: unknown } | undefined> {
  const jobs = (await groundTruth(product, 'netsuite', before)).filter(({ type }) => type === 'job');
  const [job] = created(jobs, 'job');
  return (
    job && {
      id: job.id,
      isOpen: jobs.findLast(({ id, values }) => id === job.id && 'allowtime' in values)?.values.allowtime,
    }
  );
}

async function engagement(): Promise<{ engagementId: string; state: string }> {
  const path = `/v1/engagements?source=salesforce&id=${opportunityId}`;
  return (await bridgeApi<{ engagementId: string; state: string }>(product, path)).body;
}

async function activations(): Promise<readonly Command[]> {
  const { engagementId } = await engagement();
  const { body } = await bridgeApi<{ items: readonly Command[] }>(product, '/v1/commands');
  return body.items.filter((one) => one.engagementId === engagementId && one.type === 'project.activate');
}

/** How often other systems were told that the project is complete. */
async function announcements(): Promise<number> {
  const client = new pg.Client({ connectionString: server.connectionString });
  await client.connect();
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::integer as count from event where type = 'project.provisioned'`,
  );
  await client.end();
  return rows[0]?.count ?? 0;
}

describe('a project that finance opens', () => {
  it('is complete and waits: card and tab say on whom and since when, and time is not allowed', async () => {
    card = await openDeal(product, browser, 'd1-new-customer', 'sales1');
    await askFor(card);
    await card.getByText('Waiting on Finance operations to open the project for time').first().waitFor(longWait);
    await card
      .getByText(/For less than a minute/)
      .first()
      .waitFor(longWait);
    const made = await project();
    expect(made?.isOpen).toBe(false);
    tab = await openTab(product, browser, made?.id ?? '', 'finance');
    const text = await untilTab(tab, /Waiting on Finance operations to open the project for time/);
    expect(text).toMatch(/Waits on Finance operations since \d/);
    expect(await announcements()).toBe(0);
  });

  it('says to finance on the card that it is hers', async () => {
    const hers = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await hers.newPage();
    await visitDeal(page, product, 'd1-new-customer', 'finance');
    await page.getByText('Waiting on you').first().waitFor(longWait);
    expect(await page.getByText('Nothing for you to do').count()).toBe(0);
    await hers.close();
  });

  it('is held from the tab: nothing of it goes, what others ask for does, and both products say who holds', async () => {
    await pressOnTab(tab, 'Hold', 'Hold writes');
    await untilTab(tab, /Held by Dana Weiss since/);
    await card.getByText('Held in NetSuite by Dana Weiss since').first().waitFor(longWait);
    await pressOnTab(tab, 'Activate', 'Open for time');
    const [asked] = await until('the opening is asked for', async () => {
      const found = await activations();
      return found.length > 0 ? found : undefined;
    });
    expect(asked).toMatchObject({ state: 'waiting', attempts: 0 });
    const other = await openDeal(product, browser, 'd1-linked', 'sales2');
    await askFor(other);
    await other.getByText('Waiting on Finance operations').first().waitFor(longWait);
    await other.context().close();
    expect(await activations()).toMatchObject([{ state: 'waiting', attempts: 0 }]);
    expect((await project())?.isOpen).toBe(false);
    await card.getByText('Held in NetSuite by Dana Weiss since').first().waitFor(longWait);
    expect(await untilTab(tab, /Held by Dana Weiss since/)).not.toContain('In step with Salesforce');
  });

  it('goes on when it is released: time is allowed, and both come to done with the opener’s name', async () => {
    await pressOnTab(tab, 'Release', 'Release');
    await untilDone(card);
    const text = await untilTab(tab, /In step with Salesforce/);
    expect(text).toContain('opened by Dana Weiss');
    expect((await project())?.isOpen).toBe(true);
    expect((await engagement()).state).toBe('done');
    await card.getByText('opened by Dana Weiss').first().waitFor(longWait);
    expect(await card.getByText('Held in NetSuite').count()).toBe(0);
    expect(await activations()).toMatchObject([{ state: 'applied' }]);
  });

  it('is announced once, and asking again from the tab reads and writes nothing', async () => {
    const last = await now(product, 'netsuite');
    await pressOnTab(tab, 'Send again', 'Send again');
    await untilTab(tab, /Sent again: read and compared, nothing was written/);
    const bookkeeping = /^customrecord_tl_(outbox|state)$/;
    const written = (await groundTruth(product, 'netsuite', last)).filter(({ type }) => !bookkeeping.test(type));
    expect(written).toEqual([]);
    await untilTab(tab, /In step with Salesforce/);
    expect(await announcements()).toBe(1);
  });
});
