import { cardView } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/cardView.ts';
import type { Facts } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/facts.ts';
import type { CardView } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/view.ts';
import { describe, expect, test } from 'vitest';
import { ben, checksOf, deal, facts, reference, request, run, step } from './facts.ts';

const { billingContact: _, ...withoutContact } = deal;
const unsigned = { ...deal, isWon: false };
const url = 'http://127.0.0.1:7072/app/accounting/project/project.nl?id=7';
const customerDone = step('customer', 'done', { text: 'C-1001 Halden Retail', refNumber: 'C-1001', refUrl: url });
const firstSteps = [step('check', 'done', { text: '6 checks pass' }), customerDone];

type Row = {
  given: Partial<Facts>;
  state: CardView['state'];
  badge: string;
  title: string;
  action?: [label: string, available: boolean, reason?: string];
  live?: boolean;
};

/** What is known, and what the card says then. */
const table: Readonly<Record<string, Row>> = {
  'nothing to fix': {
    given: {},
    state: 'ready',
    badge: 'Ready',
    title: 'All 6 checks pass',
    action: ['Provision project', true],
  },
  'a billing contact is missing': {
    given: { deal: withoutContact },
    state: 'not-ready',
    badge: 'Not ready',
    title: 'One thing to fix before the project can be created',
    action: ['Provision project', false, 'Available when the list is empty'],
  },
  'not won yet': {
    given: { deal: unsigned },
    state: 'not-won',
    badge: 'Not won yet',
    title: 'Handoff starts at closed won',
    action: ['Provision project', false, 'Available when the opportunity is won'],
  },
  'the reader may only look': {
    given: { mayProvision: false },
    state: 'view-only',
    badge: 'View only',
    title: 'Ready. You can look but not provision',
  },
  'NetSuite was read yesterday': {
    given: { referenceAsOf: '2026-11-30T18:20:00Z' },
    state: 'ready',
    badge: 'Ready, 2 old checks',
    title: 'All 6 checks pass',
    action: ['Provision project', true],
  },
  'NetSuite was never read': {
    given: { referenceAsOf: undefined, checks: checksOf(deal, undefined) },
    state: 'ready',
    badge: 'Ready',
    title: '4 checks pass, the others follow in NetSuite',
    action: ['Provision project', true],
  },
  'the button was just pressed': {
    given: { click: { kind: 'asking' } },
    state: 'ready',
    badge: 'Ready',
    title: 'All 6 checks pass',
    action: ['Provision project', false],
  },
  'asked for, and the bridge has not answered': {
    given: { requests: [request({ state: 'requested' })] },
    state: 'queued',
    badge: 'Queued',
    title: 'Your request is stored and starts by itself',
    live: true,
  },
  'asked for by somebody else': {
    given: { requests: [request({ requestedBy: ben })] },
    state: 'queued',
    badge: 'Queued',
    title: 'Ben Okafor asked for this; it starts by itself',
    live: true,
  },
  'accepted by the bridge': {
    given: { requests: [request()], progress: [run('queued')] },
    state: 'queued',
    badge: 'Queued',
    title: 'Accepted 14:02',
    live: true,
  },
  'two steps are done': {
    given: { requests: [request()], progress: [run('in-progress'), ...firstSteps, step('project', 'running')] },
    state: 'in-progress',
    badge: 'In progress',
    title: 'Creating the project, step 3 of 5',
    live: true,
  },
  'waiting on a person': {
    given: {
      requests: [request()],
      progress: [run('waiting', { text: 'Waiting on Finance operations for the period', ownerRole: 'finance-ops' })],
    },
    state: 'waiting',
    badge: 'Waiting',
    title: 'Waiting on Finance operations for the period',
    live: true,
  },
  'the project is open': {
    given: { requests: [request({ state: 'closed' })], progress: [run('done', { refNumber: 'P-7', refUrl: url })] },
    state: 'done',
    badge: 'Done',
    title: 'Project',
  },
  'a step was refused, and the bridge has not begun anew': {
    given: { requests: [request()], progress: [run('failed', { text: 'NetSuite refused it.', ownerRole: 'admin' })] },
    state: 'failed',
    badge: 'Did not work',
    title: 'NetSuite refused it',
    action: ['Try again', false, 'Available when Throughline admin has solved it'],
  },
  'a step was refused, and a new attempt may begin': {
    given: { generation: 2, requests: [request()], progress: [run('failed', { ownerRole: 'sales-ops' })] },
    state: 'failed',
    badge: 'Did not work',
    title: 'The project could not be created',
    action: ['Try again', true],
  },
  'the new attempt was asked for': {
    given: { generation: 2, requests: [request({ generation: 2 }), request()], progress: [run('failed')] },
    state: 'queued',
    badge: 'Queued',
    title: 'Your request is stored and starts by itself',
    live: true,
  },
  'the bridge found something that is repaired by now': {
    given: {
      generation: 2,
      requests: [request()],
      progress: [
        run('not-ready', { findings: checksOf(withoutContact, reference).flatMap((check) => check.findings) }),
      ],
    },
    state: 'ready',
    badge: 'Ready',
    title: 'All 6 checks pass',
    action: ['Provision project', true],
  },
};

