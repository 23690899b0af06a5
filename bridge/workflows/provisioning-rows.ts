import { faults } from 'shared-model/faults.ts';
import type { OwnerRole } from 'shared-model/finding.ts';
import type { ExternalRef } from 'shared-model/refs.ts';
import type { RunCondition } from 'shared-model/run-condition.ts';
import { type StepId, steps } from 'shared-model/steps.ts';
import { isRunning, type RunningState, type State, type StateOf, stepIds } from './provisioning-state.ts';
import { type Step, stepOf } from './provisioning-step-rows.ts';
import { failedSentence, isLeft, leftOwner, undoingSentence } from './provisioning-undo-words.ts';
import {
  activitySentence,
  approvalSentence,
  clipped,
  doneSentence,
  findingsSentence,
  heldSentence,
  lookingUpSentence,
  queuedSentence,
  unreachableSentence,
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
type Head = Pick<
  EngagementRow,
  'state' | 'text' | 'ownerRole' | 'waitingSince' | 'nextAt' | 'ahead' | 'ref' | 'findings' | 'undone' | 'canRetry'
>;

function commonOf(state: Shown, { generation, runId, correlationId }: Facts): Common {
  const base = { at: state.at, generation, runId, correlationId };
  if (state.step !== 'failed' && state.step !== 'undoing') {
    return { ...base, opportunityId: state.request.deal.opportunityId, startedAt: state.startedAt };
  }
  const { from } = state;
  if (from.step === 'refused') return { ...base, opportunityId: from.refused.opportunityId };
  return { ...base, opportunityId: from.request.deal.opportunityId, startedAt: from.startedAt };
}

function headOf(state: Shown): Head {
  if (isRunning(state)) return runningHead(state);
  switch (state.step) {
    case 'done':
      return { state: 'done', text: doneSentence(state.project.ref), ...withRef(state.project.ref) };
    case 'not-ready': {
      const [first] = state.findings.filter(({ severity }) => severity === 'blocks');
      const owner: OwnerRole = first?.owner ?? faults['run.not-ready'].owner;
      return { state: 'not-ready', text: findingsSentence(state.findings), ownerRole: owner, findings: state.findings };
    }
    case 'undoing':
      if (state.held !== undefined) return waitingOn(state.held.code, heldSentence(state.held), state.at);
      return { state: 'in-progress', text: undoingSentence(state), ...nextOf(state.condition) };
    case 'failed':
      return failedHead(state);
    case 'cancelled':
      return { state: 'ready', text: clipped(`Cancelled by ${state.actor}. Nothing was made`) };
  }
}

function runningHead(state: RunningState): Head {
  if (state.held !== undefined) return waitingOn(state.held.code, heldSentence(state.held), state.at);
  if (state.step === 'approval') {
    const text = approvalSentence(state.project.ref);
    return { ...waitingOn('run.awaits-activation', text, state.at), ...withRef(state.project.ref), canRetry: false };
  }
  const refusal = state.step === 'staffing' ? state.refused[0]?.fault : undefined;
  if (refusal !== undefined) return waitingOn(refusal.code, heldSentence(refusal), state.at);
  if (state.givenUp !== undefined) {
    const text = clipped(
      `Given up by ${state.givenUp.actor}. What is under way ends first, then what was made is removed`,
    );
    return { state: 'in-progress', text };
  }
  return goingHead(state);
}

/** A run that goes on by itself, and what it waits for in the ERP. */
function goingHead({ step, condition, isLate }: RunningState): Head {
  const activity = activitySentence(stepIds[step], isLate === true);
  switch (condition?.kind) {
    case 'queued':
      return {
        state: 'queued',
        text: queuedSentence(condition.ahead),
        ahead: condition.ahead,
        ...nextOf(condition),
      };
    case 'unreachable':
      return { state: 'erp-unreachable', text: unreachableSentence(condition.code), ...nextOf(condition) };
    case 'looking-up':
      return { state: 'in-progress', text: lookingUpSentence(activity), ...nextOf(condition) };
    case 'none':
    case undefined:
      return { state: 'in-progress', text: activity };
  }
}

function nextOf(condition: RunCondition | undefined): { nextAt?: string } {
  const nextAt = condition !== undefined && 'nextAt' in condition ? condition.nextAt : undefined;
  return nextAt === undefined ? {} : { nextAt };
}

function waitingOn(code: keyof typeof faults, text: string, since: string): Head {
  return { state: 'waiting', text, ownerRole: faults[code].owner, waitingSince: since, canRetry: true };
}

function failedHead(state: StateOf<'failed'>): Head {
  const { cause, remains, removed, isOver, from } = state;
  const [first] = remains;
  const own = cause.kind === 'fault' ? faults[cause.fault.code].owner : 'sales-ops';
  const ownerRole = first === undefined ? own : leftOwner(first.fault);
  const undone = isLeft(state) ? ({ undone: 'part' } as const) : removed.length > 0 ? ({ undone: 'all' } as const) : {};
  const ref = !isOver && from.step !== 'refused' && 'project' in from ? from.project.ref : undefined;
  const waiting = isOver ? {} : { waitingSince: state.at };
  return {
    state: 'failed',
    text: failedSentence(state),
    ownerRole,
    ...undone,
    canRetry: true,
    ...waiting,
    ...withRef(ref),
  };
}

function stepRow(common: Common, step: StepId, system: string, shown: Step, facts: Facts): StepRow {
  const { state, text, at, ref, ownerRole, nextAt } = shown;
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
    ...(state === 'waiting' ? { waitingSince: common.at } : {}),
    ...(nextAt === undefined ? {} : { nextAt }),
  };
}

function withRef(ref: ExternalRef | undefined): { ref?: ExternalRef } {
  return ref === undefined ? {} : { ref };
}
