import { html } from 'hono/html';

import type { RecordView } from '../../host/host.ts';
import { listCustomers, listProjects, titleOf } from './account-records.ts';
import type { Records } from './account-records.ts';
import { showText } from './figures.ts';
import { fieldGroups, subtabs, table } from './layout.ts';
import type { FieldGroup, Markup, Page, Subtab } from './layout.ts';
import { customerList, projectList } from './list-pages.ts';
import { childTabsOf, parentLink, scriptTabs, systemFields } from './record-tabs.ts';
import type { PageSource } from './record-tabs.ts';

/** The form of one customer, with its projects. */
export function customerPage(source: PageSource, customer: RecordView, selectedTab: string | undefined): Page {
  const { host } = source;
  const tabs: Subtab[] = [
    { id: 'projects', title: 'Projects', body: projectList(listProjects(host, customer.id)) },
    { id: 'address', title: 'Address', body: addressList(customer) },
    { id: 'subcustomers', title: 'Sub-customers', body: customerList(listCustomers(host, customer.id)) },
    { id: 'system', title: 'System information', body: systemFields(customer) },
    ...childTabsOf(source, customer),
    ...scriptTabs(source),
  ];
  return {
    title: titleOf(customer),
    kind: 'Customer',
    place: 'customers',
    form: source.form,
    body: html`${fieldGroups(customerGroups(host, customer))}${subtabs(tabs, selectedTab ?? 'projects')}`,
  };
}

type Line = Readonly<Record<string, string | number | boolean>>;

/** In the order in which an address is written, line by line. */
const addressFields: readonly (readonly string[])[] = [
  ['attention'],
  ['addressee'],
  ['addr1'],
  ['addr2'],
  ['addr3'],
  ['city', 'state', 'zip'],
  ['country'],
];

function addressList({ lines }: RecordView): Markup {
  const columns = [
    { label: 'Label', show: (line: Line) => showText(line['label']) },
    { label: 'Default billing', show: (line: Line) => (line['defaultbilling'] === true ? 'Yes' : 'No') },
    { label: 'Address', show: addressText },
  ];
  return table('Address', columns, lines['addressbook'] ?? [], 'No address.');
}

function addressText(line: Line): string {
  const inside = (name: string) => line[`addressbookaddress.${name}`] ?? [];
  const texts = addressFields.map((names) => names.flatMap(inside).join(' '));
  return texts.filter((text) => text !== '').join(', ');
}

function customerGroups(host: Records, customer: RecordView): readonly FieldGroup[] {
  const { values, texts } = customer;
  return [
    {
      title: 'Primary information',
      fields: [
        ['Company name', showText(values['companyname'])],
        ['Parent company', parentLink({ host }, customer)],
        ['Status', showText(texts['entitystatus'])],
      ],
    },
    {
      title: 'Classification',
      fields: [
        ['Primary subsidiary', showText(texts['subsidiary'])],
        ['Primary currency', showText(texts['currency'])],
        ['Terms', showText(values['terms'])],
      ],
    },
    {
      title: 'Contact and tax',
      fields: [
        ['Email', showText(values['email'])],
        ['Phone', showText(values['phone'])],
        ['Tax reg. number', showText(values['vatregnumber'])],
      ],
    },
  ];
}
