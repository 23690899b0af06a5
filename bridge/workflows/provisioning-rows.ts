import { faults } from 'shared-model/faults.ts';
import type { OwnerRole } from 'shared-model/finding.ts';
import type { ExternalRef } from 'shared-model/refs.ts';
import { type EngagementState, type StepId, steps, type StepState } from 'shared-model/steps.ts';
import { plannedMinutes } from './provisioning-commands.ts';
import { type RunningState, type State, type StateOf, stepIds } from './provisioning-state.ts';
import {
  activityOf,
  activitySentence,
  clipped,
  customerSentence,
  doneSentence,
  findingsSentence,
  heldSentence,
  projectSentence,
  refusedSentence,
  tasksSentence,
  warningsSentence,
} from './provisioning-words.ts';
import type { EngagementRow, Facts, StatusRow, StepRow } from './workflow.ts';

/** What the CRM shows of a provisioning: one row for the engagement and one for each step, in order. */
export function provisioningRows(state: State, facts: Facts): readonly StatusRow[] {
  if (state.step === 'waiting') return [];
  const common = commonOf(state, facts);
  const head: EngagementRow = { ...common, kind: 'engagement', key: facts.engagementId, ...headOf(state) };
  return [head, ...steps.map(({ id, system }) => stepRow(common, id, system, stepOf(state, id), facts))];
}

type Shown = Exclude<State, { step: 'waiting' }>;
type Common = Pick<StatusRow, 'opportunityId' | 'at' | 'generation' | 'runId' | 'correlationId' | 'startedAt'>;
type Head = Pick<EngagementRow, 'state' | 'text' | 'ownerRole' | 'ref' | 'findings'>;
type Step = { state: StepState; text: string; at?: string; ref?: ExternalRef | undefined; ownerRole?: OwnerRole };

function commonOf(state: Shown, { generation, runId, correlationId }: Facts): Common {
  const base = { at: state.at, generation, runId, correlationId };
  if (state.step !== 'failed') return { ...base, opportunityId: opportunityOf(state), startedAt: state.startedAt };
  if (state.from.step === 'refused') return { ...base, opportunityId: state.from.refused.opportunityId };
  return { ...base, opportunityId: opportunityOf(state.from), startedAt: state.from.startedAt };
}

function opportunityOf({ request }: Exclude<Shown, { step: 'failed' }>): string {
  return request.deal.opportunityId;
}

function headOf(state: Shown): Head {
  switch (state.step) {
    case 'checking':
    case 'customer':
    case 'project':
    case 'tasks':
    case 'activation':
      return runningHead(state);
    case 'done':
      return { state: 'done', text: doneSentence(state.project.ref), ...withRef(state.project.ref) };
    case 'not-ready': {
      const [first] = state.findings.filter(({ severity }) => severity === 'blocks');
      const owner: OwnerRole = first?.owner ?? faults['run.not-ready'].owner;
      return { state: 'not-ready', text: findingsSentence(state.findings), ownerRole: owner, findings: state.findings };
    }
    case 'failed':
      return { state: 'failed', text: failedText(state), ownerRole: faults[state.fault.code].owner };
  }
}

function runningHead(state: RunningState): Head {
  if (state.held !== undefined) {
    return { state: 'waiting', text: heldSentence(state.held), ownerRole: faults[state.held.code].owner };
  }
  const engagementState: EngagementState = 'in-progress';
  return { state: engagementState, text: activitySentence(stepIds[state.step], state.isLate === true) };
}

function failedText({ from, fault }: StateOf<'failed'>): string {
  return from.step === 'refused' ? clipped(fault.text) : refusedSentence(stepIds[from.step], fault);
}

function stepOf(state: Shown, step: StepId): Step {
  switch (state.step) {
    case 'checking':
    case 'customer':
    case 'project':
    case 'tasks':
    case 'activation':
      return stepIds[state.step] === step ? currentStep(state) : pastOrNext(state, step);
    case 'done':
      return pastOrNext(state, step);
    case 'not-ready':
      return step === 'check' ? { state: 'failed', text: findingsSentence(state.findings) } : notStarted;
    case 'failed':
      return failedStep(state, step);
  }
}

const notStarted: Step = { state: 'next', text: 'Not started' };

function currentStep(state: RunningState): Step {
  const step = stepIds[state.step];
  if (state.held !== undefined) {
    return { state: 'waiting', text: heldSentence(state.held), ownerRole: faults[state.held.code].owner };
  }
  if (state.step !== 'tasks') return { state: 'running', text: activityOf(step) };
  const { answers, pending } = state;
  return { state: 'running', text: `${answers.length} of ${answers.length + pending.length} tasks` };
}

function failedStep({ from, fault }: StateOf<'failed'>, step: StepId): Step {
  if (from.step === 'refused') return notStarted;
  if (stepIds[from.step] !== step) return pastOrNext(from, step);
  return { state: 'failed', text: refusedSentence(step, fault), ownerRole: faults[fault.code].owner };
}

/** A step that is behind the state with its own time and result, or one that is still to come. */
function pastOrNext(state: RunningState | StateOf<'done'>, step: StepId): Step {
  const { deal } = state.request;
  switch (step) {
    case 'check':
      if (state.step === 'checking') return notStarted;
      return { state: 'done', text: warningsSentence(state.check.warnings), at: state.check.at };
    case 'customer':
      if (state.step === 'checking' || state.step === 'customer') return notStarted;
      return { state: 'done', text: customerSentence(deal, state.customer.ref), ...state.customer };
    case 'project':
      if (!('project' in state)) return notStarted;
      return { state: 'done', text: projectSentence(deal, state.project.ref), ...state.project };
    case 'tasks': {
      if (!('tasksAt' in state)) return notStarted;
      const text = tasksSentence(deal, state.answers.length, plannedMinutes(deal));
      return { state: 'done', text, at: state.tasksAt };
    }
    case 'activation':
      if (state.step !== 'done') return notStarted;
      return { state: 'done', text: 'The team can enter time', at: state.activation.at };
  }
}

function stepRow(common: Common, step: StepId, system: string, shown: Step, facts: Facts): StepRow {
  const { state, text, at, ref, ownerRole } = shown;
  return {
    ...common,
    kind: 'step',
    key: `${facts.engagementId}:${step}`,
    step,
    system,
    state,
    text,
    at: at ?? (state === 'next' ? (common.startedAt ?? common.at) : common.at),
    ...withRef(ref),
    ...(ownerRole === undefined ? {} : { ownerRole }),
  };
}

function withRef(ref: ExternalRef | undefined): { ref?: ExternalRef } {
  return ref === undefined ? {} : { ref };
}
