import type { StoredEngagement } from '../bridge-link.ts';
import type { View } from '../view.ts';
import { element, fill, icon } from './element.ts';
import type { IconName } from './element.ts';

const states: Readonly<Record<string, readonly [string, IconName, string]>> = {
  done: ['Done', 'check', 'good'],
  failed: ['Did not work', 'wrong', 'bad'],
  'not-ready': ['Not ready', 'person', 'held'],
  waiting: ['Waiting', 'person', 'held'],
  'erp-unreachable': ['NetSuite unreachable', 'running', 'held'],
};
const owners: Readonly<Record<string, string>> = {
  'sales-ops': 'Sales operations',
  delivery: 'Delivery',
  'finance-ops': 'Finance operations',
  admin: 'Administrator',
};
const underWay = ['Under way', 'running', 'running'] as const;

/** What our store believes, by the bridge’s own API: each engagement, its commands and what waits for a person. */
export function storedPanel(): { readonly node: HTMLElement; show(view: View): void } {
  const list = element('div', { class: 'stored', tabindex: '0', role: 'group', 'aria-labelledby': 'stored-title' });
  const node = element(
    'section',
    { class: 'panel' },
    element('h2', { id: 'stored-title' }, 'What our store knows'),
    element('p', { class: 'caption' }, 'By the bridge’s API. The verdict above never reads it.'),
    list,
  );
  return {
    node,
    show: ({ stored, deals }) =>
      fill(list, [stored, deals], () => {
        if (!stored.isReachable)
          return [
            element(
              'p',
              { class: 'empty' },
              'The bridge does not answer now. Nothing is lost; it comes again by itself.',
            ),
          ];
        if (stored.engagements.length === 0)
          return [element('p', { class: 'empty' }, 'Nothing accepted yet. The next request shows here.')];
        return stored.engagements.map((one) => engagement(one, deals.find(({ id }) => id === one.opportunityId)?.name));
      }),
  };
}

function engagement({ state, text, commands, exceptions }: StoredEngagement, name = 'Another deal'): HTMLElement {
  const [word, sign, tone] = states[state] ?? underWay;
  const badge = element('span', { class: `badge ${tone}` }, icon(sign), word);
  const open = exceptions.filter((exception) => exception.state === 'open');
  return element(
    'article',
    { class: 'engagement' },
    element('h3', {}, name, badge),
    element('p', {}, text),
    element('ul', { class: 'commands' }, ...commands.map((command) => commandItem(command))),
    ...open.map((exception) => exceptionNote(exception, text)),
  );
}

/** What waits for a person; the sentence above is not said twice. */
function exceptionNote({ owner, text }: StoredEngagement['exceptions'][number], said: string): HTMLElement {
  const who = owners[owner] ?? owner;
  return element('p', { class: 'exception' }, icon('person'), text === said ? `Waits for ${who}` : `${who}: ${text}`);
}

const commandWords: Readonly<Record<string, string>> = {
  applied: 'done',
  leased: 'in flight',
  staged: 'in flight',
  unknown: 'unknown, looked up first',
  rejected: 'refused',
  held: 'held',
  waiting: 'waiting',
  superseded: 'overtaken',
};

function commandItem({ type, state, attempts }: StoredEngagement['commands'][number]): HTMLElement {
  const tries = attempts > 1 ? `, ${attempts} tries` : '';
  const word = element('span', { class: `command-state ${state}` }, `${commandWords[state] ?? state}${tries}`);
  return element('li', {}, element('code', {}, type), ' ', word);
}
