import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

import type { FormTree } from '../../host/forms.ts';

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

export const projectListPath = '/app/accounting/project/projectlist.nl';
export const customerListPath = '/app/common/entity/custlist.nl';
export const projectPath = (id: string | number): string =>
  `/app/accounting/project/project.nl?id=${encodeURIComponent(id)}`;
export const customerPath = (id: string | number): string =>
  `/app/common/entity/custjob.nl?id=${encodeURIComponent(id)}`;
/** Where an administrator finds our page; a real account lists it under Customization > Scripting. */
const diagnosticsPath =
  '/app/site/hosting/scriptlet.nl?script=customscript_tl_diagnostics&deploy=customdeploy_tl_diagnostics';
export const stylePath = '/app/look/netsuite.css';
export const tabsPath = '/app/look/tabs.js';

export type Place = 'customers' | 'projects' | 'diagnostics' | 'none';

export type Page = {
  readonly title: string;
  readonly kind: string;
  readonly place: Place;
  readonly body: Markup;
  /** What scripts put on the page; its styles are allowed there. */
  readonly form?: FormTree;
  /** Where the record can be edited, when the person may. */
  readonly editPath?: string;
};

/** The account's frame around one page: brand, menu bar, title. */
export function layout(page: Page, account: { accountId: string; person: string; role: string }): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title} - NetSuite (sandbox)</title>
        <link rel="stylesheet" href="${stylePath}" />
        <script type="module" src="${tabsPath}"></script>
      </head>
      <body>
        <a class="skip" href="#content">Skip to content</a>
        <header class="brand">
          <strong>Corvane Partners</strong>
          <span class="role"><b>${account.person}</b>${account.role} – account ${account.accountId}</span>
        </header>
        <nav class="menu" aria-label="Main menu">
          ${menuLink('Customers', customerListPath, page.place === 'customers')}
          ${menuLink('Projects', projectListPath, page.place === 'projects')}
          ${menuLink('Throughline diagnostics', diagnosticsPath, page.place === 'diagnostics')}
        </nav>
        <main id="content">
          <div class="heading">
            <div>
              <h1>${page.title}</h1>
              <p class="kind">${page.kind}</p>
            </div>
            ${page.editPath === undefined ? '' : html`<a class="button" href="${page.editPath}">Edit</a>`}
          </div>
          ${page.body}
        </main>
      </body>
    </html>`;
}

function menuLink(label: string, path: string, isCurrent: boolean): Markup {
  return isCurrent ? html`<a href="${path}" aria-current="true">${label}</a>` : html`<a href="${path}">${label}</a>`;
}

export type FieldGroup = {
  readonly title: string;
  readonly fields: readonly (readonly [label: string, value: string | Markup])[];
};

/** The fields of a form, read only, in titled groups. */
export function fieldGroups(groups: readonly FieldGroup[]): Markup {
  return html`<div class="groups card">
    ${groups.map(
      (group) =>
        html`<section>
          <h2>${group.title}</h2>
          ${facts(group.fields)}
        </section>`,
    )}
  </div>`;
}

/** Labels with their values. */
export function facts(fields: FieldGroup['fields']): Markup {
  return html`<dl>
    ${fields.map(
      ([label, value]) =>
        html`<dt>${label}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

export type Subtab = { readonly id: string; readonly title: string; readonly body: Markup };

/** Subtabs of a form; the selected one is open before any script has run. */
export function subtabs(tabs: readonly Subtab[], selectedId: string): Markup {
  const selected = tabs.find((tab) => tab.id === selectedId) ?? tabs[0];
  return html`<div class="subtabs card">
    <div role="tablist" aria-label="Subtabs">
      ${tabs.map(
        (tab) =>
          html`<button
            type="button"
            role="tab"
            id="tab-${tab.id}"
            aria-controls="panel-${tab.id}"
            aria-selected="${String(tab === selected)}"
            tabindex="${tab === selected ? '0' : '-1'}"
          >
            ${tab.title}
          </button>`,
      )}
    </div>
    ${tabs.map(
      (tab) =>
        html`<div
          role="tabpanel"
          id="panel-${tab.id}"
          aria-labelledby="tab-${tab.id}"
          tabindex="0"
          ${tab === selected ? '' : 'hidden'}
        >
          ${tab.body}
        </div>`,
    )}
  </div>`;
}

export type Column<Row> = {
  readonly label: string;
  readonly isNumber?: true;
  readonly show: (row: Row) => string | Markup;
};

/** A list of records; the first column names the row. */
export function table<Row>(
  caption: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  emptyText: string,
): Markup {
  if (rows.length === 0) return html`<p class="empty">${emptyText}</p>`;
  const [first, ...others] = columns;
  return html`<div class="scroll">
    <table aria-label="${caption}">
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col" class="${column.isNumber ? 'number' : ''}">${column.label}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              <th scope="row">${first?.show(row) ?? ''}</th>
              ${others.map((column) => html`<td class="${column.isNumber ? 'number' : ''}">${column.show(row)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
