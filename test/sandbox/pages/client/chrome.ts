import { element, icon, link } from './element.ts';

const tabs = ['Home', 'Accounts', 'Opportunities', 'Contracts', 'Reports', 'Dashboards'];

/** What stands above every page: the search bar, the app's name and its tabs. */
export function chrome(userName: string, currentTab: string): HTMLElement {
  return element('header', { class: 'chrome' }, topBar(userName), appBar(currentTab));
}

function topBar(userName: string): HTMLElement {
  const initials = userName.split(' ').map((word) => word[0] ?? '');
  return element(
    'div',
    { class: 'top-bar' },
    element('span', { class: 'logo', 'aria-hidden': 'true' }, 'C'),
    element(
      'div',
      { class: 'search' },
      icon('utility:search', 'xx-small'),
      element('span', { class: 'slds-text-color_weak' }, 'Search Corvane Partners'),
    ),
    element(
      'div',
      { class: 'top-icons' },
      ...['favorite', 'add', 'help', 'setup', 'notification'].map((name) => icon(`utility:${name}`, 'x-small')),
      element('span', { class: 'avatar', title: userName, role: 'img', 'aria-label': userName }, initials.join('')),
    ),
  );
}

function appBar(currentTab: string): HTMLElement {
  return element(
    'nav',
    { class: 'app-bar', 'aria-label': 'Sales' },
    icon('utility:apps', 'xx-small'),
    element('span', { class: 'app-name' }, 'Sales'),
    element('ul', { class: 'tabs' }, ...tabs.map((tab) => tabItem(tab, tab === currentTab))),
  );
}

function tabItem(tab: string, isCurrent: boolean): HTMLElement {
  const item = link('/lightning', tab);
  if (isCurrent) item.setAttribute('aria-current', 'page');
  return element('li', { class: isCurrent ? 'tab tab_current' : 'tab' }, item);
}

/** The record's title with the facts that people look for first. */
export function highlights(
  kind: string,
  iconName: string,
  title: string,
  facts: readonly [string, Node | string][],
): HTMLElement {
  return element(
    'section',
    { class: 'panel highlights' },
    element(
      'div',
      { class: 'title-row' },
      icon(iconName, 'small'),
      element('div', {}, element('p', { class: 'kind' }, kind), element('h1', { class: 'record-title' }, title)),
    ),
    element('dl', { class: 'facts' }, ...facts.map(([name, value]) => fact(name, value))),
  );
}

function fact(name: string, value: Node | string): HTMLElement {
  return element('div', { class: 'fact' }, element('dt', {}, name), element('dd', {}, value));
}

/** A side panel with its icon and title. */
export function panel(iconName: string, title: string, ...content: (Node | undefined)[]): HTMLElement {
  const head = element('div', { class: 'panel-head' }, icon(iconName, 'small'), element('h2', {}, title));
  return element('section', { class: 'panel' }, head, ...content);
}
