import type { Browser } from 'playwright-core';

import { opportunityOf } from './callers.ts';
import { longWait } from './card-page.ts';
import { startProduct } from './product.ts';

const looks = [
  { name: 'light', colorScheme: 'light', width: 1440, height: 900 },
  { name: 'dark', colorScheme: 'dark', width: 1440, height: 900 },
  { name: 'narrow', colorScheme: 'light', width: 390, height: 844 },
] as const;

/** Takes pictures of the page that breaks things, at rest and after a deal whose answers were lost; `break` asks for these alone. */
export async function takeBreakShots(browser: Browser, folder: string, wanted: readonly string[]): Promise<void> {
  if (wanted.length > 0 && !wanted.some((part) => part.includes('break'))) return;
  const product = await startProduct();
  const address = `${product.local().addresses.salesforce}/sandbox/break`;
  try {
    for (const state of ['break-1-rest', 'break-2-broken'] as const) {
      for (const { name, colorScheme, ...viewport } of looks) {
        const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
        const page = await context.newPage();
        await page.goto(address);
        await page.getByText(/^By what the two platforms committed/).waitFor(longWait);
        if (state === 'break-2-broken' && name === 'light') {
          const lost = page.locator('h3:text-is("At NetSuite") + ul > li', { hasText: 'Lose the answer' });
          await lost.getByRole('switch').click(longWait);
          await page.getByLabel('Deal').selectOption(await opportunityOf(product, 'd1'));
          await page.getByRole('button', { name: 'Click twice at once' }).click(longWait);
          await lost.getByText(/hit \d+ calls?/).waitFor(longWait);
        }
        await page.screenshot({ path: `${folder}${state}-${name}.png`, fullPage: true });
        await context.close();
        process.stdout.write(`${state} ${name}\n`);
      }
    }
  } finally {
    await product.stop();
  }
}
