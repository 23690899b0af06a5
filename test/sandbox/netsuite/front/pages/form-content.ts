import { createHash } from 'node:crypto';

import { html, raw } from 'hono/html';

import type { FormTree } from '../../host/forms.ts';
import { table } from './layout.ts';
import type { Markup } from './layout.ts';

type Field = FormTree['fields'][number];
type Sublist = FormTree['sublists'][number];

/**
 * What a script put into one tab or onto a page of its own.
 *
 * Inline HTML goes out as it is, as the platform does; a page that holds some allows exactly the styles and scripts that stand in it.
 *
 * @param container the tab; what is in none belongs to the page itself
 */
export function formContent(form: FormTree, container?: string): Markup {
  const fields = form.fields.filter((field) => field.container === container);
  const sublists = form.sublists.filter((list) => list.container === container);
  return html`${fields.map(fieldMarkup)}${sublists.map(sublistMarkup)}`;
}

function fieldMarkup(field: Field): Markup | string {
  if (field.type === 'INLINEHTML') return html`${raw(field.value)}`;
  if (field.isHidden) return html`<input type="hidden" name="${field.id}" value="${field.value}" />`;
  const limit = field.maxLength === undefined ? '' : html`maxlength="${field.maxLength}"`;
  const required = field.isMandatory ? html`required` : '';
  const input =
    field.type === 'TEXTAREA'
      ? html`<textarea id="${field.id}" name="${field.id}" rows="3" ${limit} ${required}>${field.value}</textarea>`
      : html`<input id="${field.id}" name="${field.id}" value="${field.value}" ${limit} ${required} />`;
  return html`<div class="entry"><label for="${field.id}">${field.label}</label>${input}</div>`;
}

function sublistMarkup({ label, columns, rows }: Sublist): Markup {
  const shown = columns.map((column) => ({
    label: column.label,
    show: (row: Sublist['rows'][number]) => row[column.id] ?? '',
  }));
  return table(label, shown, rows, 'No rows.');
}

/** Sources of a content security policy that allow the styles, or the scripts, of this form and no other. */
export function sourcesOf(element: 'style' | 'script', form: FormTree | undefined): readonly string[] {
  const pattern = new RegExp(`<${element}>([\\s\\S]*?)</${element}>`, 'g');
  const texts = (form?.fields ?? []).flatMap(({ type, value }) =>
    type === 'INLINEHTML' ? [...value.matchAll(pattern)].map((match) => match[1] ?? '') : [],
  );
  return texts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
}
