import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import type { Browser, Page, Request } from 'playwright-core';
import type { ErpState } from 'shared-model/erp-state.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';

import { tabStates } from '../netsuite-front/erp-states.ts';
import { until } from '../support/until.ts';
import { openBrowser } from './browser.ts';
import { dealOf, eventOf } from './callers.ts';
import type { Product } from './product.ts';
import { bridgeApi, created, groundTruth, startProduct } from './product.ts';
import { openTabAccount, tabAddress, tabViews } from './sync-tab-account.ts';
import type { TabAccount } from './sync-tab-account.ts';

let account: TabAccount;
let browser: Browser;
let product: Product;
let axe: string;

beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  [account, browser, product] = await Promise.all([openTabAccount(), openBrowser(), startProduct()]);
}, 180_000);

afterAll(async () => {
  await browser.close();
  await account.close();
  await product.stop();
});

const Report = z.object({ violations: z.array(z.object({ id: z.string(), impact: z.nullable(z.string()) })) });

async function brokenRules(page: Page): Promise<readonly string[]> {
  const report = await page.evaluate("axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })");
  return Report.parse(report).violations.map(({ id, impact }) => `${id} (${impact ?? 'none'})`);
}

test('every state of the tab can be read by everyone, also on a phone', async () => {
  const context = await browser.newContext({ bypassCSP: true, reducedMotion: 'reduce' });
  const page = await context.newPage();
  for (const view of tabViews(account)) {
    await page.setViewportSize({ width: 390, height: 844 });
    await view.open(page);
    await page.getByText(view.says).first().waitFor({ timeout: 10_000 });
    await page.evaluate(axe);
    expect([view.name, await brokenRules(page)]).toEqual([view.name, []]);
    const isWithin = await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth');
    expect([view.name, isWithin]).toEqual([view.name, true]);
    await page.setViewportSize({ width: 1440, height: 900 });
    expect([view.name, await brokenRules(page)]).toEqual([view.name, []]);
    await view.close?.(page);
  }
  await context.close();
});

test('nothing on the tab is blocked by the account’s own policy', async () => {
  const page = await browser.newPage();
  const refused: string[] = [];
  page.on('console', (line) => refused.push(...(line.type() === 'error' ? [line.text()] : [])));
  await page.goto(`${account.url}${account.projectPath}&as=finance`);
  const columns = await page.locator('.tl-grid').evaluate((grid) => getComputedStyle(grid).display);
  expect([columns, refused]).toEqual(['grid', []]);
  await page.close();
});

