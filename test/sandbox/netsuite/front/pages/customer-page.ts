import { html } from 'hono/html';

import type { RecordView } from '../../host/host.ts';
import { listCustomers, listProjects } from './account-records.ts';
import { isBlank, showText } from './figures.ts';
import { customerPath, fieldGroups, subtabs } from './layout.ts';
import type { FieldGroup, Page, Subtab } from './layout.ts';
import { customerList, projectList } from './list-pages.ts';
import { syncTabs, systemFields } from './record-tabs.ts';
import type { PageSource } from './record-tabs.ts';

/** The form of one customer, with its projects. */
export function customerPage(
  { host, childTabs }: PageSource,
  customer: RecordView,
  selectedTab: string | undefined,
): Page {
  const { values } = customer;
  const tabs: Subtab[] = [
    { id: 'projects', title: 'Projects', body: projectList(listProjects(host, customer.id)) },
    { id: 'subcustomers', title: 'Sub-customers', body: customerList(listCustomers(host, customer.id)) },
    { id: 'system', title: 'System information', body: systemFields(customer) },
    ...syncTabs({ host, childTabs }, customer, 'customer', {}),
  ];
  return {
    title: `${showText(values['entityid'])} ${showText(values['companyname'])}`,
    kind: 'Customer',
    place: 'customers',
    body: html`${fieldGroups(customerGroups(customer))}${subtabs(tabs, selectedTab ?? 'projects')}`,
  };
}

function customerGroups({ values, texts }: RecordView): readonly FieldGroup[] {
  const parent = values['parent'];
  return [
    {
      title: 'Primary information',
      fields: [
        ['Company name', showText(values['companyname'])],
        [
          'Parent company',
          isBlank(parent)
            ? showText(parent)
            : html`<a href="${customerPath(String(parent))}">${showText(texts['parent'])}</a>`,
        ],
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
