import { describe, expect, test } from 'vitest';
import { provisioning } from '#workflows/provisioning.ts';
import type { ProvisioningEvent } from '#workflows/provisioning-events.ts';
import { d1, engagementId, factsOf } from './deals.ts';
import {
  act,
  applied,
  asks,
  commands,
  demandKeys,
  held,
  neverMade,
  refusedRequest,
  rejected,
  removal,
  shown,
  until,
  woken,
} from './provisioning-cases.ts';
import { stateAfterAll } from './scenarios.ts';

const { customer, project, tasks, rules } = commands;
const [firstTask = customer, ...otherTasks] = tasks;
const refusedTask = [
  ...until('tasks'),
  rejected(firstTask, 'erp.field-missing'),
  ...otherTasks.map((task) => applied(task)),
];
const tasksGone = [...otherTasks.map((task) => applied(removal(task))), neverMade(firstTask)];

/** What the card reads after some events: the head, then the seven steps. */
const table: Record<string, { after: readonly ProvisioningEvent[]; shows: readonly string[] }> = {
  'a request that is being checked': {
    after: until('check'),
    shows: [
      'in-progress: Checking the deal, step 1 of 7',
      'check running: Checking the deal',
      'customer next: Not started',
      'project next: Not started',
      'tasks next: Not started',
      'billing next: Not started',
      'staffing next: Not started',
      'activation next: Not started',
    ],
  },
  'tasks under way': {
    after: [...until('tasks'), applied(firstTask)],
    shows: [
      'in-progress: Creating the tasks and the budget, step 4 of 7',
      'check done: All checks pass',
      'customer done: C-1001 Halden Retail, found and linked',
      'project done: P-2093 Halden Retail store platform',
      'tasks running: 1 of 3 tasks',
      'billing next: Not started',
      'staffing next: Not started',
      'activation next: Not started',
    ],
  },
  'tasks of which one was refused': {
    after: [...until('tasks'), rejected(firstTask, 'erp.field-missing')],
    shows: expect.arrayContaining(['tasks running: 0 of 3 tasks']),
  },
  'a project that is open for time': {
    after: until('done'),
    shows: [
      'done: Project P-2093 is open for time',
      'check done: All checks pass',
      'customer done: C-1001 Halden Retail, found and linked',
      'project done: P-2093 Halden Retail store platform',
      'tasks done: 3 tasks, USD\u00A0505,600.00, 2,240 h 00 m',
      'billing done: 3 rules',
      'staffing done: 3 role requests open for staffing',
      'activation done: The team can enter time',
    ],
  },
  'a deal that is not ready': {
    after: [asks({ ...d1, isWon: false, amount: '500000.00' })],
    shows: [
      expect.stringMatching(/^not-ready \(sales-ops\): 2 things block the project: .+; .+$/),
      expect.stringMatching(/^check failed: 2 things block the project/),
      'customer next: Not started',
      'project next: Not started',
      'tasks next: Not started',
      'billing next: Not started',
      'staffing next: Not started',
      'activation next: Not started',
    ],
  },
  'a task that NetSuite refused, while the others are removed': {
    after: refusedTask,
    shows: [
      'in-progress: NetSuite refused a task or the budget of the project: NetSuite asks for a field that was not sent. What was made is being removed',
      'check done: All checks pass',
      'customer done: C-1001 Halden Retail, found and linked',
      'project done: P-2093 Halden Retail store platform',
      'tasks failed (finance-ops): NetSuite refused a task or the budget of the project: NetSuite asks for a field that was not sent',
      'billing next: Not started',
      'staffing next: Not started',
      'activation next: Not started',
    ],
  },
  'a task that NetSuite refused, when all is undone': {
    after: [...refusedTask, ...tasksGone, applied(removal(project))],
    shows: [
      'failed (finance-ops): NetSuite refused a task or the budget of the project: NetSuite asks for a field that was not sent. Nothing was left half-made: the project, 2 tasks and the budget were removed',
      'check done: All checks pass',
      'customer done: C-1001 Halden Retail, found and linked',
      'project undone: The project was removed',
      'tasks failed (finance-ops): NetSuite refused a task or the budget of the project: NetSuite asks for a field that was not sent. 2 tasks and the budget were removed',
      'billing next: Not started',
      'staffing next: Not started',
      'activation next: Not started',
    ],
  },
  'a task that NetSuite refused, when the project remains': {
    after: [...refusedTask, ...tasksGone, rejected(removal(project), 'erp.record-in-use')],
    shows: [
      'failed (finance-ops): Project P-2093 remains in NetSuite; Finance operations has it: A record of this attempt cannot be removed, since something else in NetSuite uses it. NetSuite refused a task or the budget of the project: NetSuite asks for a field that was not sent',
      'check done: All checks pass',
      'customer done: C-1001 Halden Retail, found and linked',
      'project waiting (finance-ops): It remains in NetSuite: A record of this attempt cannot be removed, since something else in NetSuite uses it.',
      'tasks failed (finance-ops): NetSuite refused a task or the budget of the project: NetSuite asks for a field that was not sent. 2 tasks and the budget were removed',
      'billing next: Not started',
      'staffing next: Not started',
      'activation next: Not started',
    ],
  },
  'a project that NetSuite refused, while nothing of it is made sure of': {
    after: [...until('project'), rejected(project, 'erp.field-missing')],
    shows: [
      'in-progress: NetSuite refused the project: NetSuite asks for a field that was not sent. Making sure that nothing of it is left',
      'check done: All checks pass',
      'customer done: C-1001 Halden Retail, found and linked',
      'project failed (finance-ops): NetSuite refused the project: NetSuite asks for a field that was not sent',
      'tasks next: Not started',
      'billing next: Not started',
      'staffing next: Not started',
      'activation next: Not started',
    ],
  },
  'a project that could not be closed for time again': {
    after: [
      ...until('activation'),
      act('provisioning.given-up'),
      applied(commands.activation),
      rejected(removal(commands.activation), 'erp.permission-missing'),
    ],
    shows: [
      "failed (admin): Project P-2093 remains in NetSuite; Throughline admin has it: The integration's role may not do this in NetSuite. Given up by Ana Ruiz",
      'check done: All checks pass',
      'customer done: C-1001 Halden Retail, found and linked',
      'project done: P-2093 Halden Retail store platform',
      'tasks done: 3 tasks, USD\u00A0505,600.00, 2,240 h 00 m',
      'billing done: 3 rules',
      'staffing undone: The role requests were withdrawn',
      "activation waiting (admin): The project may be open for time: The integration's role may not do this in NetSuite.",
    ],
  },
  'what a person gave up, when it is undone': {
    after: [
      ...until('activation'),
      act('provisioning.given-up'),
      applied(commands.activation),
      ...[commands.activation, ...rules, ...tasks, project].map((command) => applied(removal(command))),
    ],
    shows: [
      'failed (sales-ops): Given up by Ana Ruiz. Nothing was left half-made: the project, 3 tasks, the budget and 3 billing rules were removed',
      'check done: All checks pass',
      'customer done: C-1001 Halden Retail, found and linked',
      'project undone: The project was removed',
      'tasks undone: 3 tasks and the budget were removed',
      'billing undone: 3 billing rules were removed',
      'staffing undone: The role requests were withdrawn',
      'activation failed: Given up by Ana Ruiz',
    ],
  },
  'a request that was cancelled': {
    after: [...until('check'), act('provisioning.cancelled')],
    shows: [
      'ready: Cancelled by Ana Ruiz. Nothing was made',
      'check next: Not started',
      'customer next: Not started',
      'project next: Not started',
      'tasks next: Not started',
      'billing next: Not started',
      'staffing next: Not started',
      'activation next: Not started',
    ],
  },
  'a role request that Salesforce refuses': {
    after: [
      ...until('staffing'),
      shown(demandKeys[0] ?? ''),
      shown(demandKeys[1] ?? '', { code: 'crm.refused', text: 'no' }),
    ],
    shows: [
      'waiting (admin): Waiting on Throughline admin: Salesforce refused an update of ours.',
      'check done: All checks pass',
      'customer done: C-1001 Halden Retail, found and linked',
      'project done: P-2093 Halden Retail store platform',
      'tasks done: 3 tasks, USD\u00A0505,600.00, 2,240 h 00 m',
      'billing done: 3 rules, on hold until the project is open',
      'staffing waiting (admin): Waiting on Throughline admin: Salesforce refused an update of ours.',
      'activation next: Not started',
    ],
  },
  'a project that is held': {
    after: [...until('project'), held(project)],
    shows: [
      'waiting (admin): Waiting on Throughline admin: This attempt was undone; a late copy of it is refused.',
      'check done: All checks pass',
      'customer done: C-1001 Halden Retail, found and linked',
      'project waiting (admin): Waiting on Throughline admin: This attempt was undone; a late copy of it is refused.',
      'tasks next: Not started',
      'billing next: Not started',
      'staffing next: Not started',
      'activation next: Not started',
    ],
  },
  'a step that lasts long': {
    after: [...until('customer'), woken()],
    shows: [
      'in-progress: Finding the customer, step 2 of 7. It takes longer than usual; the Throughline admin was told',
      'check done: All checks pass',
      'customer running: Finding the customer',
      'project next: Not started',
      'tasks next: Not started',
      'billing next: Not started',
      'staffing next: Not started',
      'activation next: Not started',
    ],
  },
  'a customer that may be one that is there': {
    after: [...until('customer'), rejected(customer, 'erp.customer-possible-match')],
    shows: [
      'not-ready (sales-ops): 1 thing blocks the project: A customer in NetSuite may be the same firm',
      'check failed: 1 thing blocks the project: A customer in NetSuite may be the same firm',
      'customer next: Not started',
      'project next: Not started',
      'tasks next: Not started',
      'billing next: Not started',
      'staffing next: Not started',
      'activation next: Not started',
    ],
  },
  'a request that is no deal': {
    after: [refusedRequest('The SOW has no currency.')],
    shows: [
      'failed (sales-ops): The SOW has no currency.',
      'check next: Not started',
      'customer next: Not started',
      'project next: Not started',
      'tasks next: Not started',
      'billing next: Not started',
      'staffing next: Not started',
      'activation next: Not started',
    ],
  },
};