describe('the open tab, which nobody loads again', () => {
  const done = stateNamed('done');
  const running = stateNamed('in-progress');
  const waiting = stateNamed('waiting');
  let page: Page;
  /** Readings of the tab that have no answer yet. */
  let readings: ReadonlySet<Request>;

  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const open = new Set<Request>();
    page.on('request', (request) => tabAddress.test(request.url()) && open.add(request));
    page.on('requestfinished', (request) => open.delete(request));
    page.on('requestfailed', (request) => open.delete(request));
    readings = open;
  });

  afterEach(async () => page.close());

  const openTab = async () => page.goto(`${account.url}${account.projectPath}&as=finance`);
  /** A run is under way, and the page's clock moves only when it is told to, or as real time goes. */
  const openMovingTab = async () => {
    await account.show(running);
    await page.clock.install();
    await openTab();
  };
  const banner = (says: string) => page.locator('.tl-banner', { hasText: says }).waitFor({ timeout: 15_000 });
  const said = (text: string) =>
    page.locator('.tl-said', { hasText: text }).waitFor({ timeout: 15_000, state: 'attached' });
  /** Lets the page's own clock run on until it says so, but not during a reading: it takes real time, and has a limit by that clock. */
  const untilSaid = (says: string) =>
    until(`the tab says ${says}`, async () => {
      if (readings.size === 0) await page.clock.runFor('00:05');
      return (await page.locator('.tl-said').innerText()).startsWith(says) ? true : undefined;
    });
  const comeBack = () => page.evaluate("dispatchEvent(new Event('focus'))");

  test('follows a run to its end, says so, and keeps the focus', async () => {
    await account.show(running);
    await openTab();
    await page.getByRole('link', { name: 'Hold' }).focus();
    await account.show(done);
    await said('In step with Salesforce.');
    expect(await page.locator('.tl-banner').innerText()).toContain('In step with Salesforce');
    expect(await page.locator('.tl-steps li').first().innerText()).toContain('17 checks pass');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Hold');
  });

  test('says that the form around it is older, once it has changed, and leads to the page anew', async () => {
    await openMovingTab();
    const older = page.getByText('The form’s own fields are as they were when this page was opened.');
    await page.clock.runFor('00:11');
    expect(await older.isVisible()).toBe(false);
    await account.show(done);
    await untilSaid('In step with Salesforce');
    expect(await older.isVisible()).toBe(true);
    await account.show(running);
    await comeBack();
    await banner('Making the tasks, step 4 of 7');
    expect(await older.isVisible()).toBe(true);
    await page.getByRole('link', { name: 'Load the page again' }).click();
    await until('the page is anew', async () => ((await older.isVisible()) ? undefined : true));
  });

  test('keeps the place of a button that is gone', async () => {
    await account.show(waiting);
    await openTab();
    await page.getByRole('link', { name: 'Activate' }).focus();
    await account.show(done);
    await banner('In step with Salesforce');
    expect(await page.evaluate('document.activeElement.className')).toBe('tl');
  });

  test('asks no more once nothing moves, nor while another subtab is open, and looks when the person comes back', async () => {
    await openMovingTab();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(...(tabAddress.test(request.url()) ? [request.url()] : [])));
    await page.getByRole('tab', { name: 'Financial' }).click();
    await page.clock.runFor('01:00');
    expect(asked).toEqual([]);
    await page.getByRole('tab', { name: 'Sync status' }).click();
    await account.show(done);
    await untilSaid('In step with Salesforce');
    const before = asked.length;
    await page.clock.runFor('01:00');
    expect([before > 0, asked.length]).toEqual([true, before]);
    await account.show(running);
    await comeBack();
    await banner('Making the tasks, step 4 of 7');
  });

  test('says that it could not be read, and goes on', async () => {
    await openMovingTab();
    await page.route(tabAddress, async (route) => route.abort());
    await untilSaid('Could not be read; last read');
    await page.unroute(tabAddress);
    await account.show(done);
    await untilSaid('In step with Salesforce.');
    expect(await page.locator('.tl-trouble').count()).toBe(0);
  });

  test('stops at an answer without a tab, such as the page to sign in, and goes on when the person comes back', async () => {
    await openMovingTab();
    await page.route(tabAddress, async (route) => route.fulfill({ contentType: 'text/html', body: '<p>Sign in</p>' }));
    await untilSaid('Cannot be read any more; last read');
    await page.unroute(tabAddress);
    await account.show(done);
    await page.clock.runFor('01:00');
    expect(await page.locator('.tl-banner').innerText()).toContain('Making the tasks');
    await comeBack();
    await banner('In step with Salesforce');
  });

  test('follows for no longer than it may, whatever else changes the page', async () => {
    await openMovingTab();
    await page.evaluate("document.querySelector('.tl-banner').append('somebody else’s')");
    await page.clock.runFor('00:11');
    await page.clock.fastForward('15:00');
    await untilSaid('Not followed any longer; last read');
    expect(await page.locator('.tl-banner').innerText()).toContain('somebody else’s');
  });
});

