import '@lwc/synthetic-shadow';
import { createElement } from 'lwc';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { signIn } from '../sandbox/pages/client/session.ts';
import { createChance } from '../sandbox/control/chance.ts';
import { createSandboxClock } from '../sandbox/control/clock.ts';
import { createOrg } from '../sandbox/salesforce/org.ts';
import type { Org } from '../sandbox/salesforce/org.ts';
import { until } from '../support/until.ts';

let org: Org;
let cookie = '';

beforeAll(async () => {
  org = await createOrg({
    clock: createSandboxClock(),
    random: createChance(1),
    metadataFolder: 'salesforce-ext/force-app/main/default',
    seeds: 'test/sandbox/seeds/salesforce.jsonl',
  });
  vi.stubGlobal('fetch', askOrg);
  // The test's browser knows the element but not how to open it; the real one is used in the browser tests.
  HTMLDialogElement.prototype.showModal ??= function open() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close ??= function close() {
    this.open = false;
    this.dispatchEvent(new Event('close'));
  };
  await signIn('sales1');
});

afterAll(() => vi.unstubAllGlobals());

/** The browser's fetch: the org answers without a socket, and its cookie comes back with the next call. */
async function askOrg(address: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (cookie !== '') headers.set('cookie', cookie);
  const answer = await org.app.fetch(new Request(`http://127.0.0.1${address}`, { ...init, headers }));
  const set = answer.headers.getSetCookie().map((each) => each.split(';')[0] ?? '');
  if (set.length > 0) cookie = set.join('; ');
  return answer;
}

async function openCard(deal: string): Promise<HTMLElement> {
  const { default: ProjectHandoff } = await import('c/projectHandoff');
  const card = createElement('c-project-handoff', { is: ProjectHandoff });
  document.body.replaceChildren(card);
  Object.assign(card, { recordId: org.seedId(deal) });
  return card;
}

function insideOf(card: HTMLElement): ShadowRoot | null | undefined {
  return card.shadowRoot?.querySelector('c-handoff-card')?.shadowRoot;
}

function shownBy(card: HTMLElement): string {
  return allText(card).replace(/\s+/g, ' ');
}

/** Everything that stands on the card: in the shadow of each component, and what is put into its slots. */
function allText(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return `${node.textContent ?? ''} `;
  const shadow = node instanceof Element ? [...(node.shadowRoot?.childNodes ?? [])] : [];
  return [...shadow, ...node.childNodes].map(allText).join(' ');
}

test('a deal without a billing contact shows the finding, and the button says why it is off', async () => {
  const card = await openCard('contact-missing');
  await until('the finding', () => (shownBy(card).includes('Billing contact missing') ? true : undefined));
  const button = insideOf(card)?.querySelector('button[aria-disabled="true"]');
  expect(button?.textContent?.trim()).toBe('Provision project');
  expect(shownBy(card)).toContain('Available when the list is empty');
});

/** The dialog over the card, once it is there. */
function dialogOf(card: HTMLElement): ShadowRoot | undefined {
  return card.shadowRoot?.querySelector('c-handoff-confirm')?.shadowRoot ?? undefined;
}

async function pressProvision(card: HTMLElement): Promise<ShadowRoot> {
  await until('ready', () => (shownBy(card).includes('checks pass, the others follow in NetSuite') ? true : undefined));
  insideOf(card)?.querySelector('lightning-button.press')?.dispatchEvent(new CustomEvent('click'));
  return until('the dialog', () => dialogOf(card));
}

function requestsMade() {
  return org.groundTruth
    .after(0)
    .filter((entry) => entry.operation === 'create' && entry.type === 'provision_request__c');
}

test('nothing is asked for before it is confirmed, and two quick confirmations make one request', async () => {
  const card = await openCard('d1');
  const dialog = await pressProvision(card);
  expect(requestsMade()).toHaveLength(0);
  const button = dialog.querySelector('lightning-button.confirm');
  button?.dispatchEvent(new CustomEvent('click'));
  button?.dispatchEvent(new CustomEvent('click'));
  await until('the request', () => (shownBy(card).includes('Your request is stored') ? true : undefined));
  expect(requestsMade()).toHaveLength(1);
  expect(dialogOf(card)).toBeUndefined();
});

test('a customer that looks alike must be answered for, nothing is chosen before, and the answer goes with the request', async () => {
  await writeMatches('possible-match', 'wexford-hydraulics', 'CV-UK');
  const card = await openCard('possible-match');
  const dialog = await pressProvision(card);
  const radios = [...dialog.querySelectorAll('input')];
  expect(radios.map(({ checked }) => checked)).toEqual([false, false]);
  expect(dialog.querySelector('lightning-button.confirm')).toBeNull();
  expect(dialog.querySelector('button[aria-disabled="true"]')?.textContent?.trim()).toBe('Provision project');
  const [use] = radios;
  if (use !== undefined) use.checked = true;
  use?.dispatchEvent(new Event('change'));
  const confirm = await until('the button', () => dialog.querySelector('lightning-button.confirm') ?? undefined);
  confirm.dispatchEvent(new CustomEvent('click'));
  await until('the request', () => (shownBy(card).includes('Your request is stored') ? true : undefined));
  expect(requestsMade().at(-1)?.values).toMatchObject({ Customer_Choice__c: 'use', Chosen_Customer__c: 'C-1010' });
});

/** What the bridge writes of one look into NetSuite. */
async function writeMatches(deal: string, account: string, legalEntity: string): Promise<void> {
  const token = await tokenOf('sandbox');
  const common = { Account__c: org.seedId(account), Legal_Entity__c: legalEntity, As_Of__c: '2026-12-01T14:00:00Z' };
  const rows = [
    common,
    {
      ...common,
      Customer_Number__c: 'C-1010',
      Customer_Name__c: 'Wexford Hydraulics Ltd',
      Score__c: 88,
      Is_Active__c: true,
    },
  ];
  for (const [place, body] of rows.entries()) {
    const answer = await askOrg(`/services/data/v66.0/sobjects/Customer_Match__c/Match_Key__c/${deal}-${place}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(201);
  }
}

async function tokenOf(client: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: client, client_secret: client });
  const answer: unknown = await (await askOrg('/services/oauth2/token', { method: 'POST', body })).json();
  return z.object({ access_token: z.string() }).parse(answer).access_token;
}
