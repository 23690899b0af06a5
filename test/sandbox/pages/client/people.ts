import { panel } from './chrome.ts';
import { element, link } from './element.ts';

const users: readonly [string, string][] = [
  ['sales1', 'Ana Ruiz, Sales operations'],
  ['sales2', 'Ben Okafor, Sales operations'],
  ['finance', 'Dana Weiss, Finance'],
  ['viewer', 'Eli Noor, may look only'],
];

/** Who there is to sign in as; nobody has a password here. */
export function people(title: string): HTMLElement {
  const items = users.map(([as, name]) => element('li', {}, link(`${location.pathname}?as=${as}`, name)));
  return panel('standard:user', title, element('ul', { class: 'list' }, ...items));
}
