import type { Browser, Page } from 'playwright-core';

import { until } from '../support/until.ts';
import type { Product } from './product.ts';

/** The form of a project in the account, as one of its people in a browser of their own. */
export async function openTab(product: Product, browser: Browser, projectId: string, user: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const { netsuite } = product.local().addresses;
  await page.goto(`${netsuite}/app/accounting/project/project.nl?id=${projectId}&as=${user}`);
  return page;
}

/** All that the tab *Sync status* says, in one line. */
async function tabText(page: Page): Promise<string> {
  return (await page.locator('.tl').innerText()).replaceAll(/\s+/g, ' ');
}

/** The tab, once it says this; the page is loaded anew, as a person would. */
export async function untilTab(page: Page, says: RegExp): Promise<string> {
  return until(
    `the tab says ${says.source}`,
    async () => {
      await page.reload();
      const text = await tabText(page);
      return says.test(text) ? text : undefined;
    },
    20_000,
  );
}

/** Presses a button of the banner, and the one of the page that asks once more. */
export async function pressOnTab(page: Page, button: string, sure: string): Promise<void> {
  await page.locator('.tl-acts').getByRole('link', { name: button }).click();
  await page.getByRole('button', { name: sure }).click();
  await page.waitForURL(/project\.nl/);
}
