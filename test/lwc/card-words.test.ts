import { cardView } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/cardView.ts';
import { describe, expect, test } from 'vitest';
import { ana, ben, checksOf, deal, facts, reference, request, run, step } from './facts.ts';

const { billingContact: _, ...withoutContact } = deal;
const url = 'http://127.0.0.1:7072/app/accounting/project/project.nl?id=7';
const customerDone = step('customer', 'done', { text: 'C-1001 Halden Retail', refNumber: 'C-1001', refUrl: url });
const firstSteps = [step('check', 'done', { text: '17 checks pass' }), customerDone];
const twoDone = { requests: [request()], progress: [run('in-progress'), ...firstSteps, step('project', 'running')] };

describe('the card of a run', () => {
  test('counts finished steps and shows each result as a link', () => {
    const view = cardView(facts(twoDone));
    expect(view.progressPercent).toBe(29);
    expect(view.steps.map(({ stateLabel }) => stateLabel)).toContain('Running');
    expect(
      view.steps.map(({ label, state, link, text, time }) => [label, state, link?.label, text.trim(), time]),
    ).toEqual([
      ['Check', 'done', undefined, '17 checks pass', '14:02:09'],
      ['Customer', 'done', 'C-1001', 'Halden Retail', '14:02:09'],
      ['Project', 'running', undefined, 'One project under the customer', '22\u00a0s'],
      ['Tasks and budget', 'next', undefined, 'Tasks of the template, roles and milestones', ''],
      ['Billing rules', 'next', undefined, 'One rule for each role and milestone, on hold', ''],
      ['Staffing demand', 'next', undefined, 'The role requests are opened for staffing', ''],
      ['Open for time', 'next', undefined, 'The team can enter time', ''],
    ]);
  });

  test('says it when the bridge says that a step takes longer', () => {
    const text = 'Creating the project, step 3 of 7. It takes longer than usual; the Throughline admin was told';
    const view = cardView(facts({ requests: [request()], progress: [run('in-progress', { text }), ...firstSteps] }));
    expect(view.title).toBe('Creating the project, step 3 of 7');
    expect(view.text).toMatch(/^It takes longer than usual; the Throughline admin was told\. Asked for 14:01 by you\./);
  });

  test('tells a joined click when the request was made', () => {
    const view = cardView(facts({ requests: [request({ requestedBy: ben })], click: { kind: 'joined' } }));
    expect(view.notice?.title).toBe('Your click was joined to the request of 14:01');
  });

  test('measures the set-up against its target and says what remains when it did not work', () => {
    const done = cardView(facts({ progress: [run('done', { refNumber: 'P-7', refUrl: url })] }));
    expect(done.project).toEqual({ label: 'P-7', url });
    expect(done.figures[0]).toMatchObject({ value: '58\u00a0s', text: 'Target 15\u00a0min, met', tone: 'success' });
    expect(done.figures[1]).toMatchObject({ value: '4 days', text: 'Target 2 days, missed' });
    const failed = cardView(facts({ progress: [run('failed'), customerDone, step('project', 'failed')] }));
    expect(failed.text).toBe('Customer C-1001 stays and is used again.');
  });

  test('says that nothing was left half-made, with the undone steps still to be seen', () => {
    const gone = step('project', 'undone', { text: 'P-7 created, then removed', refNumber: 'P-7', refUrl: url });
    const view = cardView(
      facts({
        generation: 2,
        progress: [run('failed', { undone: 'all' }), customerDone, gone, step('tasks', 'undone')],
      }),
    );
    expect(view.text).toBe(
      'Nothing was left half-made. What had been made was removed. Customer C-1001 stays and is used again.',
    );
    expect(view.steps[2]).toMatchObject({
      state: 'undone',
      stateLabel: 'Undone',
      link: { label: 'P-7' },
      text: 'created, then removed',
    });
    expect(view.footer).toBe('The number P-7 is not used again. NetSuite confirmed that it is gone.');
  });

  test('takes the bridge’s own words of what was removed, and says them once', () => {
    const text =
      'NetSuite refused a billing rule: no class. Nothing was left half-made: the project and 4 tasks were removed';
    const view = cardView(facts({ generation: 2, progress: [run('failed', { undone: 'all', text }), customerDone] }));
    expect(view.title).toBe('NetSuite refused a billing rule: no class');
    expect(view.text).toBe(
      'Nothing was left half-made: the project and 4 tasks were removed. Customer C-1001 stays and is used again.',
    );
  });

  test('says exactly what remains', () => {
    const stays = step('project', 'done', { text: 'P-7', refNumber: 'P-7', refUrl: url });
    const view = cardView(facts({ progress: [run('failed', { undone: 'part' }), customerDone, stays] }));
    expect(view.text).toBe('Still in NetSuite: P-7. Customer C-1001 stays and is used again.');
  });

  test('says since when somebody is waited for, and that there is nothing to do', () => {
    const waiting = run('waiting', { ownerRole: 'finance-ops', waitingSince: '2026-12-01T10:54:00Z' });
    const view = cardView(facts({ requests: [request()], progress: [waiting] }));
    expect([view.title, view.footer]).toEqual(['Waiting on Finance operations', 'Nothing for you to do.']);
    expect(view.text).toMatch(/^For 3\u00a0h 8\u00a0m\. Asked for 14:01 by you\./);
  });

  test('tells who asked for an act, and when', () => {
    const cancel = request({ act: 'cancel', state: 'requested', requestedBy: ben });
    const { second } = cardView(facts({ requests: [request(), cancel], progress: [run('queued')] }));
    expect(second).toMatchObject({ isBusy: true, busyText: 'Cancelling was asked for 14:01 by Ben Okafor' });
    const own = cardView(facts({ requests: [request(), { ...cancel, requestedBy: ana }], progress: [run('queued')] }));
    expect(own.second?.busyText).toBe('Cancelling was asked for 14:01 by you');
  });
});

