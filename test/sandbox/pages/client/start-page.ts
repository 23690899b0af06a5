import * as z from 'zod/mini';
import { chrome, panel } from './chrome.ts';
import { element, link } from './element.ts';

const Scenarios = z.array(z.object({ id: z.string(), name: z.string(), state: z.string() }));
const users: readonly [string, string][] = [
  ['sales1', 'Ana Ruiz, Sales operations'],
  ['sales2', 'Ben Okafor, Sales operations'],
  ['finance', 'Dana Weiss, Finance'],
  ['viewer', 'Eli Noor, may look only'],
];

/** The seeded opportunities, one for each state of the card. */
export async function startPage(userName: string): Promise<Node[]> {
  const answer = await fetch('/sandbox/scenarios');
  const scenarios = answer.ok ? Scenarios.parse(await answer.json()) : [];
  const items = scenarios.map(({ id, name, state }) =>
    element(
      'li',
      {},
      link(`/lightning/r/Opportunity/${id}/view`, name),
      element('span', { class: 'kind' }, ` ${state === 'done' ? 'ready to provision' : 'something to fix'}`),
    ),
  );
  return [
    chrome(userName, 'Opportunities'),
    element(
      'div',
      { class: 'columns' },
      element(
        'main',
        { class: 'main' },
        panel('standard:opportunity', 'Opportunities', element('ul', { class: 'list' }, ...items)),
      ),
      element('aside', { class: 'side' }, people('Look at the org as')),
    ),
  ];
}

/** Who there is to sign in as; nobody has a password here. */
export function people(title: string): HTMLElement {
  const items = users.map(([as, name]) => element('li', {}, link(`${location.pathname}?as=${as}`, name)));
  return panel('standard:user', title, element('ul', { class: 'list' }, ...items));
}
