import { html } from 'hono/html';

import type { RecordView } from '../../host/host.ts';
import { linksOf, titleOf } from './account-records.ts';
import type { LinkRow, Records } from './account-records.ts';
import type { ChildTab } from './child-tabs.ts';
import { isBlank, showText } from './figures.ts';
import { customerPath, fieldGroups } from './layout.ts';
import type { Markup, Subtab } from './layout.ts';
import { syncTab } from './sync-tab.ts';
import type { SyncedRecord } from './sync-tab.ts';

export type PageSource = { readonly host: Records; readonly childTabs: readonly ChildTab[] };

/** One tab for each custom record that the project's SDF files make a child of this form. */
export function syncTabs(
  { host, childTabs }: PageSource,
  record: RecordView,
  kind: SyncedRecord['kind'],
  results: SyncedRecord['results'],
): readonly Subtab[] {
  const mine = childTabs.filter((tab) => tab.parentType === record.type && tab.recordType === 'customrecord_tl_link');
  return mine.map((tab) => {
    const links = linksOf(host, tab.parentField, record.id);
    const ofCustomer = kind === 'project' ? customerLinks({ host, childTabs }, record, tab) : [];
    const shown = { kind, sourceName: sourceName(record), links: [...ofCustomer, ...links], results };
    return { id: tab.subtabId, title: tab.title, body: syncTab(shown) };
  });
}

/** A link to the customer that a record stands under, by number and name. */
export function parentLink({ host }: Pick<PageSource, 'host'>, { values }: RecordView): Markup | string {
  const parentId = values['parent'];
  const parent = isBlank(parentId) ? undefined : host.readRecord('customer', String(parentId));
  return parent ? html`<a href="${customerPath(parent.id)}">${titleOf(parent)}</a>` : showText(undefined);
}

/** What the platform itself knows of a record. */
export function systemFields({ id, type, values }: RecordView): Markup {
  return fieldGroups([
    {
      title: 'System information',
      fields: [
        ['Internal id', id],
        ['Record type', type],
        ['External id', html`<code>${showText(values['externalid'])}</code>`],
        ['Full name in the CRM', showText(values['custentity_tl_fullname'])],
        ['Throughline origin', html`<code>${showText(values['custentity_tl_origin'])}</code>`],
      ],
    },
  ]);
}

/** The row of the project's customer belongs to its set-up too, once the project itself came from the CRM. */
function customerLinks({ host, childTabs }: PageSource, job: RecordView, projectTab: ChildTab): readonly LinkRow[] {
  const tab = childTabs.find((one) => one.parentType === 'customer' && one.recordType === projectTab.recordType);
  const customerId = job.values['parent'];
  if (!tab || isBlank(customerId) || linksOf(host, projectTab.parentField, job.id).length === 0) return [];
  return linksOf(host, tab.parentField, String(customerId)).slice(0, 1);
}

function sourceName({ values }: RecordView): string {
  const fullName = values['custentity_tl_fullname'];
  return showText(isBlank(fullName) ? values['companyname'] : fullName);
}
