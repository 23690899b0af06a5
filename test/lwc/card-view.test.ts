import { cardView } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/cardView.ts';
import type { Facts } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/facts.ts';
import type { CardView } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/view.ts';
import { describe, expect, test } from 'vitest';
import { ben, checksOf, deal, facts, reference, request, run, step } from './facts.ts';

const { billingContact: _, ...withoutContact } = deal;
const unsigned = { ...deal, isWon: false };
const url = 'http://127.0.0.1:7072/app/accounting/project/project.nl?id=7';
const customerDone = step('customer', 'done', { text: 'C-1001 Halden Retail', refNumber: 'C-1001', refUrl: url });
const firstSteps = [step('check', 'done', { text: '17 checks pass' }), customerDone];

const held = {
  state: 'held',
  text: 'Held in NetSuite by Dana Weiss; nothing more is written until it is released',
  since: '2026-12-01T13:40:00Z',
};

const changed = {
  state: 'differs',
  text: 'Project P-7: the end is 2031-01-31 in NetSuite and 2027-06-30 in Salesforce',
  since: '2026-12-01T13:40:00Z',
  by: 'Dana Weiss',
};

type Row = {
  given: Partial<Facts>;
  state: CardView['state'];
  badge: string;
  title: string;
  action?: [label: string, available: boolean, reason?: string];
  second?: [label: string, available: boolean, reason?: string];
  notice?: string;
  live?: boolean;
};