describe('the card of a deal', () => {
  test('says what the button will make, in hours and dates', () => {
    const view = cardView(facts());
    expect(view.text).toBe(
      'Will create 1 project, 3 tasks, 3 billing rules, 3 role requests. USD\u00a0505,600.00 of sold work can start, 4 days since closed won.',
    );
    expect(view.planned.map(({ label, text, where }) => [label, text, where])).toEqual([
      ['Customer', 'Halden Retail: used when NetSuite has it, created when not', 'NetSuite'],
      ['Project', 'Halden Retail, store platform, 07/12/2026 – 30/06/2027', 'NetSuite'],
      ['Tasks and budget', '3 tasks, 2,240\u00a0h 00\u00a0m, budget USD\u00a0505,600.00', 'NetSuite'],
      ['Billing rules', '3 rules, on hold until the project is open', 'NetSuite'],
      ['Staffing demand', '3 role requests opened', 'Salesforce'],
      ['Open for time', 'The team can enter time', 'NetSuite'],
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
    expect(finding?.next?.field).toBe('Billing_Contact__c');
    const [forViewer] = cardView(facts({ deal: withoutContact, mayProvision: false, mayCorrect: false })).findings;
    expect([forViewer?.who, forViewer?.next]).toEqual(['Sales operations', undefined]);
  });

  test('names finance by what finance may do, and gives it the step', () => {
    const checks = checksOf(
      { ...deal, lines: deal.lines.map((line) => ({ ...line, rateCard: 'US-2020' })) },
      reference,
    );
    const [finding] = cardView(facts({ checks, mayProvision: false })).findings;
    expect([finding?.who, finding?.whoElse, finding?.next?.label]).toEqual([
      'You',
      'Finance operations',
      'Choose a rate card',
    ]);
  });

  test('says since when it has been so: since the record changed, though not before the deal was won', () => {
    const since = (changed: string) =>
      cardView(facts({ deal: withoutContact, changedAt: { [String(deal.engagementRecordId)]: changed } })).findings[0]
        ?.since;
    expect(since('2026-12-01T10:00:00Z')).toBe('4\u00a0h');
    expect(since('2026-10-01T10:00:00Z')).toBe('4\u00a0d');
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
});
