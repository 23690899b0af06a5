import { html } from 'hono/html';

import type { FormTree } from '../../host/forms.ts';
import type { RecordView } from '../../host/host.ts';
import { linksOf, titleOf } from './account-records.ts';
import type { LinkRow, Records } from './account-records.ts';
import type { ChildTab } from './child-tabs.ts';
import { isBlank, showInstant, showText } from './figures.ts';
import { formContent } from './form-content.ts';
import { customerPath, fieldGroups, table } from './layout.ts';
import type { Markup, Subtab } from './layout.ts';

/** What a record's page is made of. `form` is what user events added when it was opened. */
export type PageSource = {
  readonly host: Records;
  readonly childTabs: readonly ChildTab[];
  readonly form: FormTree;
};

/** The tabs that user events put on the form, with what stands in each. */
export function scriptTabs({ form }: PageSource): readonly Subtab[] {
  return form.tabs.map(({ id, label }) => ({ id, title: label, body: formContent(form, id) }));
}

/** One tab for each custom record that the project's SDF files make a child of this form, as the account lists it. */
export function childTabsOf({ host, childTabs }: PageSource, record: RecordView): readonly Subtab[] {
  return childTabs
    .filter((tab) => tab.parentType === record.type && tab.recordType === 'customrecord_tl_link')
    .map((tab) => {
      const rows = linksOf(host, tab.parentField, record.id);
      return { id: tab.subtabId, title: tab.title, body: table(tab.title, linkColumns, rows, 'No rows.') };
    });
}

const linkColumns = [
  { label: 'Step', show: (link: LinkRow) => showText(link.step) },
  { label: 'State', show: (link: LinkRow) => showText(link.state) },
  { label: 'As of', show: (link: LinkRow) => showInstant(link.asOf) },
  { label: 'Key', show: (link: LinkRow) => html`<code>${link.key}</code>` },
];

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
