import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { JSDOM } from 'jsdom';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { customer, pairing, project, wholeDeal } from '../connectors/batches.ts';
import type { OutgoingItem } from '#connectors/connector.ts';
import { openAccount, origin } from './open-account.ts';
import type { OpenAccount } from './open-account.ts';

const opened = await openAccount();
afterAll(async () => opened.account.close());
beforeEach(async () => opened.account.reset());

const projectPath = '/app/accounting/project/project.nl?id=';
const customerPath = '/app/common/entity/custjob.nl?id=';

test('shows a project with its customer, its tasks and where it came from', async () => {
  const { customerId, projectId } = await post(opened, wholeDeal);
  const page = await open(`${projectPath}${projectId}`);
  const text = textOf(page);
  expect(text).toContain('P-2001 Halden Outdoor store platform');
  expect(text).toContain('Set-up is under way.');
  expect(text).toContain('Engagement manager L1 Not Started 320 h');
  expect(text).toContain('USD 505,600.00');
  const links = [...page.querySelectorAll('main a')].filter((link) => /^C-\d+ Halden Outdoor$/.test(link.textContent));
  expect(links[0]?.getAttribute('href')).toBe(`${customerPath}${customerId}`);
});

test('shows a customer with its projects and its parent', async () => {
  const { customerId, projectId } = await post(opened, wholeDeal);
  const page = await open(`${customerPath}${customerId}`);
  expect(textOf(page)).toContain('Primary subsidiary Corvane Inc.');
  expect(linkOf(page, 'P-2001')).toBe(`${projectPath}${projectId}`);
  expect(linkOf(page, 'C-1000 Halden Group')).toContain(customerPath);
});

test('says of a record that was there before us that nothing came from Salesforce', async () => {
  const [seeded] = rows('SELECT id FROM customer WHERE entityid = ? ORDER BY id', 'C-1003');
  const page = await open(`${customerPath}${String(seeded?.['id'])}`);
  expect(textOf(page)).toContain('This customer did not come from Salesforce.');
});

test('never takes a value for markup, nor a script for a link', async () => {
  const name = '<img src=x onerror=alert(1)> & "Sons"';
  const evil = [
    withPayload(customer, { customer: { accountId: '001000000000009AAA', name } }),
    withPayload(project, { name, opportunityUrl: 'javascript:alert(1)' }),
  ];
  const { projectId } = await post(opened, evil);
  const page = await open(`${projectPath}${projectId}`);
  expect(page.querySelector('img')).toBeNull();
  expect(page.querySelector('h1')?.textContent).toBe(`P-2001 ${name}`);
  expect(page.querySelector('[href^="javascript"]')).toBeNull();
});

test.each([`${projectPath}999999`, `${projectPath}abc`, `${customerPath}`, `${projectPath}1%20OR%201`])(
  'has no page for %s',
  async (path) => {
    const answer = await opened.fetch(`${origin}${path}`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('That record does not exist');
  },
);

test.each(['/', '/app/center/card.nl'])('leads from %s to the projects', async (path) => {
  const answer = await opened.fetch(`${origin}${path}`);
  expect([answer.status, answer.headers.get('location')]).toEqual([302, '/app/accounting/project/projectlist.nl']);
});

test('never serves a customer as a project', async () => {
  const { customerId } = await post(opened, wholeDeal);
  expect((await opened.fetch(`${origin}${projectPath}${customerId}`)).status).toBe(404);
});

test('loads nothing from elsewhere and runs nothing but its own script', async () => {
  const answer = await opened.fetch(`${origin}/app/accounting/project/projectlist.nl`);
  expect(answer.headers.get('content-security-policy')).toBe(
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  );
  const page = new JSDOM(await answer.text()).window.document;
  const sources = [...page.querySelectorAll('[src],link[href]')].map(
    (one) => one.getAttribute('src') ?? one.getAttribute('href'),
  );
  expect(sources).toEqual(['/app/look/netsuite.css', '/app/look/tabs.js']);
  expect(page.querySelector('style,[style],script:not([src])')).toBeNull();
  for (const source of sources) expect((await opened.fetch(`${origin}${source ?? ''}`)).status).toBe(200);
});

test('opens a subtab with the arrow keys, Home and End', async () => {
  const { projectId } = await post(opened, wholeDeal);
  const html = await (await opened.fetch(`${origin}${projectPath}${projectId}`)).text();
  const { window } = new JSDOM(html, { runScripts: 'outside-only' });
  window.eval(await (await opened.fetch(`${origin}/app/look/tabs.js`)).text());
  const { document } = window;
  const seen = () =>
    [...document.querySelectorAll<HTMLElement>('[role=tabpanel]')].filter(({ hidden }) => !hidden).map(({ id }) => id);
  document.querySelector<HTMLElement>('[aria-selected=true]')?.focus();
  const press = (key: string) =>
    document.activeElement?.dispatchEvent(new window.KeyboardEvent('keydown', { key, bubbles: true }));
  expect(seen()).toEqual(['panel-custpage_tl_sync']);
  press('ArrowRight');
  expect(seen()).toEqual(['panel-schedule']);
  press('End');
  press('ArrowLeft');
  press('ArrowLeft');
  expect(seen()).toEqual(['panel-system']);
  press('Home');
  expect(seen()).toEqual(['panel-schedule']);
  expect(document.querySelectorAll('[role=tab][tabindex="0"]')).toHaveLength(1);
});

test('has no Sync status tab when no user event is deployed that makes one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'netsuite-front-'));
  await cp(fileURLToPath(new URL('../../netsuite-suiteapp/src', import.meta.url)), folder, { recursive: true });
  await rm(join(folder, 'Objects/customscript_tl_sync.xml'));
  const without = await openAccount({ projectFolder: folder });
  const { projectId } = await post(without, wholeDeal);
  const page = await (await without.fetch(`${origin}${projectPath}${projectId}`)).text();
  await without.account.close();
  await rm(folder, { recursive: true });
  expect(page).toContain('P-2001');
  expect(page).not.toContain('Sync status');
});

async function post(
  { call }: OpenAccount,
  items: readonly OutgoingItem[],
): Promise<{ customerId: string; projectId: string }> {
  const answer = await call({ version: 1, operation: 'post', pairing, items });
  const body: { items: readonly { ref?: { id: string } }[] } = await answer.json();
  const [made, under] = body.items;
  return { customerId: made?.ref?.id ?? '', projectId: under?.ref?.id ?? '' };
}

async function open(path: string): Promise<Document> {
  const answer = await opened.fetch(`${origin}${path}`);
  expect(answer.status).toBe(200);
  // Cells stand apart on the page, so their texts do here.
  return new JSDOM((await answer.text()).replaceAll('><', '> <')).window.document;
}

function rows(sql: string, ...parameters: readonly string[]) {
  const answer = opened.account.query(sql, parameters);
  return 'rows' in answer ? answer.rows : [];
}

function withPayload(item: OutgoingItem, changes: Record<string, unknown>): OutgoingItem {
  return { ...item, payload: { ...Object(item.payload), ...changes } };
}

function textOf(page: Document): string {
  return (page.body.textContent ?? '').replaceAll(/\s+/g, ' ');
}

function linkOf(page: Document, text: string): string | null | undefined {
  return [...page.querySelectorAll('main a')].find((link) => link.textContent === text)?.getAttribute('href');
}
