import type { Side } from '../switches.ts';
import type { SwitchView, View } from '../view.ts';
import { send } from './calls.ts';
import { element } from './element.ts';

const sides: readonly [Side, string][] = [
  ['netsuite', 'NetSuite'],
  ['salesforce', 'Salesforce'],
];

/** One row for each disturbance: once, or on until it is switched off. */
export function switchesPanel(refresh: () => void): { readonly node: HTMLElement; show(view: View): void } {
  const lists = new Map(sides.map(([side]) => [side, element('ul', { class: 'switches' })]));
  const rows = new Map<string, Row>();
  const node = element(
    'section',
    { class: 'panel', 'aria-labelledby': 'break-title' },
    element('h2', { id: 'break-title' }, 'What goes wrong'),
    ...sides.flatMap(([side, name]) => [element('h3', {}, `At ${name}`), lists.get(side)]),
  );
  return {
    node,
    show: ({ switches }) => {
      for (const one of switches) {
        const row = rows.get(one.id) ?? switchRow(one, refresh);
        if (!rows.has(one.id)) lists.get(one.side)?.append(row.node);
        rows.set(one.id, row);
        row.show(one);
      }
    },
  };
}

type Row = { readonly node: HTMLElement; show(view: SwitchView): void };

function switchRow({ id, title, text, isStanding }: SwitchView, refresh: () => void): Row {
  const name = element('span', { class: 'switch-title', id: `${id}-title` }, title);
  const state = element('span', { class: 'switch-state' });
  const words = element('div', {}, name, element('p', { class: 'switch-text', id: `${id}-text` }, text), state);
  const described = { 'aria-labelledby': `${id}-title`, 'aria-describedby': `${id}-text` };
  const toggle = element('button', { type: 'button', role: 'switch', class: 'toggle', ...described });
  const once = element('button', { type: 'button', class: 'button small', 'aria-describedby': `${id}-title` }, 'Once');
  let current: SwitchView['state'] = 'off';
  const turn = (to: SwitchView['state']): void => void send('switch', { id, to }).finally(refresh);
  toggle.addEventListener('click', () => turn(current === 'on' ? 'off' : 'on'));
  once.addEventListener('click', () => turn(current === 'once' ? 'off' : 'once'));
  const node = element(
    'li',
    { class: 'switch' },
    words,
    element('div', { class: 'switch-acts' }, isStanding ? undefined : once, toggle),
  );
  return {
    node,
    show: (view) => {
      current = view.state;
      node.dataset.state = view.state;
      toggle.setAttribute('aria-checked', String(view.state === 'on'));
      once.setAttribute('aria-pressed', String(view.state === 'once'));
      const said = stateText(view);
      if (state.textContent !== said) state.textContent = said;
    },
  };
}

function stateText({ state, hits }: SwitchView): string {
  const times = hits === 1 ? 'hit 1 call' : `hit ${hits} calls`;
  if (state === 'on') return hits === 0 ? 'On' : `On, ${times}`;
  if (state === 'once') return 'Waits for the next call';
  return hits === 0 ? '' : `Off, ${times}`;
}
