import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod/mini';

import { until } from '../support/until.ts';
import { openBrowser } from './browser.ts';
import { opportunityOf } from './callers.ts';
import type { Product } from './product.ts';
import { created, groundTruth, now, startProduct } from './product.ts';

const longWait = { timeout: 60_000 };
let product: Product;
let browser: Browser;
let axe: string;

beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  [product, browser] = await Promise.all([startProduct(), openBrowser()]);
}, 180_000);

afterAll(async () => {
  await browser.close();
  await product.stop();
});

async function openPage(options: { width?: number; colorScheme?: 'light' | 'dark' } = {}): Promise<Page> {
  const { width = 1440, colorScheme = 'light' } = options;
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  await page.goto(`${product.local().addresses.salesforce}/sandbox/break`);
  await page.getByText(/^By what the two platforms committed/).waitFor(longWait);
  return page;
}

/** The row of a disturbance at one of the platforms. */
function row(page: Page, title: string, side: 'NetSuite' | 'Salesforce') {
  return page.locator(`h3:text-is("At ${side}") + ul > li`, { hasText: title });
}

it('makes a deal once although the answer is lost and the click comes twice', async () => {
  const before = await now(product, 'netsuite');
  const page = await openPage();
  await page.getByLabel('Deal').selectOption(await opportunityOf(product, 'd1'));
  const lost = row(page, 'Lose the answer', 'NetSuite');
  const toggle = lost.getByRole('switch');
  await toggle.click();
  await expect.poll(() => toggle.getAttribute('aria-checked'), longWait).toBe('true');
  await page.getByRole('button', { name: 'Click twice at once' }).click();
  await page.getByText(/Your 2 clicks were 1 × accepted, 1 × refused/).waitFor(longWait);
  await lost.getByText(/^On, hit \d+ calls?$/).waitFor(longWait);
  // The answer was lost more than once by now.
  await page.getByText(/^waiting, \d+ tries$/).waitFor(longWait);
  await toggle.click();
  await expect.poll(() => toggle.getAttribute('aria-checked'), longWait).toBe('false');
  await page.getByText('asked 1, made 1, doubled 0, lost 0.').waitFor(longWait);
  const committed = await groundTruth(product, 'netsuite', before);
  expect(created(committed, 'job')).toHaveLength(1);
  await page.getByText('Halden Retail, store platform').last().waitFor(longWait);
  await page.context().close();
});

it('goes on where it was when the bridge and its database are killed in the middle', async () => {
  const before = await now(product, 'netsuite');
  const page = await openPage();
  const { bridge } = product.local().pids;
  await page.getByLabel('Deal').selectOption(await opportunityOf(product, 'd1-new-customer'));
  await page.getByRole('button', { name: 'Provision project' }).click();
  await page.getByText(/Your click was accepted/).waitFor(longWait);
  await page.getByRole('button', { name: 'Kill the bridge' }).click();
  await until('another bridge is up', () => (product.local().pids.bridge === bridge ? undefined : true), 60_000);
  await page.getByRole('button', { name: 'Kill PostgreSQL' }).click();
  await page.getByText('PostgreSQL was killed and comes again.').waitFor(longWait);
  await page.getByText('asked 2, made 2, doubled 0, lost 0.').waitFor(longWait);
  expect(created(await groundTruth(product, 'netsuite', before), 'job')).toHaveLength(1);
  await page.context().close();
});

const Report = z.object({ violations: z.array(z.object({ id: z.string() })) });

/** Rules of WCAG 2.2 AA that the page breaks. */
async function brokenRules(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  const report = await page.evaluate("axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })");
  return Report.parse(report).violations.map(({ id }) => id);
}

it.each([
  { width: 1440, colorScheme: 'light' },
  { width: 1440, colorScheme: 'dark' },
  { width: 390, colorScheme: 'light' },
] as const)('is readable by everyone at $width px, $colorScheme', async (look) => {
  const page = await openPage(look);
  expect(await brokenRules(page)).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await page.context().close();
});

it('is worked by keyboard alone, and comes back to the start', async () => {
  const page = await openPage();
  const toggle = row(page, 'Slow down by 3 s', 'NetSuite').getByRole('switch');
  await toggle.focus();
  await page.keyboard.press('Space');
  await expect.poll(() => toggle.getAttribute('aria-checked'), longWait).toBe('true');
  await page.getByRole('button', { name: 'Reset both platforms' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Nothing was asked for yet').waitFor(longWait);
  await expect.poll(() => toggle.getAttribute('aria-checked'), longWait).toBe('false');
  await page.context().close();
});

it('lets no foreign page act', async () => {
  const url = `${product.local().addresses.salesforce}/sandbox/break/reset`;
  const headers = { 'content-type': 'application/json', origin: 'http://evil.example' };
  const answers = await Promise.all([
    fetch(url, { method: 'POST', headers, body: '{}' }),
    fetch(url, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' }),
    fetch(url, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' },
      body: '{}',
    }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([403, 415, 403]);
});
