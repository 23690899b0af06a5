import * as z from 'zod/mini';
import { chrome, panel } from './chrome.ts';
import { element, link } from './element.ts';
import { listViews } from './list-page.ts';
import { people } from './people.ts';

const Scenarios = z.array(z.object({ id: z.string(), name: z.string(), state: z.string() }));

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
      element('aside', { class: 'side' }, lists(), people('Look at the org as')),
    ),
  ];
}

function lists(): HTMLElement {
  const items = listViews.map(({ path, label }) => element('li', {}, link(`/lightning/o/${path}`, label)));
  return panel('standard:opportunity', 'List views', element('ul', { class: 'list' }, ...items));
}
