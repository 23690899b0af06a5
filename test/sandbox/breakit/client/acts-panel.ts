import type { View } from '../view.ts';
import { send } from './calls.ts';
import { element, fill } from './element.ts';

type Act = { readonly title: string; readonly run: () => Promise<string> };

/** The deal to ask for, the clicks, and what is done to the whole line. */
export function actsPanel(refresh: () => void): { readonly node: HTMLElement; show(view: View): void } {
  const deal = element('select', { id: 'deal' });
  const said = element('p', { class: 'said', role: 'status', 'aria-live': 'polite' });
  const button = (kind: string, { title, run }: Act): HTMLElement => {
    const made = element('button', { type: 'button', class: `button ${kind}` }, title);
    made.addEventListener('click', () => {
      if (made.getAttribute('aria-disabled') === 'true') return;
      made.setAttribute('aria-disabled', 'true');
      void run()
        .catch((error: unknown) => `That did not reach the sandbox: ${String(error)}`)
        .then((text) => {
          said.textContent = text;
          made.removeAttribute('aria-disabled');
          refresh();
        });
    });
    return made;
  };
  const click = (times: number) => () => send('click', { deal: deal.value, times });
  const hourMs = 3_600_000;
  const node = element(
    'section',
    { class: 'panel acts', 'aria-label': 'Ask and break' },
    element(
      'div',
      { class: 'row' },
      element('label', { class: 'field', for: 'deal' }, element('span', {}, 'Deal'), deal),
      button('primary', { title: 'Provision project', run: click(1) }),
      button('', { title: 'Click twice at once', run: click(2) }),
      button('', { title: 'Click ten times', run: click(10) }),
    ),
    element(
      'div',
      { class: 'row' },
      button('', { title: 'Kill the bridge', run: () => send('kill', { which: 'bridge' }) }),
      button('', { title: 'Kill PostgreSQL', run: () => send('kill', { which: 'postgres' }) }),
      button('', { title: 'Clock +1 h', run: () => send('clock', { advanceMs: hourMs }) }),
      button('', { title: 'Clock +1 d', run: () => send('clock', { advanceMs: 24 * hourMs }) }),
      button('quiet', { title: 'Reset both platforms', run: () => send('reset') }),
    ),
    said,
  );
  return {
    node,
    show: ({ deals }) =>
      fill(deal, deals, () => {
        const chosen = deals.find(({ id }) => id === deal.value)?.id ?? deals.find(({ isAsked }) => !isAsked)?.id;
        return deals.map(({ id, name, isAsked }) => {
          const option = element('option', { value: id }, isAsked ? `${name} (asked for)` : name);
          option.selected = id === chosen;
          return option;
        });
      }),
  };
}