describe('what the CRM shows of', () => {
  for (const [name, { after, shows }] of Object.entries(table)) {
    test(`${name}`, () => {
      const rows = provisioning.rows(stateAfterAll(provisioning, after, factsOf()), factsOf());
      const lines = rows.map((row) => {
        const owner = row.ownerRole === undefined ? '' : ` (${row.ownerRole})`;
        return `${row.kind === 'step' ? `${row.step} ` : ''}${row.state}${owner}: ${row.text}`;
      });
      expect(lines).toEqual(shows);
    });
  }

  test.each(Object.entries(table))('%s, with times that never go back', (_, { after }) => {
    const timed = after.map((event, at) => ({ ...event, time: new Date(Date.UTC(2026, 10, 23, 9, at)).toISOString() }));
    const shownAt = new Map<string, string>();
    timed.forEach((_event, at) => {
      const state = stateAfterAll(provisioning, timed.slice(0, at + 1), factsOf());
      for (const row of provisioning.rows(state, factsOf())) {
        expect([row.key, row.at >= (shownAt.get(row.key) ?? '')]).toEqual([row.key, true]);
        shownAt.set(row.key, row.at);
      }
    });
  });

  test('a project that waits for finance', () => {
    const facts = factsOf({ activation: 'finance' });
    const rows = provisioning.rows(stateAfterAll(provisioning, until('activation'), facts), facts);
    const text = 'Waiting on Finance operations to open the project for time. Project P-2093 is complete';
    expect(rows[0]).toMatchObject({ state: 'waiting', text, ownerRole: 'finance-ops', canRetry: false });
    const step = 'Finance operations presses Activate in NetSuite';
    expect(rows[7]).toMatchObject({ state: 'waiting', text: step, ownerRole: 'finance-ops' });
  });

  test('an end, with what undoing came to and whether trying again helps', () => {
    const headAfter = (events: readonly ProvisioningEvent[]) =>
      provisioning.rows(stateAfterAll(provisioning, events, factsOf()), factsOf())[0];
    expect(headAfter([...refusedTask, ...tasksGone, applied(removal(project))])).toMatchObject({
      undone: 'all',
      canRetry: true,
    });
    expect(headAfter([...refusedTask, ...tasksGone, rejected(removal(project), 'erp.record-in-use')])).toMatchObject({
      undone: 'part',
      canRetry: true,
      ref: { number: 'P-2093' },
    });
    const withoutCustomer = [...until('customer'), rejected(customer, 'erp.parent-unknown')];
    const withoutProject = [...until('project'), rejected(project, 'erp.field-missing'), neverMade(project)];
    for (const head of [withoutCustomer, withoutProject].map(headAfter)) {
      expect(head).toMatchObject({ text: expect.stringMatching(/Nothing was made$/) });
      expect(head).not.toHaveProperty('undone');
    }
  });

  test('a project, with the record that the link leads to', () => {
    const rows = provisioning.rows(stateAfterAll(provisioning, until('done'), factsOf()), factsOf());
    expect(rows[0]).toMatchObject({ key: engagementId, ref: { type: 'job', id: '21', number: 'P-2093' } });
    expect(rows[3]).toMatchObject({ key: `${engagementId}:project`, system: 'NetSuite', ref: { id: '21' } });
  });
});
