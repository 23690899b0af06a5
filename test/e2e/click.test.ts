import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openBrowser } from './browser.ts';
import { dealOf, eventOf, opportunityOf } from './callers.ts';
import type { Product } from './product.ts';
import { bridgeApi, created, groundTruth, now, startProduct } from './product.ts';

let product: Product;
let browser: Browser;

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct({ SANDBOX_LATENCY: 'realistic' }), openBrowser()]);
}, 180_000);

afterAll(async () => {
  await browser.close();
  await product.stop();
});

const longWait = { timeout: 60_000 };

/** The Opportunity page of a seeded deal, as one of the seeded users in a browser of their own. */
async function openDeal(scenario: string, user: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  const page = await context.newPage();
  await visitDeal(page, scenario, user);
  return page;
}

async function visitDeal(page: Page, scenario: string, user: string): Promise<void> {
  const id = await opportunityOf(product, scenario);
  await page.goto(`${product.local().addresses.salesforce}/lightning/r/Opportunity/${id}/view?as=${user}`);
  await page.getByRole('heading', { name: 'Project handoff' }).waitFor(longWait);
}

function provisionButton(page: Page) {
  return page.getByRole('button', { name: 'Provision project' });
}

/** The card says that everything is done. */
async function untilDone(page: Page): Promise<void> {
  await page.getByText('Open for time since').first().waitFor(longWait);
}

describe('the card on the Opportunity', () => {
  it('provisions D1 by one click, shows the steps as they are done, and leads to the project in NetSuite', async () => {
    const before = await now(product, 'netsuite');
    const page = await openDeal('d1', 'sales1');
    await provisionButton(page).click();
    const running = page.getByText(/step \d of 5/);
    await running.first().waitFor(longWait);
    const firstStep = await running.first().textContent();
    await untilDone(page);
    expect(firstStep).toMatch(/step [1-5] of 5/);
    const link = page.getByRole('link', { name: /^P-\d+/ }).first();
    const [opened] = await Promise.all([page.context().waitForEvent('page'), link.click()]);
    await opened.waitForURL(/project\.nl\?id=\d+/, longWait);
    expect(await opened.getByRole('heading', { level: 1 }).textContent()).toContain('Halden Retail, store platform');
    const committed = await groundTruth(product, 'netsuite', before);
    expect(created(committed, 'customer')).toHaveLength(0);
    expect(created(committed, 'job')).toHaveLength(1);
    await page.context().close();
  });

  it('meets a double click, two tabs, two users and ten events with one customer and one project', async () => {
    const before = await now(product, 'netsuite');
    const first = await openDeal('d1-new-customer', 'sales1');
    const tab = await first.context().newPage();
    await visitDeal(tab, 'd1-new-customer', 'sales1');
    const other = await openDeal('d1-new-customer', 'sales2');
    const clicks = [provisionButton(first).dblclick(), provisionButton(tab).click(), provisionButton(other).click()];
    await Promise.allSettled(clicks);
    const deal = await dealOf(product, 'd1-new-customer');
    const body = eventOf(product, deal, 'while-clicking');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => bridgeApi(product, '/v1/events', { role: 'producer', body })),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    await Promise.all([first, tab, other].map(untilDone));
    const committed = await groundTruth(product, 'netsuite', before);
    expect(created(committed, 'customer')).toHaveLength(1);
    expect(created(committed, 'job')).toHaveLength(1);
    expect(created(committed, 'projecttask')).toHaveLength(3);
    const requests = await groundTruth(product, 'salesforce');
    const ofDeal = created(requests, 'provision_request__c').filter(
      ({ values }) => values.Opportunity__c === deal.opportunityId,
    );
    expect(ofDeal).toHaveLength(1);
    await Promise.all([first, other].map((page) => page.context().close()));
  });

  it.each([
    ['not-signed', 'The SOW is not signed'],
    ['sum-differs', 'The SOW lines do not add up'],
    ['entity-unknown', 'is not in NetSuite'],
    ['contact-missing', 'Billing contact missing'],
    ['rate-card-expired', 'has ended'],
    ['dates-reversed', 'The project ends before it starts'],
  ])('%s: shows the finding and keeps the button off', async (scenario, title) => {
    const page = await openDeal(scenario, 'sales1');
    await page.getByText(title).first().waitFor(longWait);
    expect(await provisionButton(page).getAttribute('aria-disabled')).toBe('true');
    await page.context().close();
  });

  it('is asked by keyboard alone, and keeps the keyboard’s place on the card', async () => {
    const page = await openDeal('d1-linked', 'sales2');
    await provisionButton(page).focus();
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
    await untilDone(page);
    await page.context().close();
  });

  it('changes by itself from ready to not ready when the reference rows come after the page', async () => {
    for (const side of ['salesforce', 'netsuite'] as const) {
      await fetch(`${product.local().addresses[side]}/sandbox/reset`, { method: 'POST' });
    }
    const page = await openDeal('entity-unknown', 'sales1');
    await page.getByText('is not in NetSuite').first().waitFor(longWait);
    expect(await provisionButton(page).getAttribute('aria-disabled')).toBe('true');
    await page.context().close();
  });

  it('shows the record at its bare address, and asks who an unknown reader is', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const id = await opportunityOf(product, 'd1');
    const address = `${product.local().addresses.salesforce}/lightning/r/Opportunity/${id}/view`;
    await page.goto(address);
    await page.getByRole('heading', { name: 'Project handoff' }).waitFor(longWait);
    await context.clearCookies();
    await page.goto(`${address}?as=nobody`);
    await page.getByRole('link', { name: 'Ana Ruiz, Sales operations' }).click();
    await page.getByRole('heading', { name: 'Project handoff' }).waitFor(longWait);
    expect(new URL(page.url()).searchParams.get('as')).toBe('sales1');
    await context.close();
  });

  it('lets a viewer look and not ask', async () => {
    const page = await openDeal('d1-linked', 'viewer');
    await page
      .getByText(/view only/i)
      .first()
      .waitFor(longWait);
    expect(await provisionButton(page).count()).toBe(0);
    await page.context().close();
  });
});