describe('the card', () => {
  test.each(Object.entries(table))('when %s', (_name, row) => {
    const view = cardView(facts(row.given));
    const { action } = view;
    expect({ state: view.state, badge: view.badge.label, title: view.title, live: view.isLive }).toEqual({
      state: row.state,
      badge: row.badge,
      title: row.title,
      live: row.live ?? false,
    });
    expect(action && [action.label, action.isAvailable, action.reason]).toEqual(
      row.action && [row.action[0], row.action[1], row.action[2]],
    );
  });

  test('counts finished steps and shows each result as a link', () => {
    const view = cardView(facts(table['two steps are done']?.given));
    expect(view.progressPercent).toBe(40);
    expect(view.steps.map(({ stateLabel }) => stateLabel)).toContain('Running');
    expect(
      view.steps.map(({ label, state, link, text, time }) => [label, state, link?.label, text.trim(), time]),
    ).toEqual([
      ['Check', 'done', undefined, '6 checks pass', '14:02:09'],
      ['Customer', 'done', 'C-1001', 'Halden Retail', '14:02:09'],
      ['Project', 'running', undefined, 'One project under the customer', '22\u00a0s'],
      ['Tasks and budget', 'next', undefined, 'One task for each role', ''],
      ['Open for time', 'next', undefined, 'The team can enter time', ''],
    ]);
  });

  test('says it when the bridge says that a step takes longer', () => {
    const text = 'Creating the project, step 3 of 5. It takes longer than usual; the Throughline admin was told';
    const view = cardView(facts({ requests: [request()], progress: [run('in-progress', { text }), ...firstSteps] }));
    expect(view.title).toBe('Creating the project, step 3 of 5');
    expect(view.text).toMatch(/^It takes longer than usual; the Throughline admin was told\. Asked for 14:01 by you\./);
  });

  test('says what the button will make, in hours and dates', () => {
    const view = cardView(facts());
    expect(view.planned.map(({ label, text }) => [label, text])).toEqual([
      ['Customer', 'Halden Retail: used when NetSuite has it under its tax id, created when not'],
      ['Project', 'Halden Retail, store platform, 07/12/2026 – 30/06/2027'],
      ['Tasks and budget', '3 tasks, 2,240\u00a0h 00\u00a0m'],
      ['Open for time', 'The team can enter time at once'],
    ]);
  });

  test('names who fixes a finding, and the record where it is fixed', () => {
    const [finding] = cardView(facts({ deal: withoutContact })).findings;
    expect(finding).toMatchObject({
      title: 'Billing contact missing',
      who: 'You',
      whoElse: 'Sales operations',
      next: { label: 'Choose a contact', objectApiName: 'Engagement__c', recordId: deal.engagementRecordId },
    });
    const [forViewer] = cardView(facts({ deal: withoutContact, mayProvision: false })).findings;
    expect(forViewer?.who).toBe('Sales operations');
  });

  test('shows what only NetSuite could find until it is asked again', () => {
    const foreign = {
      code: 'deal.subsidiary-closed',
      severity: 'blocks',
      title: 'The legal entity is closed in NetSuite',
      text: 'Nothing can be billed there.',
      group: 'billing',
      pointer: '',
      owner: 'finance-ops',
    } as const;
    const view = cardView(facts({ generation: 2, progress: [run('not-ready', { findings: [foreign] })] }));
    expect([view.state, view.findings.map(({ title }) => title)]).toEqual(['not-ready', [foreign.title]]);
  });

  test('tells a joined click when the request was made', () => {
    const view = cardView(facts({ requests: [request({ requestedBy: ben })], click: { kind: 'joined' } }));
    expect(view.notice?.title).toBe('Your click was joined to the request of 14:01');
  });

  test('measures the set-up against its target and says what remains when it did not work', () => {
    const done = cardView(facts({ progress: [run('done', { refNumber: 'P-7', refUrl: url })] }));
    expect(done.project).toEqual({ label: 'P-7', url });
    expect(done.figures[0]).toMatchObject({ value: '58\u00a0s', text: 'Target 15\u00a0min, met', tone: 'success' });
    const failed = cardView(facts({ progress: [run('failed'), customerDone, step('project', 'failed')] }));
    expect(failed.text).toBe('Customer C-1001 stays and is used again.');
  });
});