/** What is known, and what the card says then. */
const table: Readonly<Record<string, Row>> = {
  'nothing to fix': {
    given: {},
    state: 'ready',
    badge: 'Ready',
    title: 'All 17 checks pass',
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
    given: { reference: { ...reference, asOf: '2026-11-30T18:20:00Z' } },
    state: 'ready',
    badge: 'Ready, 6 old checks',
    title: 'All 17 checks pass',
    action: ['Provision project', true],
  },
  'NetSuite was never read': {
    given: { reference: undefined, checks: checksOf(deal, undefined) },
    state: 'ready',
    badge: 'Ready',
    title: '11 checks pass, the others follow in NetSuite',
    action: ['Provision project', true],
  },
  'the button was just pressed': {
    given: { click: { kind: 'asking', act: 'provision' } },
    state: 'ready',
    badge: 'Ready',
    title: 'All 17 checks pass',
    action: ['Provision project', false],
  },
  'asked for, and the bridge has not answered': {
    given: { requests: [request({ state: 'requested' })] },
    state: 'queued',
    badge: 'Queued',
    title: 'Your request is stored and starts by itself',
    second: ['Cancel request', true],
    live: true,
  },
  'asked for by somebody else': {
    given: { requests: [request({ requestedBy: ben })] },
    state: 'queued',
    badge: 'Queued',
    title: 'Ben Okafor asked for this; it starts by itself',
    second: ['Cancel request', true],
    live: true,
  },
  'accepted by the bridge': {
    given: { requests: [request()], progress: [run('queued')] },
    state: 'queued',
    badge: 'Queued',
    title: 'Accepted 14:01',
    second: ['Cancel request', true],
    live: true,
  },
  'others are before it': {
    given: { requests: [request()], progress: [run('queued', { ahead: 3, nextAt: '2026-12-01T14:04:40Z' })] },
    state: 'queued',
    badge: 'Queued',
    title: 'Accepted 14:01. 3 ahead of you, about 2\u00a0min',
    second: ['Cancel request', true],
    live: true,
  },
  'it is cancelled by the reader': {
    given: { requests: [request(), request({ act: 'cancel', state: 'requested' })], progress: [run('queued')] },
    state: 'queued',
    badge: 'Queued',
    title: 'Accepted 14:01',
    second: ['Cancel request', false],
    live: true,
  },
  'it was cancelled': {
    given: { requests: [request()], progress: [run('ready')] },
    state: 'ready',
    badge: 'Ready',
    title: 'All 17 checks pass',
    action: ['Provision project', true],
  },
  'two steps are done': {
    given: { requests: [request()], progress: [run('in-progress'), ...firstSteps, step('project', 'running')] },
    state: 'in-progress',
    badge: 'In progress',
    title: 'Creating the project, step 3 of 7',
    live: true,
  },
  'the outcome of a step is not known': {
    given: {
      requests: [request()],
      progress: [run('in-progress'), ...firstSteps, step('project', 'looking-up', { nextAt: '2026-12-01T14:04:10Z' })],
    },
    state: 'looking-up',
    badge: 'Looking it up',
    title: 'NetSuite did not answer for step 3, so we look before we act',
    live: true,
  },
  'NetSuite does not answer, and nothing has begun': {
    given: {
      requests: [request()],
      progress: [run('erp-unreachable', { waitingSince: '2026-12-01T13:51:00Z' })],
    },
    state: 'unreachable',
    badge: 'Request kept',
    title: 'Your request is kept and starts by itself',
    second: ['Cancel request', true],
    live: true,
  },
  'NetSuite does not answer in the middle': {
    given: { requests: [request()], progress: [run('erp-unreachable'), ...firstSteps] },
    state: 'unreachable',
    badge: 'Request kept',
    title: 'The work is kept and goes on by itself when NetSuite answers',
    live: true,
  },
  'waiting on a person': {
    given: {
      requests: [request()],
      progress: [run('waiting', { text: 'Waiting on Finance operations for the period', ownerRole: 'finance-ops' })],
    },
    state: 'waiting',
    badge: 'Waiting on Finance operations',
    title: 'Waiting on Finance operations for the period',
    second: ['Give up', true],
    live: true,
  },
  'waiting on the reader, who can try again': {
    given: {
      requests: [request()],
      progress: [run('waiting', { text: 'Waiting on Sales operations.', ownerRole: 'sales-ops', canRetry: true })],
    },
    state: 'waiting',
    badge: 'Waiting on you',
    title: 'Waiting on Sales operations',
    action: ['Try again', true],
    second: ['Give up', true],
    live: true,
  },
  'somebody in NetSuite holds it on its way': {
    given: {
      requests: [request()],
      progress: [run('in-progress', { text: 'Opening the project for time, step 7 of 7' })],
      erp: held,
    },
    state: 'waiting',
    badge: 'Held in NetSuite',
    title: 'Held in NetSuite by Dana Weiss since 13:40',
    live: true,
  },
  'somebody in NetSuite holds it when it is done': {
    given: { requests: [request()], progress: [run('done')], erp: held },
    state: 'done',
    badge: 'Done',
    title: 'Project',
    notice: 'Held in NetSuite by Dana Weiss since 13:40',
  },
  'the project was changed in NetSuite': {
    given: {
      requests: [request()],
      progress: [run('done')],
      erp: { state: 'differs', text: 'Project P-7: the end is late', since: '2026-12-01T13:40:00Z' },
    },
    state: 'done',
    badge: 'Done',
    title: 'Project',
    notice: 'NetSuite says something else than the deal since 13:40',
  },
  'the project was changed in NetSuite by somebody known': {
    given: { requests: [request()], progress: [run('done')], erp: changed },
    state: 'done',
    badge: 'Done',
    title: 'Project',
    notice: 'Changed in NetSuite by Dana Weiss, 13:40',
  },
  'the project was changed in NetSuite while finance is waited for': {
    given: {
      requests: [request()],
      progress: [run('waiting', { text: 'Waiting on Finance operations', ownerRole: 'finance-ops' })],
      erp: changed,
    },
    state: 'waiting',
    badge: 'Waiting on Finance operations',
    title: 'Waiting on Finance operations',
    second: ['Give up', true],
    notice: 'Changed in NetSuite by Dana Weiss, 13:40',
    live: true,
  },
  'the connection is gone': {
    given: { isOffline: true, requests: [request()], progress: [run('in-progress'), ...firstSteps] },
    state: 'offline',
    badge: 'Offline',
    title: 'You see the state of 14:02',
  },
  'the connection is gone before anything was asked': {
    given: { isOffline: true },
    state: 'offline',
    badge: 'Offline',
    title: 'You see the state of 14:02',
    action: ['Provision project', false, 'Available when the connection is back'],
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
  'a step was refused, and trying the same again can help': {
    given: { requests: [request()], progress: [run('failed', { ownerRole: 'finance-ops', canRetry: true })] },
    state: 'failed',
    badge: 'Did not work',
    title: 'The project could not be created',
    action: ['Try again', true],
  },
  'something remains of an attempt that did not work': {
    given: { requests: [request()], progress: [run('failed', { ownerRole: 'finance-ops', undone: 'part' })] },
    state: 'failed',
    badge: 'Did not work',
    title: 'The project could not be created',
    action: ['Try again', false, 'Available when Finance operations has solved it'],
    second: ['Give up', true],
  },
  'giving up was asked for': {
    given: {
      requests: [request(), request({ act: 'give-up', state: 'requested' })],
      progress: [run('failed', { ownerRole: 'finance-ops', undone: 'part' })],
    },
    state: 'failed',
    badge: 'Did not work',
    title: 'The project could not be created',
    action: ['Try again', false, 'Available when Finance operations has solved it'],
    second: ['Give up', false],
    live: true,
  },
  'a step was refused, and a new attempt may begin': {
    given: { generation: 2, requests: [request()], progress: [run('failed', { ownerRole: 'sales-ops' })] },
    state: 'failed',
    badge: 'Did not work',
    title: 'The project could not be created',
    action: ['Try again', true],
  },
  'a new attempt may begin, but the deal does not pass': {
    given: { generation: 2, deal: withoutContact, requests: [request()], progress: [run('failed')] },
    state: 'failed',
    badge: 'Did not work',
    title: 'The project could not be created',
    action: ['Try again', false, 'Available when the checks pass again'],
  },
  'the new attempt was asked for': {
    given: { generation: 2, requests: [request({ generation: 2 }), request()], progress: [run('failed')] },
    state: 'queued',
    badge: 'Queued',
    title: 'Your request is stored and starts by itself',
    second: ['Cancel request', true],
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
    title: 'All 17 checks pass',
    action: ['Provision project', true],
  },
};

describe('the card', () => {
  test.each(Object.entries(table))('when %s', (_name, row) => {
    const view = cardView(facts(row.given));
    const { action, second } = view;
    expect({ state: view.state, badge: view.badge.label, title: view.title, live: view.isLive }).toEqual({
      state: row.state,
      badge: row.badge,
      title: row.title,
      live: row.live ?? false,
    });
    expect(view.notice?.title).toBe(row.notice ?? view.notice?.title);
    expect(action && [action.label, action.isAvailable, action.reason]).toEqual(
      row.action && [row.action[0], row.action[1], row.action[2]],
    );
    expect(second && [second.label, second.isAvailable, second.reason]).toEqual(
      row.second && [row.second[0], row.second[1], row.second[2]],
    );
  });
});
