import { html } from 'hono/html';

import type { RecordView } from '../../host/host.ts';
import { tasksOf, titleOf } from './account-records.ts';
import type { Records, Task } from './account-records.ts';
import { isBlank, showDay, showHours, showMoney, showText } from './figures.ts';
import { fieldGroups, subtabs, table } from './layout.ts';
import type { FieldGroup, Markup, Page, Subtab } from './layout.ts';
import { childTabsOf, parentLink, scriptTabs, systemFields } from './record-tabs.ts';
import type { PageSource } from './record-tabs.ts';

/** The form of one project; it opens on *Sync status*, where whoever comes from the CRM wants to be. */
export function projectPage(source: PageSource, job: RecordView, selectedTab: string | undefined): Page {
  const tasks = tasksOf(source.host, job.id);
  const ours = scriptTabs(source);
  const tabs: Subtab[] = [
    { id: 'schedule', title: 'Schedule', body: taskList(tasks) },
    { id: 'financial', title: 'Financial', body: financial(job, source.host) },
    { id: 'system', title: 'System information', body: systemFields(job) },
    ...childTabsOf(source, job),
    ...ours,
  ];
  return {
    title: titleOf(job),
    kind: 'Project',
    place: 'projects',
    form: source.form,
    body: html`${fieldGroups(projectGroups(source, job, tasks))}${subtabs(tabs, selectedTab ?? ours[0]?.id ?? 'schedule')}`,
  };
}

function projectGroups(source: PageSource, job: RecordView, tasks: readonly Task[]): readonly FieldGroup[] {
  const { values, texts } = job;
  return [
    {
      title: 'Primary information',
      fields: [
        ['Project name', showText(values['companyname'])],
        ['Customer', parentLink(source, job)],
        ['Status', showText(texts['entitystatus'])],
        ['Project manager', showText(texts['projectmanager'])],
      ],
    },
    {
      title: 'Classification',
      fields: [
        ['Subsidiary', showText(texts['subsidiary'])],
        ['Currency', showText(texts['currency'])],
        ['Billing type', showText(texts['jobbillingtype'])],
        ['Billing rate card', showText(texts['billingratecard'])],
      ],
    },
    {
      title: 'Dates and time',
      fields: [
        ['Start date', showDay(values['startdate'])],
        ['Projected end date', showDay(values['projectedenddate'])],
        ['Estimated work', showHours(plannedHours(tasks))],
        ['Allow time entry', showText(values['allowtime'])],
      ],
    },
  ];
}

function taskList(tasks: readonly Task[]): Markup {
  const columns = [
    { label: 'Task', show: (task: Task) => task.title },
    { label: 'SOW line', show: (task: Task) => showText(task.sowLine) },
    { label: 'Status', show: (task: Task) => showText(task.status) },
    { label: 'Estimated work', isNumber: true as const, show: (task: Task) => showHours(task.hours) },
  ];
  return table('Tasks', columns, tasks, 'No tasks yet.');
}

/** The currency's ISO code stands before the amount; the account's other figures are not shown here, least of all a cost. */
function financial({ values }: RecordView, host: Records): Markup {
  const currencyId = values['currency'];
  const currency = isBlank(currencyId) ? undefined : host.readRecord('currency', String(currencyId))?.values['symbol'];
  return fieldGroups([
    {
      title: 'Budget',
      fields: [
        [
          'Estimated revenue',
          showMoney(values['estimatedrevenue'], currency === undefined ? undefined : String(currency)),
        ],
      ],
    },
  ]);
}

/** The work of all tasks together, which is what the account's own field adds up. */
function plannedHours(tasks: readonly Task[]): number | undefined {
  return tasks.length === 0 ? undefined : tasks.reduce((sum, task) => sum + (task.hours ?? 0), 0);
}
