import type { Side } from '../switches.ts';
import type { View } from '../view.ts';
import { element, fill, icon, timeText } from './element.ts';

const words = { create: 'created', update: 'changed', delete: 'removed' } as const;

/** What one platform committed, newest first; the log is written in the commit of the record, whatever was answered. */
export function truthPanel(side: Side, title: string): { readonly node: HTMLElement; show(view: View): void } {
  const list = element('ol', { class: 'lines', tabindex: '0', 'aria-labelledby': `${side}-title` });
  const node = element(
    'section',
    { class: 'panel' },
    element('h2', { id: `${side}-title` }, title),
    element('p', { class: 'caption' }, 'Ground truth, newest first. Times are the sandbox’s, UTC.'),
    list,
  );
  return {
    node,
    show: ({ truth }) => {
      const lines = truth[side];
      fill(list, lines, () => {
        if (lines.length === 0) return [element('li', { class: 'empty' }, 'Nothing yet. It fills as soon as you ask.')];
        return lines.map(({ time, operation, kind, name, note }) =>
          element(
            'li',
            { class: `line ${operation}` },
            element('time', { datetime: time }, timeText(time)),
            icon(operation),
            element(
              'span',
              { class: 'line-words' },
              element('span', { class: 'line-kind' }, kind),
              ` ${name} `,
              element('span', { class: 'line-note' }, note === '' ? words[operation] : note),
            ),
          ),
        );
      });
    },
  };
}
