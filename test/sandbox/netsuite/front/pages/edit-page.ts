import { html } from 'hono/html';

import type { RecordView } from '../../host/host.ts';
import type { ScriptValue } from '../../host/values.ts';
import { titleOf } from './account-records.ts';
import type { Markup, Page } from './layout.ts';

type Editable = { readonly id: string; readonly label: string; readonly kind: 'text' | 'day' | 'number' };

/** The fields that a person can change here; a real form has all of them. */
const editable: Readonly<Record<string, readonly Editable[]>> = {
  job: [
    { id: 'companyname', label: 'Project name', kind: 'text' },
    { id: 'startdate', label: 'Start date', kind: 'day' },
    { id: 'projectedenddate', label: 'Projected end date', kind: 'day' },
    { id: 'estimatedrevenue', label: 'Estimated revenue', kind: 'number' },
  ],
  customer: [
    { id: 'companyname', label: 'Company name', kind: 'text' },
    { id: 'email', label: 'Email', kind: 'text' },
    { id: 'phone', label: 'Phone', kind: 'text' },
  ],
};

/** The form of a record in edit mode. */
export function editPage(record: RecordView, address: string, backTo: string): Page {
  return {
    title: titleOf(record),
    kind: record.type === 'job' ? 'Edit project' : 'Edit customer',
    place: record.type === 'job' ? 'projects' : 'customers',
    body: html`<form class="card suitelet" method="post" action="${address}">
      ${(editable[record.type] ?? []).map((field) => entry(record, field))}
      <p class="submit">
        <button type="submit" class="primary">Save</button> <a class="button" href="${backTo}">Cancel</a>
      </p>
    </form>`,
  };
}

function entry({ values }: RecordView, { id, label, kind }: Editable): Markup {
  const types = { text: 'text', day: 'date', number: 'text' } as const;
  const value = String(values[id] ?? '');
  return html`<div class="entry">
    <label for="${id}">${label}</label><input id="${id}" name="${id}" type="${types[kind]}" value="${value}" />
  </div>`;
}

/** What the form sends, as the account takes it; a field that is not on the form is left alone. */
export function editedValues(type: string, sent: Readonly<Record<string, string>>): Record<string, ScriptValue> {
  const changed = (editable[type] ?? []).flatMap(({ id, kind }): [string, ScriptValue][] => {
    const value = sent[id];
    if (value === undefined) return [];
    return [[id, kind === 'day' && value !== '' ? { $date: Date.parse(value), day: value } : value]];
  });
  return Object.fromEntries(changed);
}
