import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openBrowser } from './browser.ts';
import { dealOf, eventOf, opportunityOf } from './callers.ts';
import {
  askFor,
  blankPage,
  confirmButton,
  longWait,
  openDeal,
  provisionButton,
  tabTo,
  untilDone,
  visitDeal,
} from './card-page.ts';
import type { Product } from './product.ts';
import { bridgeApi, created, groundTruth, now, startProduct } from './product.ts';

let product: Product;
let browser: Browser;

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), openBrowser()]);
}, 180_000);

afterAll(async () => {
  await browser.close();
  await product.stop();
});

/** The bridge's calls of NetSuite. */
const restlet = { method: 'POST', path: '/app/site/hosting/restlet.nl' };

async function disturb(side: 'salesforce' | 'netsuite', fault: Readonly<Record<string, unknown>>): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const address = `${product.local().addresses[side]}/sandbox/faults`;
  expect((await fetch(address, { method: 'POST', headers, body: JSON.stringify(fault) })).status).toBe(201);
}

async function calm(side: 'salesforce' | 'netsuite'): Promise<void> {
  await fetch(`${product.local().addresses[side]}/sandbox/faults`, { method: 'DELETE' });
}

const shortWait = { timeout: 10_000 };

/** NetSuite's rows as the card reads them. */
const referenceRows = '**/ui-api/list-records/ERP_Reference__c/**';

describe('the card on the Opportunity', () => {
  it('provisions D1 by one click, shows the steps as they are done, and leads to the project in NetSuite, whose tab comes to say so', async () => {
    const before = await now(product, 'netsuite');
    const page = await openDeal(product, browser, 'd1', 'sales1');
    await disturb('netsuite', { kind: 'delay', match: restlet, ms: 800, count: 100 });
    await askFor(page);
    const running = page.getByText(/step \d of \d/);
    const firstStep = await running.first().textContent(longWait);
    await calm('netsuite');
    await untilDone(page);
    expect(firstStep).toMatch(/step [1-7] of 7/);
    const link = page.getByRole('link', { name: /^P-\d+/ }).first();
    const [opened] = await Promise.all([page.context().waitForEvent('page'), link.click()]);
    await opened.waitForURL(/project\.nl\?id=\d+/, longWait);
    expect(await opened.getByRole('heading', { level: 1 }).textContent()).toContain('Halden Retail, store platform');
    await opened.locator('.tl-banner', { hasText: 'In step with Salesforce' }).waitFor(longWait);
    const committed = await groundTruth(product, 'netsuite', before);
    expect(created(committed, 'customer')).toHaveLength(0);
    expect(created(committed, 'job')).toHaveLength(1);
    await page.context().close();
  });

  it('meets a double click, two tabs, two users and ten events with one customer and one project', async () => {
    const before = await now(product, 'netsuite');
    const first = await openDeal(product, browser, 'd1-new-customer', 'sales1');
    const tab = await first.context().newPage();
    await visitDeal(tab, product, 'd1-new-customer', 'sales1');
    const other = await openDeal(product, browser, 'd1-new-customer', 'sales2');
    await Promise.all([first, tab, other].map((page) => provisionButton(page).click(longWait)));
    await disturb('salesforce', {
      kind: 'delay',
      match: { method: 'POST', path: '/ui-api/records' },
      ms: 500,
      count: 4,
    });
    // The dialog goes by itself where somebody else's request is seen first, and then there is nothing left to press.
    const clicks = [
      confirmButton(first).dblclick(shortWait),
      confirmButton(tab).click(shortWait),
      confirmButton(other).click(shortWait),
    ];
    await Promise.allSettled(clicks);
    await calm('salesforce');
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

  it('is asked by keyboard alone, and keeps the keyboard’s place on the card', async () => {
    const page = await openDeal(product, browser, 'd1-linked', 'sales2');
    await provisionButton(page).focus();
    await page.keyboard.press('Enter');
    await page.locator('dialog').getByRole('heading', { name: 'Provision project' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(await provisionButton(page).evaluate((button) => button.matches(':focus'))).toBe(true);
    await page.keyboard.press('Enter');
    await tabTo(page, confirmButton(page));
    await page.keyboard.press('Enter');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
    await untilDone(page);
    await page.context().close();
  });

  it('changes by itself from ready to not ready when the reference rows come after the page', async () => {
    const page = await blankPage(browser);
    await page.clock.install();
    await page.route(referenceRows, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), records: [] } });
    });
    await visitDeal(page, product, 'entity-unknown', 'sales1');
    await page.getByText('NetSuite was not read yet').first().waitFor(longWait);
    expect(await provisionButton(page).getAttribute('aria-disabled')).toBe('false');
    await page.unroute(referenceRows);
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 5_000));
    await page.clock.runFor('00:04');
    await page.getByText('is not in NetSuite').first().waitFor(longWait);
    expect(await provisionButton(page).getAttribute('aria-disabled')).toBe('true');
    await page.context().close();
  });

  it('shows the record at its bare address, and asks who an unknown reader is', async () => {
    const page = await blankPage(browser);
    const id = await opportunityOf(product, 'mixed-billing');
    const address = `${product.local().addresses.salesforce}/lightning/r/Opportunity/${id}/view`;
    await page.goto(address);
    await page.getByRole('heading', { name: 'Project handoff' }).waitFor(longWait);
    await page.context().clearCookies();
    await page.goto(`${address}?as=nobody`);
    await page.getByRole('link', { name: 'Ana Ruiz, Sales operations' }).click();
    await page.getByRole('heading', { name: 'Project handoff' }).waitFor(longWait);
    expect(new URL(page.url()).searchParams.get('as')).toBe('sales1');
    await page.context().close();
  });

  it('lets a viewer look and not ask', async () => {
    const page = await openDeal(product, browser, 'mixed-billing', 'viewer');
    await page
      .getByText(/view only/i)
      .first()
      .waitFor(longWait);
    expect(await provisionButton(page).count()).toBe(0);
    await page.context().close();
  });
});

describe('a request that waits', () => {
  it('says the place in the queue while NetSuite takes nothing, and goes on by itself', async () => {
    const before = await now(product, 'netsuite');
    await disturb('netsuite', { kind: 'refuse', match: restlet, count: 10_000 });
    const first = await openDeal(product, browser, 'po-present', 'sales1');
    const second = await openDeal(product, browser, 'near-equal-names', 'sales2');
    await askFor(first);
    await first.getByText('You are next').first().waitFor(longWait);
    await askFor(second);
    await second.getByText('1 ahead of you').first().waitFor(longWait);
    await calm('netsuite');
    await Promise.all([first, second].map(untilDone));
    expect(created(await groundTruth(product, 'netsuite', before), 'job')).toHaveLength(2);
    await Promise.all([first, second].map((page) => page.context().close()));
  });
});
