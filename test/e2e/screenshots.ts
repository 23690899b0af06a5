import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { assertNode } from '../checks/node-version.ts';
import { buildSalesforce } from '../build/salesforce.ts';
import { buildPages } from '../sandbox/pages/build-pages.ts';
import { takeBreakShots } from './break-shots.ts';
import { openBrowser } from './browser.ts';
import { cardStates, showState } from './card-states.ts';
import type { CardState } from './card-states.ts';
import { takeConsoleShots } from './console-shots.ts';
import { takeNetsuiteShots } from './netsuite-shots.ts';
import { openSandboxOrg } from './sandbox-org.ts';
import type { SandboxOrg } from './sandbox-org.ts';

const folder = fileURLToPath(new URL('../../.artifacts/screenshots/', import.meta.url));
const sizes = [
  { name: 'wide', width: 1440, height: 900 },
  { name: 'narrow', width: 390, height: 844 },
];

/** Takes a picture of every state of the card, wide and narrow, and of the other pages; names on the command line choose some. */
async function takeScreenshots(wanted: readonly string[]): Promise<void> {
  assertNode();
  await buildSalesforce();
  await buildPages();
  await mkdir(folder, { recursive: true });
  const org = await openSandboxOrg();
  const browser = await openBrowser();
  try {
    for (const state of cardStates) {
      if (wanted.length > 0 && !wanted.some((part) => state.name.includes(part))) continue;
      for (const size of sizes) await takeOne(browser, org, state, size);
    }
    await takeConsoleShots(browser, folder, wanted);
    await takeNetsuiteShots(browser, folder, wanted);
    await takeBreakShots(browser, folder, wanted);
  } finally {
    await browser.close();
    await org.close();
  }
}

async function takeOne(
  browser: Browser,
  org: SandboxOrg,
  state: CardState,
  size: (typeof sizes)[number],
): Promise<void> {
  const context = await browser.newContext({ viewport: size, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const problems = problemsOf(page);
  await showState(page, org, state);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.screenshot({ path: `${folder}${state.name}-${size.name}.png`, fullPage: size.name === 'narrow' });
  await context.close();
  process.stdout.write(`${state.name} ${size.name}${problems.length === 0 ? '' : `: ${problems.join(' | ')}`}\n`);
}

/** What the browser complains about; refused calls are part of some states and left out. */
function problemsOf(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (line) => {
    if (line.type() === 'error' && !line.text().startsWith('Failed to load resource')) problems.push(line.text());
  });
  return problems;
}

await takeScreenshots(process.argv.slice(2));
