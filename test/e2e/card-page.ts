import type { Browser, Locator, Page } from 'playwright-core';

import { opportunityOf } from './callers.ts';
import type { Product } from './product.ts';

/** A browser on a busy machine is slow; what never comes still fails. */
export const longWait = { timeout: 60_000 };
/** More than any page of the sandbox has places for the keyboard. */
const mostTabs = 80;

/** An empty page in a browser of its own: nobody is signed in. */
export async function blankPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  return context.newPage();
}

/** The Opportunity page of a seeded deal, as one of the seeded users in a browser of their own. */
export async function openDeal(product: Product, browser: Browser, deal: string, user: string): Promise<Page> {
  const page = await blankPage(browser);
  await visitDeal(page, product, deal, user);
  return page;
}

export async function visitDeal(page: Page, product: Product, deal: string, user: string): Promise<void> {
  const id = await opportunityOf(product, deal);
  await page.goto(`${product.local().addresses.salesforce}/lightning/r/Opportunity/${id}/view?as=${user}`);
  await page.getByRole('heading', { name: 'Project handoff' }).waitFor(longWait);
}

export function provisionButton(page: Page): Locator {
  return page.locator('c-handoff-card').getByRole('button', { name: 'Provision project' });
}

/** The dialog's own button. */
export function confirmButton(page: Page): Locator {
  return page.locator('dialog').getByRole('button', { name: 'Provision project' });
}

/** Asks for the project as a person does: the button, then the dialog's own. */
export async function askFor(page: Page): Promise<void> {
  await provisionButton(page).click(longWait);
  await confirmButton(page).click(longWait);
}

/** Moves the keyboard's place forward until it is there, as somebody without a mouse does. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor(longWait);
  for (let presses = 0; presses < mostTabs; presses += 1) {
    if (await target.evaluate((element) => element.matches(':focus'))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${target.toString()} is not reached by ${mostTabs} presses of Tab`);
}

/** The card says that everything is done. */
export async function untilDone(page: Page): Promise<void> {
  await page.getByText('Open for time since').first().waitFor(longWait);
}
