import { createElement } from 'lwc';
import ProjectHandoff from 'c/projectHandoff';
import { chrome, highlights, panel } from './chrome.ts';
import { element, link } from './element.ts';
import { day, money, readChildren, readRecord, shown, valueAt } from './read.ts';
import type { Row } from './read.ts';

const stages = ['Qualification', 'Needs Analysis', 'Proposal/Price Quote', 'Negotiation/Review', 'Closed Won'];

/** The record page of an opportunity: title, path, the handoff card, and beside it what was sold. */
export async function opportunityPage(id: string, userName: string): Promise<Node[]> {
  const fields = 'Name Amount CloseDate StageName IsWon CurrencyIsoCode AccountId Account.Name Owner.Name';
  const opportunity = await readRecord(id, 'Opportunity', fields);
  const card = createElement('c-project-handoff', { is: ProjectHandoff });
  const side = element('aside', { class: 'side' });
  const main = element('div', { class: 'columns' }, element('main', { class: 'main' }, card), side);
  // The record id comes after the element is on the page, as it does on the platform's quick actions. A microtask would
  // come before it, since the page waits for this very promise.
  setTimeout(() => Object.assign(card, { recordId: id }));
  void sidePanels(id, shown(opportunity, 'CurrencyIsoCode')).then((panels) => side.append(...panels));
  return [chrome(userName, 'Opportunities'), header(opportunity), path(opportunity), main];
}

function header(opportunity: Row): HTMLElement {
  const account = link(
    `/lightning/r/Account/${shown(opportunity, 'AccountId')}/view`,
    shown(opportunity, 'Account.Name'),
  );
  return highlights('Opportunity', 'standard:opportunity', shown(opportunity, 'Name'), [
    ['Account', account],
    ['Amount', money(valueAt(opportunity, 'Amount'), shown(opportunity, 'CurrencyIsoCode'))],
    ['Close date', day(shown(opportunity, 'CloseDate'))],
    ['Stage', shown(opportunity, 'StageName')],
    ['Opportunity owner', shown(opportunity, 'Owner.Name')],
  ]);
}

function path(opportunity: Row): HTMLElement {
  const isWon = valueAt(opportunity, 'IsWon') === true;
  const named = stages.indexOf(shown(opportunity, 'StageName'));
  const current = isWon ? stages.length - 1 : named < 0 ? stages.length - 2 : named;
  const items = stages.map((stage, place) => pathItem(stage, place, current, isWon));
  return element(
    'section',
    { class: 'panel path', 'aria-label': 'Stage' },
    element('ol', { class: 'stages' }, ...items),
  );
}

function pathItem(stage: string, place: number, current: number, isWon: boolean): HTMLElement {
  const state = place < current ? 'stage_passed' : place > current ? '' : isWon ? 'stage_won' : 'stage_current';
  const item = element('li', { class: `stage ${state}` }, stage);
  if (place === current) item.setAttribute('aria-current', 'step');
  return item;
}

async function sidePanels(opportunityId: string, currency: string): Promise<Node[]> {
  const engagements = await readChildren(
    opportunityId,
    'Engagements__r',
    'Engagement__c',
    'Id Name Signed_On__c Start_Date__c End_Date__c Contract_Value__c Billing_Contact__r.Name Project_Manager__r.Name ' +
      'PO_Number__c PO_Expires_On__c Project_Template__c',
  );
  const [engagement] = engagements;
  if (engagement === undefined) return [];
  const lines = await readChildren(
    engagement.id,
    'SOW_Lines__r',
    'SOW_Line__c',
    'Line_Key__c Description__c Service_Code__c Amount__c Rate_Card__c Legal_Entity__c Billing_Type__c',
  );
  return [linesPanel(lines, engagement, currency), dealPanel(engagement, lines)];
}

function linesPanel(lines: readonly Row[], engagement: Row, currency: string): HTMLElement {
  const heads = [element('th', { scope: 'col' }, 'Line'), element('th', { scope: 'col' }, 'Service')];
  const value = element('th', { scope: 'col', class: 'number' }, currency === '' ? 'Value' : `Value, ${currency}`);
  const total = element(
    'tr',
    { class: 'total' },
    element('td', {}),
    element('th', { scope: 'row' }, 'Contract value'),
    element('td', { class: 'number' }, money(valueAt(engagement, 'Contract_Value__c'), '')),
  );
  const body = element('tbody', {}, ...lines.map(lineRow), total);
  const table = element('table', { class: 'lines' }, element('thead', {}, element('tr', {}, ...heads, value)), body);
  return panel('standard:contract_line_item', `SOW lines (${lines.length})`, table);
}

function lineRow(line: Row): HTMLElement {
  const service = [shown(line, 'Description__c'), shown(line, 'Service_Code__c')]
    .filter((text) => text !== '')
    .join(' · ');
  return element(
    'tr',
    {},
    element('td', {}, shown(line, 'Line_Key__c')),
    element('td', {}, service),
    element('td', { class: 'number' }, money(valueAt(line, 'Amount__c'), '')),
  );
}

function dealPanel(engagement: Row, lines: readonly Row[]): HTMLElement {
  const signed = shown(engagement, 'Signed_On__c');
  const dates = [day(shown(engagement, 'Start_Date__c')), day(shown(engagement, 'End_Date__c'))];
  const facts: [string, Node | string][] = [
    ['Engagement', link(`/lightning/r/Engagement__c/${engagement.id}/view`, shown(engagement, 'Name'))],
    ['Signed', signed === '' ? missing() : day(signed)],
    ['Billing type', billingTypes(lines)],
    ['Purchase order', orderOf(engagement)],
    ['Template', shown(engagement, 'Project_Template__c') || '–'],
    ['Dates', dates.every((text) => text !== '') ? dates.join(' – ') : missing()],
    ['Legal entity', distinct(lines, 'Legal_Entity__c')],
    ['Rate card', distinct(lines, 'Rate_Card__c')],
    ['Project manager', shown(engagement, 'Project_Manager__r.Name') || missing()],
    ['Billing contact', shown(engagement, 'Billing_Contact__r.Name') || missing()],
  ];
  const rows = facts.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value)));
  return panel('standard:opportunity', 'Deal', element('dl', { class: 'deal' }, ...rows));
}

/** The labels of the picklist, as the org shows them. */
const billingLabels: Readonly<Record<string, string>> = {
  'time-and-materials': 'Time and materials',
  'fixed-fee-milestones': 'Fixed fee by milestone',
};

function billingTypes(lines: readonly Row[]): string {
  const types = [...new Set(lines.map((line) => shown(line, 'Billing_Type__c')))];
  return types.map((type) => billingLabels[type] ?? type).join(', ');
}

function orderOf(engagement: Row): string {
  const [number, until] = [shown(engagement, 'PO_Number__c'), day(shown(engagement, 'PO_Expires_On__c'))];
  if (number === '') return '–';
  return until === '' ? number : `${number}, until ${until}`;
}

function distinct(lines: readonly Row[], field: string): Node | string {
  const values = [...new Set(lines.map((line) => shown(line, field)).filter((text) => text !== ''))];
  return values.length === 0 ? missing() : values.join(', ');
}

function missing(): HTMLElement {
  return element('strong', { class: 'missing' }, 'Missing');
}
