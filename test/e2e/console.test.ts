import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';

import type { OpenDesk } from '../console/open-desk.ts';
import { openDesk } from '../console/open-desk.ts';
import { engagement } from '../store/sample.ts';
import { until } from '../support/until.ts';
import { openBrowser } from './browser.ts';

let desk: OpenDesk;
let browser: Browser;
let axe: string;

beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  [desk, browser] = await Promise.all([openDesk(), openBrowser()]);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await desk.close();
});

type Look = { readonly colorScheme: 'light' | 'dark'; readonly width: number; readonly role?: 'viewer' | 'operator' };

/** A page of a person who has just used a link; what the browser complains about is kept. */
async function signIn(look: Look): Promise<{ context: BrowserContext; page: Page; complaints: string[] }> {
  const { colorScheme, width } = look;
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (line) => {
    if (line.type() === 'error') complaints.push(line.text());
  });
  await page.goto(await desk.link(look.role));
  return { context, page, complaints };
}

const Report = z.object({
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })),
});

async function brokenRules(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  const report = await page.evaluate("axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })");
  return Report.parse(report).violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

const runAddress = (number: number) => `${desk.server.url}/console?run=${engagement(number).runId}`;

describe('the console', () => {
  test.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 390],
    ['dark', 390],
  ] as const)('in %s at %i px can be read by everyone, with and without something open', async (colorScheme, width) => {
    const { context, page, complaints } = await signIn({ colorScheme, width });
    for (const address of [
      `${desk.server.url}/console`,
      runAddress(1),
      `${desk.server.url}/console?q=nothing-like-this`,
    ]) {
      await page.goto(address);
      expect(await brokenRules(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('says of every run what it waits for and who must act', async () => {
    const { context, page } = await signIn({ colorScheme: 'light', width: 1440 });
    const rows = await page.locator('#runs tbody tr').allInnerTexts();
    const waits = Object.fromEntries(rows.map((row) => [row.split(/\n|:/)[0], row.replaceAll(/\s+/g, ' ')]));
    expect(waits['Brasa Energia']).toContain('Finance operations: NetSuite refused the project');
    expect(waits['Quillon Biotech']).toContain('Throughline admin: Another bridge has taken this step over');
    expect(waits['Pellgate Insurance']).toMatch(
      /NetSuite did not answer on the project, so we look before we act; next look in \d+ (s|min)/,
    );
    expect(waits['Haverley Water']).toMatch(
      /NetSuite is busy; the request is kept and tried again; next try in \d+ (s|min)/,
    );
    expect(waits['Halden Retail']).toMatch(/NetSuite, at work on the project for \d+ (s|min)/);
    expect(waits['Sundmark Shipping']).toContain('A free call to NetSuite for the project; next in line');
    expect(waits['Meridell Foods']).toContain('Sales operations: 2 things block the project');
    expect(await page.locator('#exceptions tbody tr').count()).toBe(4);
    expect(await page.locator('#exceptions tbody tr').first().innerText()).toContain('2 exceptions');
    expect(await page.locator('.slot.busy').count()).toBe(1);
    await context.close();
  });
});

describe('by the keyboard alone', () => {
  test('a held run is found, opened, previewed and tried again; a second look shows it on its way', async () => {
    const { context, page } = await signIn({ colorScheme: 'light', width: 1440 });
    await page.keyboard.press('/');
    await page.keyboard.type('Quillon');
    await page.keyboard.press('Enter');
    await page.waitForURL('**q=Quillon**');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    expect(await page.evaluate('document.activeElement.innerText')).toContain('Quillon Biotech');
    await page.keyboard.press('k');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByText('If you press “Try this run again”').waitFor();
    await page.waitForLoadState();
    expect(await page.locator('.preview').first().innerText()).toContain('1 command to NetSuite goes again: project.');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('status').filter({ hasText: 'Tried again' }).waitFor();
    await page.waitForLoadState();
    const { rows } = await desk.database.store.listCommands({ state: 'waiting', page: { limit: 50 } });
    expect(rows.filter(({ runId }) => runId === engagement(4).runId)).toHaveLength(1);
    await page.keyboard.press('Escape');
    await page.waitForURL((url) => !url.search.includes('run='));
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('next row, row before').waitFor();
    await context.close();
  });

  test('single keys are off while typing', async () => {
    const { context, page } = await signIn({ colorScheme: 'light', width: 1440 });
    await page.keyboard.press('/');
    await page.keyboard.type('j?k');
    expect(await page.locator('#q').inputValue()).toBe('j?k');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await context.close();
  });
});

describe('what changes while somebody looks', () => {
  test('comes by itself, and keeps what they type; the preview says that it is out of date', async () => {
    const { context, page } = await signIn({ colorScheme: 'light', width: 1440 });
    await page.goto(runAddress(2));
    await page.getByLabel('What was done about it').fill('the entity is being made');
    const { store } = desk.database;
    const seen = await store.runById(engagement(2).runId);
    if (seen === undefined) throw new Error('the run is gone');
    const { commands: _commands, exceptions: _exceptions, version, ...kept } = seen;
    await store.saveRun({
      ...kept,
      expectedVersion: version,
      stateVersion: 1,
      handledEventIds: [],
      commands: [],
      exceptions: [],
      projections: [],
      links: [],
    });
    await page.getByText('This has changed since you looked').first().waitFor();
    expect(await page.getByLabel('What was done about it').inputValue()).toBe('the entity is being made');
    const button = page.getByRole('button', { name: 'Try this run again' });
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    await button.focus();
    await page.keyboard.press('Enter');
    expect(
      (await store.listCommands({ state: 'waiting', page: { limit: 50 } })).rows.map(({ runId }) => runId),
    ).not.toContain(engagement(2).runId);
    await context.close();
  });

  test('is marked old when the bridge does not answer, and acts wait', async () => {
    const { context, page } = await signIn({ colorScheme: 'dark', width: 1440 });
    await page.goto(runAddress(1));
    await context.route('**/console/live**', (route) => route.abort());
    await page.getByText('the bridge does not answer').first().waitFor({ timeout: 30_000 });
    expect(await page.getByRole('button', { name: 'Try this run again' }).getAttribute('aria-disabled')).toBe('true');
    await context.unroute('**/console/live**');
    await until('the page is young again', async () =>
      (await page.locator('#as-of.old').count()) === 0 ? true : undefined,
    );
    await context.close();
  });
});

describe('who may what', () => {
  test('a link signs in once', async () => {
    const url = await desk.link();
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(url);
    expect(await page.locator('h1').innerText()).toContain('for a person');
    const other = await browser.newContext();
    const second = await other.newPage();
    await second.goto(url);
    expect(await second.locator('h1').innerText()).toBe('This link does not count any more');
    expect((await second.goto(`${desk.server.url}/console`))?.status()).toBe(401);
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ name: 'tl_session', httpOnly: true, sameSite: 'Strict', path: '/console' });
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are signed out').waitFor();
    expect((await page.goto(`${desk.server.url}/console`))?.status()).toBe(401);
    await Promise.all([context.close(), other.close()]);
  });

  test('a viewer sees the acts, cannot press them, and is told why', async () => {
    const { context, page } = await signIn({ colorScheme: 'light', width: 1440, role: 'viewer' });
    await page.goto(runAddress(1));
    const button = page.getByRole('button', { name: 'Try this run again' });
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    await page.getByText('Your link lets you look. To act, ask for an operator’s link.').first().waitFor();
    await context.close();
  });

  test('an operator resolves the exceptions of one cause with a comment, which stays on record', async () => {
    const { context, page } = await signIn({ colorScheme: 'light', width: 1440 });
    await page.getByRole('link', { name: 'The legal entity CV-BR' }).click();
    await page.getByLabel('What was done about it').fill('CV-BR is made <b>tomorrow</b>');
    await page.getByRole('button', { name: 'Resolve 2 exceptions' }).click();
    await page.getByText('Resolved, with your comment on record').waitFor();
    const { rows } = await desk.database.store.listExceptions({ state: 'resolved', page: { limit: 10 } });
    const ours = rows.filter(({ comment }) => comment === 'CV-BR is made <b>tomorrow</b>');
    expect(ours).toHaveLength(2);
    expect(ours[0]?.resolvedBy).toMatch(/^operator at the console, session [0-9a-f]{8}$/);
    await context.close();
  });
});
