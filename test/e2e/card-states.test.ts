import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { openBrowser } from './browser.ts';
import { cardStates, showState } from './card-states.ts';
import { openSandboxOrg } from './sandbox-org.ts';
import type { SandboxOrg } from './sandbox-org.ts';

let org: SandboxOrg;
let browser: Browser;
let axe: string;

beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  [org, browser] = await Promise.all([openSandboxOrg(), openBrowser()]);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await org.close();
});

const Report = z.object({ violations: z.array(z.object({ id: z.string() })) });

/** Rules of WCAG 2.2 AA that the page breaks. */
async function brokenRules(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  const report = await page.evaluate("axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })");
  return Report.parse(report).violations.map(({ id }) => id);
}

describe('each state of the card', () => {
  test.each(cardStates.map((state) => ({ ...state })))(
    '$name can be read by everyone, also on a phone',
    async (state) => {
      const context = await browser.newContext({ viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' });
      const page = await context.newPage();
      await showState(page, org, state);
      expect(await brokenRules(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
      await page.setViewportSize({ width: 1440, height: 900 });
      expect(await brokenRules(page)).toEqual([]);
      await context.close();
    },
  );
});

describe('the button that cannot be pressed', () => {
  test('can be reached by the keyboard, says why, and asks for nothing', async () => {
    const page = await browser.newPage();
    const state = cardStates.find(({ name }) => name === '01-not-ready-one');
    if (state === undefined) throw new Error('the state is gone');
    await showState(page, org, state);
    const button = page.getByRole('button', { name: 'Provision project' });
    await button.focus();
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    expect(await button.evaluate((element) => element.matches(':focus'))).toBe(true);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(...(request.method() === 'POST' ? [request.url()] : [])));
    await page.keyboard.press('Enter');
    await page.getByText('Available when the list is empty').waitFor();
    await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
    expect([await page.locator('dialog').count(), asked]).toEqual([0, []]);
    await page.close();
  });
});
