import { faults } from 'shared-model/faults.ts';
import type { OwnerRole } from 'shared-model/finding.ts';
import { stepOfKey } from 'shared-model/keys.ts';
import type { ExternalRef } from 'shared-model/refs.ts';
import type { StepId, StepState } from 'shared-model/steps.ts';
import { plannedMinutes } from './provisioning-commands.ts';
import { demandKeysOf } from './provisioning-demand.ts';
import { isRunning, type RunningState, type State, type StateOf, stepIds } from './provisioning-state.ts';
import { causeSentence, leftOwner, thingsOf } from './provisioning-undo-words.ts';
import {
  activityOf,
  approvalStep,
  clipped,
  counted,
  customerSentence,
  demandSentence,
  findingsSentence,
  heldSentence,
  openedSentence,
  projectSentence,
  rulesSentence,
  tasksSentence,
  warningsSentence,
} from './provisioning-words.ts';

/** What one step's row says; its time is absent where the engagement's own holds. */
export type Step = {
  state: StepState;
  text: string;
  at?: string;
  ref?: ExternalRef | undefined;
  ownerRole?: OwnerRole;
  nextAt?: string;
};

const notStarted: Step = { state: 'next', text: 'Not started' };

/** Where one step of the card stands. */
export function stepOf(state: Exclude<State, { step: 'waiting' }>, step: StepId): Step {
  if (isRunning(state)) return stepIds[state.step] === step ? currentStep(state) : pastOrNext(state, step);
  switch (state.step) {
    case 'done':
      return pastOrNext(state, step);
    case 'not-ready':
      if (step === 'check') return { state: 'failed', text: findingsSentence(state.findings) };
      return { ...notStarted, at: state.at };
    case 'cancelled':
      return { ...notStarted, at: state.at };
    case 'undoing':
    case 'failed':
      return endedStep(state, step);
  }
}

function currentStep(state: RunningState): Step {
  const step = stepIds[state.step];
  if (state.held !== undefined) {
    return { state: 'waiting', text: heldSentence(state.held), ownerRole: faults[state.held.code].owner };
  }
  if (state.condition?.kind === 'looking-up') {
    const { nextAt } = state.condition;
    const known = nextAt === undefined ? {} : { nextAt };
    return { state: 'looking-up', text: 'No answer yet; it is looked up before anything is tried again', ...known };
  }
  switch (state.step) {
    case 'checking':
    case 'customer':
    case 'activation':
      return { state: 'running', text: activityOf(step) };
    case 'project':
      return {
        state: 'running',
        text: state.made === undefined ? activityOf(step) : 'Reading the tasks of its template',
      };
    case 'tasks':
      return { state: 'running', text: madeSoFar(state, 'task') };
    case 'billing':
      return { state: 'running', text: madeSoFar(state, 'rule') };
    case 'staffing':
      return staffingStep(state);
    case 'approval':
      return { state: 'waiting', text: approvalStep, ownerRole: 'finance-ops' };
  }
}

/** `2 of 3 tasks`; the budget is made along with them and is none. */
function madeSoFar({ answers, pending }: StateOf<'tasks' | 'billing'>, noun: 'task' | 'rule'): string {
  const isOne = (key: string): boolean => stepOfKey(key) === noun;
  const answered = answers.filter(({ key }) => isOne(key));
  const made = answered.filter(({ fault }) => fault === undefined).length;
  return `${made} of ${counted(answered.length + pending.filter(isOne).length, noun)}`;
}

function staffingStep(state: StateOf<'staffing'>): Step {
  const [refusal] = state.refused;
  if (refusal !== undefined) {
    return { state: 'waiting', text: heldSentence(refusal.fault), ownerRole: faults[refusal.fault.code].owner };
  }
  const count = demandKeysOf(state.request).length;
  return { state: 'running', text: `${count - state.pending.length} of ${counted(count, 'role request')}` };
}

/** A step that is behind the state with its own time and result, or one that is still to come. */
function pastOrNext(state: RunningState | StateOf<'done'>, step: StepId): Step {
  const { deal } = state.request;
  switch (step) {
    case 'check':
      if (state.step === 'checking') return notStarted;
      return { state: 'done', text: warningsSentence(state.check.warnings), at: state.check.at };
    case 'customer':
      if (!('customer' in state)) return notStarted;
      return { state: 'done', text: customerSentence(deal, state.customer.ref), ...state.customer };
    case 'project':
      if (!('project' in state)) return notStarted;
      return { state: 'done', text: projectSentence(deal, state.project.ref), ...state.project };
    case 'tasks':
      if (!('tasks' in state)) return notStarted;
      return {
        state: 'done',
        text: tasksSentence(deal, state.tasks.answers, plannedMinutes(deal)),
        at: state.tasks.at,
      };
    case 'billing':
      if (!('billing' in state)) return notStarted;
      return {
        state: 'done',
        text: rulesSentence(state.billing.answers.length, state.step === 'done'),
        at: state.billing.at,
      };
    case 'staffing':
      if (!('staffing' in state)) return notStarted;
      return { state: 'done', text: demandSentence(demandKeysOf(state.request).length), at: state.staffing.at };
    case 'activation':
      if (state.step !== 'done') return notStarted;
      return { state: 'done', text: openedSentence(state.approvedBy), at: state.activation.at };
  }
}

/** The key steps whose records belong to one step of the card. */
const madeBy: Readonly<Partial<Record<StepId, readonly string[]>>> = {
  project: ['project'],
  tasks: ['task', 'budget'],
  billing: ['rule'],
  activation: ['activation'],
};

/** The refused step says why; what was made says whether it is gone again. */
function endedStep(state: StateOf<'undoing' | 'failed'>, step: StepId): Step {
  const { from } = state;
  if (from.step === 'refused') return notStarted;
  const keys = (list: readonly string[]): readonly string[] =>
    list.filter((key) => madeBy[step]?.includes(stepOfKey(key) ?? '') === true);
  const removed = keys(state.removed);
  const [left] = state.step === 'failed' ? state.remains.filter(({ key }) => keys([key]).length > 0) : [];
  if (left !== undefined) {
    const what = step === 'activation' ? 'The project may be open for time' : 'It remains in NetSuite';
    const text = clipped(`${what}: ${faults[left.fault.code].meaning}`);
    return { state: 'waiting', text, ownerRole: leftOwner(left.fault) };
  }
  if (stepIds[from.step] === step) return refusedRow(state, step, removed);
  if (state.step === 'undoing' && keys(state.pending).length > 0) return { state: 'running', text: 'Being removed' };
  if (removed.length > 0) return { state: 'undone', text: `${upper(thingsOf(removed))} removed` };
  if (step === 'staffing' && 'staffing' in from) return { state: 'undone', text: 'The role requests were withdrawn' };
  if (step === 'billing' && from.step === 'activation')
    return { ...pastOrNext(from, step), text: rulesSentence(from.billing.answers.length, true) };
  return pastOrNext(from, step);
}

function refusedRow({ cause }: StateOf<'undoing' | 'failed'>, step: StepId, removed: readonly string[]): Step {
  const gone = removed.length === 0 ? '' : `. ${upper(thingsOf(removed))} removed`;
  const text = clipped(`${causeSentence(cause, step)}${gone}`);
  if (cause.kind === 'given-up') return { state: removed.length > 0 ? 'undone' : 'failed', text };
  return { state: 'failed', text, ownerRole: faults[cause.fault.code].owner };
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
