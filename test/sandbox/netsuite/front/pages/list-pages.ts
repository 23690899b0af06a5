import { html } from 'hono/html';

import { listCustomers, listProjects } from './account-records.ts';
import type { ListedRecord, Records } from './account-records.ts';
import { showText } from './figures.ts';
import { customerPath, projectPath, table } from './layout.ts';
import type { Markup, Page } from './layout.ts';

/** All projects of the account. */
export function projectListPage({ host }: { host: Records }): Page {
  const rows = listProjects(host);
  return {
    title: 'Projects',
    kind: `${rows.length} in this account`,
    place: 'projects',
    body: inCard(projectList(rows)),
  };
}

/** All customers of the account. */
export function customerListPage({ host }: { host: Records }): Page {
  const rows = listCustomers(host);
  return {
    title: 'Customers',
    kind: `${rows.length} in this account`,
    place: 'customers',
    body: inCard(customerList(rows)),
  };
}

/** Projects as rows that lead to their forms. */
export function projectList(rows: readonly ListedRecord[]): Markup {
  const columns = [
    { label: 'Project', show: (row: ListedRecord) => html`<a href="${projectPath(row.id)}">${row.number}</a>` },
    { label: 'Name', show: (row: ListedRecord) => row.name },
    { label: 'Customer', show: (row: ListedRecord) => showText(row.other) },
  ];
  return table('Projects', columns, rows, 'No projects yet. The first one appears when a deal is provisioned.');
}

/** Customers as rows that lead to their forms. */
export function customerList(rows: readonly ListedRecord[]): Markup {
  const columns = [
    { label: 'Customer', show: (row: ListedRecord) => html`<a href="${customerPath(row.id)}">${row.number}</a>` },
    { label: 'Name', show: (row: ListedRecord) => row.name },
    { label: 'Subsidiary', show: (row: ListedRecord) => showText(row.other) },
  ];
  return table('Customers', columns, rows, 'No customers.');
}

function inCard(body: Markup): Markup {
  return html`<div class="card">${body}</div>`;
}
