import type { Browser } from 'playwright-core';

import { openDesk } from '../console/open-desk.ts';
import { engagement } from '../store/sample.ts';

const looks = [
  { name: 'light', colorScheme: 'light', width: 1440, height: 900 },
  { name: 'dark', colorScheme: 'dark', width: 1440, height: 900 },
  { name: 'middle', colorScheme: 'light', width: 1024, height: 800 },
  { name: 'narrow', colorScheme: 'light', width: 390, height: 844 },
] as const;

/** Takes a picture of every state of the console: busy, with a run and a cause open, empty, signed out; `console` asks for these alone. */
export async function takeConsoleShots(browser: Browser, folder: string, wanted: readonly string[]): Promise<void> {
  if (wanted.length > 0 && !wanted.some((part) => part.includes('console'))) return;
  const [busy, empty] = [await openDesk(), await openDesk([])];
  const states = [
    { name: 'console-1-home', desk: busy, search: '' },
    { name: 'console-2-run', desk: busy, search: `?run=${engagement(1).runId}` },
    { name: 'console-3-cause', desk: busy, search: '?cause=1' },
    { name: 'console-4-running', desk: busy, search: `?run=${engagement(5).runId}&show=under-way` },
    { name: 'console-5-empty', desk: empty, search: '' },
  ];
  try {
    for (const look of looks) {
      for (const { name, desk, search } of states) {
        const context = await browser.newContext({
          viewport: look,
          colorScheme: look.colorScheme,
          reducedMotion: 'reduce',
        });
        const page = await context.newPage();
        await page.goto(await desk.link());
        await page.goto(`${desk.server.url}/console${search}`);
        await page.screenshot({ path: `${folder}${name}-${look.name}.png`, fullPage: false });
        await context.close();
        process.stdout.write(`${name} ${look.name}\n`);
      }
    }
    const context = await browser.newContext({ viewport: looks[0] });
    const page = await context.newPage();
    for (const [name, path] of [
      ['console-6-signed-out', '/console'],
      ['console-7-api', '/docs'],
    ] as const) {
      await page.goto(`${busy.server.url}${path}`);
      await page.screenshot({ path: `${folder}${name}.png` });
      process.stdout.write(`${name}\n`);
    }
    await context.close();
  } finally {
    await busy.close();
    await empty.close();
  }
}
