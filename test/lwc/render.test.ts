import '@lwc/synthetic-shadow';
import { createElement } from 'lwc';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
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

test('two quick presses make one request', async () => {
  const card = await openCard('d1');
  await until('ready', () => (shownBy(card).includes('checks pass, the others follow in NetSuite') ? true : undefined));
  const button = insideOf(card)?.querySelector('lightning-button.press');
  button?.dispatchEvent(new CustomEvent('click'));
  button?.dispatchEvent(new CustomEvent('click'));
  await until('the request', () => (shownBy(card).includes('Your request is stored') ? true : undefined));
  const made = org.groundTruth
    .after(0)
    .filter((entry) => entry.operation === 'create' && entry.type === 'provision_request__c');
  expect(made.map(({ actor }) => actor)).toHaveLength(1);
});
