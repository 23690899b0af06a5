import * as z from 'zod/mini';
import { callUiApi } from '../platform/ui-api.ts';
import { chrome, panel } from './chrome.ts';
import { element, link } from './element.ts';
import { valueAt } from './read.ts';
import type { Row } from './read.ts';

const Cell: z.ZodMiniType<Row> = z.object({
  id: z.string(),
  fields: z.record(
    z.string(),
    z.object({ value: z.union([z.string(), z.number(), z.boolean(), z.null(), z.lazy(() => Cell)]) }),
  ),
});
const List = z.object({ records: z.array(Cell), fields: z.array(z.string()) });

/** The list views that the app shows. */
export const listViews: readonly { readonly path: string; readonly label: string }[] = [
  { path: 'Opportunity/Won_Not_Provisioned', label: 'Won, not provisioned' },
  { path: 'Sync_Status__c/Handoffs_Waiting_On_Sales_Operations', label: 'Handoffs waiting on me: Sales operations' },
  {
    path: 'Sync_Status__c/Handoffs_Waiting_On_Finance_Operations',
    label: 'Handoffs waiting on me: Finance operations',
  },
  { path: 'Sync_Status__c/Handoffs_Waiting_On_Delivery', label: 'Handoffs waiting on me: Delivery' },
];

/** One list view, as the signed-in user may see it; each row leads to its opportunity. */
export async function listPage(object: string, view: string, userName: string): Promise<Node[]> {
  const list = List.parse(await callUiApi(`/list-records/${object}/${view}?pageSize=200`));
  const columns = list.fields.map((field) => field.slice(field.indexOf('.') + 1));
  const label = listViews.find(({ path }) => path === `${object}/${view}`)?.label ?? view;
  const head = element('tr', {}, ...columns.map((column) => element('th', { scope: 'col' }, wordsOf(column))));
  const rows = list.records.map((row) => rowOf(row, columns));
  const table = element('table', { class: 'lines' }, element('thead', {}, head), element('tbody', {}, ...rows));
  const content = rows.length === 0 ? element('p', { class: 'list' }, 'Nothing waits here.') : table;
  return [
    chrome(userName, 'Opportunities'),
    element('main', { class: 'columns' }, panel('standard:opportunity', `${label} (${rows.length})`, content)),
  ];
}

function rowOf(row: Row, columns: readonly string[]): HTMLElement {
  const opportunity = String(valueAt(row, 'Opportunity__c') ?? row.id);
  const cells = columns.map((column, place) => {
    const value = valueAt(row, column);
    const text = column === 'Opportunity__c' ? 'Open' : value === undefined ? '–' : String(value);
    const isLink = place === 0 || column === 'Opportunity__c';
    return element('td', {}, isLink ? link(`/lightning/r/Opportunity/${opportunity}/view`, text) : text);
  });
  return element('tr', {}, ...cells);
}

/** `Waiting_Since__c` as people read it. */
function wordsOf(column: string): string {
  const name = column
    .replace(/__[cr]\b/g, '')
    .replaceAll('_', ' ')
    .replace('.', ' ');
  return name.charAt(0).toUpperCase() + name.slice(1).toLowerCase();
}
