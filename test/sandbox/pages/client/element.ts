import Icon from 'lightning/icon';
import { createElement } from 'lwc';

type Child = Node | string | undefined;

/** An element with its attributes and children; texts are texts, so nothing read from the org becomes markup. */
export function element(
  tag: string,
  attributes: Readonly<Record<string, string>> = {},
  ...children: Child[]
): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.flatMap((child) => child ?? []));
  return made;
}

/** One of the vendor's icons, drawn by its own base component. */
export function icon(name: string, size: 'xx-small' | 'x-small' | 'small' | 'medium', label = ''): HTMLElement {
  const made = createElement('lightning-icon', { is: Icon });
  Object.assign(made, { iconName: name, size, alternativeText: label });
  return made;
}

export function link(address: string, ...children: Child[]): HTMLElement {
  return element('a', { href: address }, ...children);
}
