import type { ErpState } from 'shared-model/erp-state.ts';
import { steps } from 'shared-model/steps.ts';
import type { EngagementState, StepId, StepState } from 'shared-model/steps.ts';

export const engagementId = 'eng_00000000000000000000000000';
const at = '2026-11-27T13:02:00Z';

/** What the bridge says of each step that is through. */
const results: Readonly<Record<StepId, string>> = {
  check: '17 checks pass',
  customer: 'C-1019',
  project: 'P-2001',
  tasks: '3 tasks, 2,240 h 00 m',
  billing: '3 rules',
  staffing: '3 role requests opened',
  activation: 'The team can enter time',
};

/** How far the steps of a state have come: the number that are done, and the state of the next one. */
function stepsOf(done: number, current: StepState, says = 'Not started'): ErpState['steps'] {
  return steps.map(({ id }, place) => {
    const state = place < done ? 'done' : place === done ? current : 'next';
    const text = state === 'done' ? results[id] : place === done ? says : 'Not started';
    return { step: id, state, text, at };
  });
}

/** A state as the bridge writes it, of a deal whose project was just made. */
export function erpState(state: EngagementState, more: Partial<ErpState> = {}): ErpState {
  return {
    ...{ engagementId, version: 7, state, text: 'Project P-2001 is open for time', since: at, startedAt: at },
    steps: stepsOf(7, 'next'),
    openItems: [],
    history: [{ at, text: 'Project P-2001 was made', by: 'Ana Ruiz' }],
    origin: {
      ...{ opportunityId: '006000000000001AAA', opportunityName: 'Halden Outdoor – store platform' },
      opportunityUrl: 'http://127.0.0.1:7071/lightning/r/Opportunity/006000000000001AAA/view',
      ...{ accountName: 'Halden Outdoor', lineCount: 3, requestedBy: 'Ana Ruiz', requestedAt: at },
    },
    wanted: { currency: 'USD' },
    ...more,
  };
}

/** One state of each kind that the tab can be in, with what it must say. */
export const tabStates: readonly { readonly name: string; readonly state: ErpState; readonly says: string }[] = [
  { name: 'done', state: erpState('done'), says: 'In step with Salesforce. Project P-2001 is open for time. As of' },
  {
    name: 'in-progress',
    state: erpState('in-progress', {
      text: 'Making the tasks, step 4 of 7',
      steps: stepsOf(3, 'running', '1 of 3 tasks'),
    }),
    says: 'Making the tasks, step 4 of 7',
  },
  {
    name: 'queued',
    state: erpState('queued', { text: 'In the queue', steps: stepsOf(0, 'next') }),
    says: 'In the queue',
  },
  {
    name: 'waiting',
    state: erpState('waiting', {
      ...{ text: 'Waiting on Finance operations to open the project for time', owner: 'finance-ops' },
      steps: stepsOf(6, 'waiting', 'Finance operations presses Activate'),
      awaitsActivation: `tl1:pr_${'0'.repeat(26)}:opportunity:006000000000001AAA:CV-US:project:g1`,
      openItems: [{ text: 'The project waits to be opened for time', owner: 'finance-ops', since: at }],
    }),
    says: 'Waits on Finance operations since 27-Nov-2026 13:02',
  },
  {
    name: 'failed',
    state: erpState('failed', {
      ...{ text: 'NetSuite refused the billing rules: the item is inactive', owner: 'finance-ops' },
      steps: stepsOf(4, 'failed', 'Refused at rule 2'),
      openItems: [{ text: 'Service item SVC-RUN is inactive', owner: 'finance-ops', since: at }],
    }),
    says: 'NetSuite refused the billing rules: the item is inactive',
  },
  {
    name: 'not-ready',
    state: erpState('not-ready', {
      text: '2 things must be fixed first',
      owner: 'sales-ops',
      steps: stepsOf(0, 'failed'),
    }),
    says: 'Waits on Sales operations since',
  },
  {
    name: 'erp-unreachable',
    state: erpState('erp-unreachable', {
      text: 'NetSuite does not answer',
      steps: stepsOf(2, 'looking-up', 'NetSuite did not answer'),
    }),
    says: 'NetSuite does not answer',
  },
  {
    name: 'held',
    state: erpState('in-progress', { text: 'Making the tasks', hold: { by: 'Dana Weiss', at } }),
    says: 'Held by Dana Weiss since 27-Nov-2026 13:02. Throughline writes nothing more for this engagement',
  },
  {
    name: 'differs',
    state: erpState('done', {
      wanted: { name: 'Halden Outdoor store platform', endOn: '2027-12-24', currency: 'USD' },
    }),
    says: '1 field is not what Salesforce says; the rest is in step.',
  },
];
