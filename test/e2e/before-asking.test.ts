import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openBrowser } from './browser.ts';
import { dealOf, findingsOfRestlet } from './callers.ts';
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
import { created, groundTruth, now, startProduct } from './product.ts';
import { dealsWithFindings, expectedOf, findingsOn } from './seeded-findings.ts';

let product: Product;
let browser: Browser;

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), openBrowser()]);
}, 180_000);

afterAll(async () => {
  await browser.close();
  await product.stop();
});

/** First of all, since the tests below mend some of these deals. */
describe('every rule', () => {
  let page: Page;
  beforeAll(async () => {
    page = await blankPage(browser);
  });
  afterAll(() => page.context().close());

  it.each(dealsWithFindings)('$key: the card shows exactly what NetSuite finds', async ({ key, findings }) => {
    const found = await findingsOfRestlet(product, product.dataFolder, await dealOf(product, key));
    expect(found.map(({ code }) => code)).toEqual(findings);
    await visitDeal(page, product, key, 'sales1');
    expect(await findingsOn(page)).toEqual(expectedOf(found));
  });
});

describe('who the customer is', () => {
  it('is asked when an existing customer looks alike, and the chosen one is used', async () => {
    const before = await now(product, 'netsuite');
    const page = await openDeal(product, browser, 'possible-match', 'sales1');
    await page.getByText('Possible match').first().waitFor(longWait);
    await provisionButton(page).click();
    const dialog = page.locator('dialog');
    await dialog.getByText('Is this client already a customer in NetSuite?').waitFor(longWait);
    expect(await dialog.getByRole('radio', { checked: true }).count()).toBe(0);
    expect(await confirmButton(page).getAttribute('aria-disabled')).toBe('true');
    await dialog.getByRole('radio', { name: /C-1010 Wexford Hydraulics Ltd/ }).check();
    await confirmButton(page).click();
    await untilDone(page);
    const committed = await groundTruth(product, 'netsuite', before);
    expect(created(committed, 'customer')).toHaveLength(0);
    expect(created(committed, 'job')).toHaveLength(1);
    await page.getByRole('link', { name: 'C-1010' }).first().waitFor(longWait);
    await page.context().close();
  });

  it('is not asked of two different firms with near-equal names, and they are not merged', async () => {
    const before = await now(product, 'netsuite');
    const page = await openDeal(product, browser, 'near-equal-names', 'sales2');
    await askFor(page);
    await untilDone(page);
    const [made, ...others] = created(await groundTruth(product, 'netsuite', before), 'customer');
    expect(others).toEqual([]);
    expect(made?.values['companyname']).toBe('Nordwind Logistik AG');
    await page.context().close();
  });

  it('is one new customer for two deals of one new account', async () => {
    const before = await now(product, 'netsuite');
    const first = await openDeal(product, browser, 'two-deals-a', 'sales1');
    const second = await openDeal(product, browser, 'two-deals-b', 'sales2');
    await Promise.all([askFor(first), askFor(second)]);
    await Promise.all([untilDone(first), untilDone(second)]);
    const committed = await groundTruth(product, 'netsuite', before);
    expect(created(committed, 'customer')).toHaveLength(1);
    expect(created(committed, 'job')).toHaveLength(2);
    await Promise.all([first, second].map((page) => page.context().close()));
  });
});

describe('a finding', () => {
  it('is fixed by keyboard alone from the card, goes by itself also elsewhere, and the project is made', async () => {
    const elsewhere = await blankPage(browser);
    await elsewhere.clock.install();
    await visitDeal(elsewhere, product, 'contact-missing', 'sales2');
    await elsewhere.getByText('Billing contact missing').first().waitFor(longWait);
    const page = await openDeal(product, browser, 'contact-missing', 'sales1');
    await tabTo(page, page.getByRole('button', { name: 'Choose a contact' }));
    await page.keyboard.press('Enter');
    await page.getByLabel('Billing contact').and(page.locator(':focus')).waitFor(longWait);
    await page.keyboard.type('Uma');
    await tabTo(page, page.getByRole('button', { name: 'Save' }));
    await page.keyboard.press('Enter');
    await page.getByText('All 17 checks pass').first().waitFor(longWait);
    expect(await page.getByText('Billing contact missing').count()).toBe(0);
    await elsewhere.clock.fastForward('00:35');
    await elsewhere.getByText('All 17 checks pass').first().waitFor(longWait);
    await tabTo(page, provisionButton(page));
    await page.keyboard.press('Enter');
    await tabTo(page, confirmButton(page));
    await page.keyboard.press('Enter');
    await Promise.all([page, elsewhere].map(untilDone));
    await Promise.all([page, elsewhere].map((each) => each.context().close()));
  });

  it('of finance is hers to fix, and she may not ask for the project', async () => {
    const page = await openDeal(product, browser, 'item-not-in-entity', 'finance');
    await page.getByRole('button', { name: 'Choose a service' }).click(longWait);
    await page.getByLabel('Service code').fill('SVC-ENG');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('You can look but not provision').first().waitFor(longWait);
    expect(await provisionButton(page).count()).toBe(0);
    await page.context().close();
  });
});
