import { element } from './element.ts';
import { people } from './people.ts';

/** Asks who the reader is; the sandbox knows its users by name. Loads no component that wants a user. */
export function showPeople(): void {
  document.body.replaceChildren(element('div', { class: 'columns' }, people('Who are you?')));
}
