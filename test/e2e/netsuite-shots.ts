import type { Browser } from 'playwright-core';

import { openTabAccount, tabViews } from './sync-tab-account.ts';

const sizes = [
  { name: 'wide', width: 1440, height: 900 },
  { name: 'narrow', width: 390, height: 844 },
] as const;

/** Takes a picture of the tab *Sync status* in every state and of our own pages; `sync` asks for these alone. */
export async function takeNetsuiteShots(browser: Browser, folder: string, wanted: readonly string[]): Promise<void> {
  if (wanted.length > 0 && !wanted.some((part) => part.includes('sync'))) return;
  const account = await openTabAccount();
  try {
    for (const view of tabViews(account)) {
      if (wanted.length > 0 && !wanted.some((part) => view.name.includes(part))) continue;
      for (const { name, ...viewport } of sizes) {
        const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
        const page = await context.newPage();
        await view.open(page);
        await page.screenshot({ path: `${folder}${view.name}-${name}.png`, fullPage: true });
        await context.close();
        process.stdout.write(`${view.name} ${name}\n`);
      }
    }
  } finally {
    await account.close();
  }
}
