import { html } from 'hono/html';

import type { RecordView } from '../../host/host.ts';
import { listCustomers, listProjects, titleOf } from './account-records.ts';
import type { Records } from './account-records.ts';
import { showText } from './figures.ts';
import { fieldGroups, subtabs } from './layout.ts';
import type { FieldGroup, Page, Subtab } from './layout.ts';
import { customerList, projectList } from './list-pages.ts';
import { childTabsOf, parentLink, scriptTabs, systemFields } from './record-tabs.ts';
import type { PageSource } from './record-tabs.ts';

/** The form of one customer, with its projects. */
export function customerPage(source: PageSource, customer: RecordView, selectedTab: string | undefined): Page {
  const { host } = source;
  const tabs: Subtab[] = [
    { id: 'projects', title: 'Projects', body: projectList(listProjects(host, customer.id)) },
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