function stateNamed(name: string): ErpState {
  const found = tabStates.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no state ${name}.`);
  return found.state;
}

describe('with the bridge', () => {
  let projectUrl: string;
  let opportunityId: string;
  let page: Page;

  beforeAll(async () => {
    const deal = await dealOf(product, 'd1');
    ({ opportunityId } = deal);
    await bridgeApi(product, '/v1/events', { role: 'producer', body: eventOf(product, deal, 'tab-1') });
    const job = await until(
      'the project is made',
      async () => created(await groundTruth(product, 'netsuite'), 'job')[0],
      30_000,
    );
    projectUrl = `${product.local().addresses.netsuite}/app/accounting/project/project.nl?id=${job.id}&as=finance`;
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  }, 60_000);

  /** The banner, once it says this; the page is loaded anew, as a person would. */
  async function untilTab(says: RegExp): Promise<string> {
    return until(
      `the tab says ${says.source}`,
      async () => {
        await page.goto(projectUrl);
        const text = (await page.locator('.tl').innerText()).replaceAll(/\s+/g, ' ');
        return says.test(text) ? text : undefined;
      },
      20_000,
    );
  }

  const rowOfCrm = async (): Promise<Readonly<Record<string, unknown>> | undefined> => {
    const rows = await groundTruth(product, 'salesforce');
    const ours = rows.filter(({ type, values }) => type === 'sync_status__c' && values.Kind__c === 'erp');
    const id = ours.at(-1)?.id;
    return Object.assign({}, ...rows.filter((row) => row.id === id).map(({ values }) => values));
  };

  test('the tab says what the card says, with the same steps', async () => {
    const text = await untilTab(/In step with Salesforce/);
    const shown = await bridgeApi<{ state: string }>(product, `/v1/engagements?source=salesforce&id=${opportunityId}`);
    expect(shown.body.state).toBe('done');
    expect(text).toContain('Halden Retail');
    expect(text).toContain('Nothing waits for anybody.');
    expect(await page.locator('.tl-steps li').count()).toBeGreaterThan(4);
  });

  test('an edit here is flagged on the tab, raised for finance, and told to the CRM; nothing is written over', async () => {
    await page.goto(`${projectUrl}&e=T`);
    await page.getByLabel('Projected end date').fill('2031-01-31');
    await page.getByRole('button', { name: 'Save' }).click();
    await untilTab(/1 field is not what Salesforce says/);
    const raised = await until('the exception is raised', async () => {
      const { body } = await bridgeApi<{ items: readonly { code: string; owner: string }[] }>(
        product,
        '/v1/exceptions?state=open',
      );
      return body.items.find(({ code }) => code === 'erp.differs-from-sow');
    });
    expect(raised.owner).toBe('finance-ops');
    const row = await until('the CRM is told', async () => {
      const told = await rowOfCrm();
      return told?.State__c === 'differs' ? told : undefined;
    });
    expect(row.Text__c).toContain('the end is 2031-01-31 in NetSuite');
    const jobs = (await groundTruth(product, 'netsuite')).filter(({ type }) => type === 'job');
    expect(jobs.at(-1)?.values.projectedenddate).toBe('2031-01-31');
  });

  test('Hold and Release are shown on both sides', async () => {
    await press('Hold', 'Hold writes');
    await untilTab(/Held by Dana Weiss since/);
    expect((await until('the CRM is told', heldRow)).Text__c).toContain('Held in NetSuite by Dana Weiss');
    await press('Release', 'Release');
    await untilTab(/Released in NetSuite/);
  });

  test('Send again asks first, and the last change moves', async () => {
    await press('Send again', 'Send again');
    const text = await untilTab(/Sent again: read and compared, nothing was written/);
    expect(text).toMatch(/Sent again: [^.]* by Dana Weiss/);
  });

  async function heldRow(): Promise<Readonly<Record<string, unknown>> | undefined> {
    const row = await rowOfCrm();
    return row?.State__c === 'held' ? row : undefined;
  }

  async function press(button: string, sure: string): Promise<void> {
    await page.locator('.tl-acts').getByRole('link', { name: button }).click();
    await page.getByRole('button', { name: sure }).click();
    await page.waitForURL(/project\.nl/);
  }
});
