import { describe, expect, test } from 'vitest';
import { provisioning } from '#workflows/provisioning.ts';
import type { ProvisioningEvent } from '#workflows/provisioning-events.ts';
import { d1, engagementId, factsOf } from './deals.ts';
import { applied, asks, commands, held, refusedRequest, rejected, until, woken } from './provisioning-cases.ts';
import { stateAfterAll } from './scenarios.ts';

const { customer, project, tasks } = commands;
const [firstTask = customer, ...otherTasks] = tasks;

/** What the card reads after some events: the head, then the five steps. */
const table: Record<string, { after: readonly ProvisioningEvent[]; shows: readonly string[] }> = {
  'a request that is being checked': {
    after: until('check'),
    shows: [
      'in-progress: Checking the deal, step 1 of 5',
      'check running: Checking the deal',
      'customer next: Not started',
      'project next: Not started',
      'tasks next: Not started',
      'activation next: Not started',
    ],
  },
  'tasks under way': {
    after: [...until('tasks'), applied(firstTask)],
    shows: [
      'in-progress: Creating the tasks, step 4 of 5',
      'check done: All checks pass',
      'customer done: C-1001 Halden Retail, found and linked',
      'project done: P-2093 Halden Retail store platform',
      'tasks running: 1 of 3 tasks',
      'activation next: Not started',
    ],
  },
  'a project that is open for time': {
    after: until('done'),
    shows: [
      'done: Project P-2093 is open for time',
      'check done: All checks pass',
      'customer done: C-1001 Halden Retail, found and linked',
      'project done: P-2093 Halden Retail store platform',
      'tasks done: 3 tasks, USD\u00A0505,600.00, 2,240 h 00 m',
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
      'activation next: Not started',
    ],
  },
  'a task that NetSuite refused': {
    after: [...until('tasks'), rejected(firstTask, 'erp.field-missing'), ...otherTasks.map((task) => applied(task))],
    shows: [
      'failed (finance-ops): NetSuite refused a task of the project: NetSuite asks for a field that was not sent.',
      'check done: All checks pass',
      'customer done: C-1001 Halden Retail, found and linked',
      'project done: P-2093 Halden Retail store platform',
      'tasks failed (finance-ops): NetSuite refused a task of the project: NetSuite asks for a field that was not sent.',
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
      'activation next: Not started',
    ],
  },
  'a step that lasts long': {
    after: [...until('customer'), woken()],
    shows: [
      'in-progress: Finding the customer, step 2 of 5. It takes longer than usual; the Throughline admin was told',
      'check done: All checks pass',
      'customer running: Finding the customer',
      'project next: Not started',
      'tasks next: Not started',
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

  test('a project, with the record that the link leads to', () => {
    const rows = provisioning.rows(stateAfterAll(provisioning, until('done'), factsOf()), factsOf());
    expect(rows[0]).toMatchObject({ key: engagementId, ref: { type: 'job', id: '21', number: 'P-2093' } });
    expect(rows[3]).toMatchObject({ key: `${engagementId}:project`, system: 'NetSuite', ref: { id: '21' } });
  });
});
