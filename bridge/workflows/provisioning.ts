import type { ProvisioningRequested } from 'shared-model/events.ts';
import type { RunCondition } from 'shared-model/run-condition.ts';
import { checkDeal, isBlocked } from 'shared-model/rules/provisioning-pack.ts';
import { approved, cancelled, givenUp, retried } from './provisioning-acts.ts';
import { answered, awaitedKeys, projectMade, rowShown } from './provisioning-answers.ts';
import { askActivation, askCheck, askCustomer, askProject, askRemove } from './provisioning-commands.ts';
import { openDemand, withdrawDemand } from './provisioning-demand.ts';
import {
  announce,
  askApproval,
  closeCancelled,
  closeFailed,
  closeNotReady,
  linksOf,
  mark,
  settle,
} from './provisioning-ends.ts';
import { type ProvisioningEvent, type ProvisioningRefused, readProvisioningEvent } from './provisioning-events.ts';
import { readProvisioningState } from './provisioning-lift.ts';
import { askRules, askTasks } from './provisioning-parts.ts';
import { provisioningRows } from './provisioning-rows.ts';
import { isRunning, provisioningStateVersion, type State } from './provisioning-state.ts';
import type { Decision, Facts, RunStatus, Workflow } from './workflow.ts';

/**
 * A signed deal becomes a customer and a project that is billed, staffed and open for time.
 *
 *   waiting ─requested▶ checking ▶ customer ▶ project ▶ tasks ▶ billing ▶ staffing ▶ (approval) ▶ activation ▶ done
 *                          │          each arrow: the commands of the step were applied, its rows were shown
 *                          ├─ a finding blocks, or a possible match ─▶ not-ready ─ a newer request ─▶ checking
 *                          ├─ cancelled ─▶ cancelled
 *                          └─ a command was rejected, or given up ─▶ undoing ─▶ failed ─ tried again ─▶ undoing
 *
 * A request that comes while an attempt lives is joined to it. An attempt that ended with nothing left behind raises
 * the generation on the source record, and *Try again* asks for that one: a run of its own. Where something could not
 * be undone the run stays failed with an owner, until a person has it tried again or gives it up.
 */
export const provisioning: Workflow<State, ProvisioningEvent> = {
  name: 'provisioning',
  version: 1,
  stateVersion: provisioningStateVersion,
  // An act on an attempt that nobody has asked for changes nothing, and its record in the CRM is closed all the same.
  begins: [
    'provisioning.requested',
    'provisioning.refused',
    'provisioning.cancelled',
    'provisioning.given-up',
    'provisioning.retried',
  ],
  initial: { step: 'waiting' },
  readState: readProvisioningState,
  readEvent: readProvisioningEvent,
  decide,
  evolve,
  rows: provisioningRows,
  statusOf,
  wakeAfterMs,
};

/** How long one step may last before a person is told; it is tried all the same. */
const lateAfterMs = 15 * 60_000;
/** How soon to look again whether the ERP's rows hold the template. */
const templateAfterMs = 5_000;

function decide(state: State, event: ProvisioningEvent, facts: Facts): readonly Decision[] {
  const next = evolve(state, event, facts);
  if (next === state) return joined(state, event, facts);
  const isBegun = event.type === 'provisioning.requested' || event.type === 'provisioning.refused';
  return [
    ...settle(state, next, facts),
    ...linksOf(state, event, facts),
    ...(isBegun || next.step !== state.step ? entered(next, facts) : []),
    ...between(state, next, event, facts),
    ...actClosed(event),
  ];
}

/** What is asked for when a step begins. */
function entered(state: State, facts: Facts): readonly Decision[] {
  switch (state.step) {
    case 'waiting':
    case 'undoing':
      return [];
    case 'checking':
      return [...mark(state.request, 'accepted'), askCheck(state.request, facts)];
    case 'customer':
      return [askCustomer(state.request, facts)];
    case 'project':
      return [askProject(state.request, facts)];
    case 'tasks':
      return askTasks(state.request, facts);
    case 'billing':
      return askRules(state.request, facts);
    case 'staffing':
      return openDemand(state.request, state.project.ref);
    case 'approval':
      return [askApproval()];
    case 'activation':
      return [askActivation(state.request, facts)];
    case 'done':
      return [...mark(state.request, 'closed'), ...announce(state)];
    case 'not-ready':
      return closeNotReady(state);
    case 'failed':
      return closeFailed(state);
    case 'cancelled':
      return closeCancelled(state);
  }
}

/** What is asked for within a step, or by leaving it. */
function between(state: State, next: State, event: ProvisioningEvent, facts: Facts): readonly Decision[] {
  if (next.step === 'undoing') return undoingAsks(state, next, facts);
  if (event.type === 'run.woken' && next.step === state.step && isLate(next) && !isLate(state))
    return [tellLate(state)];
  if (event.type === 'provisioning.retried' && next.step === 'staffing') {
    const shown = openDemand(next.request, next.project.ref);
    return shown.filter(({ roleRequestId }) => next.pending.some((key) => key.endsWith(roleRequestId)));
  }
  if (next.step === 'failed' && state.step === 'failed') return closeFailed(next);
  const isGivenUp = event.type === 'provisioning.given-up' || event.type === 'provisioning.cancelled';
  const isHeldAgain = 'givenUp' in next && next.givenUp !== undefined && next.held !== undefined;
  return isRunning(state) && (isGivenUp || isHeldAgain) ? [{ kind: 'withdraw', keys: awaitedKeys(state, facts) }] : [];
}

/** Each stage of undoing is asked for when it begins; nobody is to be staffed any more. */
function undoingAsks(state: State, next: Extract<State, { step: 'undoing' }>, facts: Facts): readonly Decision[] {
  const before = new Set(state.step === 'undoing' ? state.pending : []);
  const fresh = next.pending.filter((key) => !before.has(key));
  const { request } = next.from;
  const wasOpened = next.from.step === 'staffing' || next.from.step === 'approval' || next.from.step === 'activation';
  return [
    ...(isRunning(state) && wasOpened ? withdrawDemand(request) : []),
    ...fresh.map((key) => askRemove(request, key, facts)),
  ];
}

function evolve(state: State, event: ProvisioningEvent, facts: Facts): State {
  switch (event.type) {
    case 'provisioning.requested':
      return mayBegin(state, event.data, facts) ? begun(event.data, event.time, facts) : state;
    case 'provisioning.refused':
      return mayStart(state, facts) ? refused(event.data, event.time) : state;
    case 'provisioning.cancelled':
      return cancelled(state, event);
    case 'provisioning.given-up':
      return givenUp(state, event, facts);
    case 'provisioning.retried':
      return retried(state, event, facts);
    case 'project.activation-approved':
      return approved(state, event);
    case 'command.finished':
      return answered(state, event.data, event.time, facts);
    case 'row.shown':
      return rowShown(state, event, facts);
    case 'run.condition':
      return conditioned(state, event.data, event.time);
    case 'run.woken':
      return woken(state, facts);
    case 'project.provisioned':
      return state;
  }
}

function begun(request: ProvisioningRequested, at: string, facts: Facts): State {
  const findings = checkDeal(request.deal, facts.reference);
  if (isBlocked(findings)) return { step: 'not-ready', request, startedAt: at, at, findings: [...findings] };
  return { step: 'checking', request, startedAt: at, at };
}

function refused(data: ProvisioningRefused, at: string): State {
  const cause = { kind: 'fault', fault: data.fault } as const;
  return {
    step: 'failed',
    at,
    cause,
    from: { step: 'refused', refused: data },
    removed: [],
    absent: [],
    remains: [],
    isOver: true,
  };
}

/** Only a state that waits for the ERP has a condition; the others have said already whom they wait for. */
function conditioned(state: State, told: RunCondition, at: string): State {
  if ((state.step !== 'undoing' && !isRunning(state)) || state.step === 'approval') return state;
  const { condition, ...rest } = state;
  if (told.kind === 'none') return condition === undefined ? state : { ...rest, at };
  return { ...state, at, condition: told };
}

function woken(state: State, facts: Facts): State {
  if (state.step === 'project' && state.made !== undefined) return projectMade(state, state.made, facts);
  // What somebody holds is not late; the run is woken again after as long.
  return mayBeLate(state) && !isLate(state) && facts.isHeld !== true ? { ...state, isLate: true } : state;
}

/** A step that waits for commands or rows of ours, not for a person. */
function mayBeLate(state: State): state is Extract<State, { isLate?: boolean | undefined }> {
  if (state.step === 'approval') return false;
  return state.step === 'undoing' || isRunning(state);
}

function isLate(state: State): boolean {
  return 'isLate' in state && state.isLate === true;
}

function wakeAfterMs(state: State): number | undefined {
  if (state.step === 'project' && state.made !== undefined) return templateAfterMs;
  return mayBeLate(state) && !isLate(state) ? lateAfterMs : undefined;
}

/** Whether a request starts the checks: no attempt lives, none is newer, and it is newer than the one before. */
function mayBegin(state: State, request: ProvisioningRequested, facts: Facts): boolean {
  return mayStart(state, facts) && request.revision > lastRevision(state);
}

function mayStart(state: State, { otherRuns, generation }: Facts): boolean {
  const isAlone = otherRuns.every((run) => isOver(run.status) && run.generation < generation);
  return isAlone && isOver(statusOf(state)) && lastRevision(state) !== never;
}

/**
 * Of what was undone, the ledger refuses late originals for ever; and what somebody has ended stays ended, though its
 * request is read once more before the CRM shows it as closed. It never begins again under its generation.
 */
const never = Number.MAX_SAFE_INTEGER;

function lastRevision(state: State): number {
  switch (state.step) {
    case 'waiting':
      return -1;
    case 'undoing':
    case 'cancelled':
      return never;
    case 'failed':
      if (state.from.step === 'refused') return -1;
      if (state.cause.kind === 'given-up') return never;
      return [state.removed, state.absent, state.remains].every(isEmpty) ? state.from.request.revision : never;
    case 'checking':
    case 'customer':
    case 'project':
    case 'tasks':
    case 'billing':
    case 'staffing':
    case 'approval':
    case 'activation':
    case 'done':
    case 'not-ready':
      return state.request.revision;
  }
}

/** What changes nothing asks for nothing; only the CRM's record of the request or act learns where the attempt stands. */
function joined(state: State, event: ProvisioningEvent, facts: Facts): readonly Decision[] {
  switch (event.type) {
    case 'provisioning.requested':
    case 'provisioning.refused':
      return mark(event.data, statusOf(state) === 'running' ? 'accepted' : 'closed');
    case 'provisioning.retried': {
      const keys = isRunning(state) ? awaitedKeys(state, facts) : undoKeysOf(state, facts);
      const isHeld = 'held' in state && state.held !== undefined;
      return [...(isHeld ? [{ kind: 'release', keys } as const] : []), ...actClosed(event)];
    }
    case 'provisioning.cancelled':
    case 'provisioning.given-up':
      return actClosed(event);
    case 'project.activation-approved':
    case 'command.finished':
    case 'row.shown':
    case 'run.condition':
    case 'run.woken':
    case 'project.provisioned':
      return [];
  }
}

function undoKeysOf(state: State, facts: Facts): readonly string[] {
  return state.step === 'undoing' ? state.pending.map((key) => askRemove(state.from.request, key, facts).key) : [];
}

function actClosed(event: ProvisioningEvent): readonly Decision[] {
  switch (event.type) {
    case 'provisioning.cancelled':
    case 'provisioning.given-up':
    case 'provisioning.retried':
      return mark(event.data, 'closed');
    case 'provisioning.requested':
    case 'provisioning.refused':
    case 'project.activation-approved':
    case 'command.finished':
    case 'row.shown':
    case 'run.condition':
    case 'run.woken':
    case 'project.provisioned':
      return [];
  }
}

function tellLate(state: State): Decision {
  const held = 'held' in state ? state.held : undefined;
  const text =
    held === undefined ? 'A step has lasted 15 minutes and is still being tried.' : `Still held: ${held.text}`;
  return { kind: 'raise', about: 'late', fault: 'run.overdue', owner: 'admin', text };
}

function isEmpty(list: readonly unknown[]): boolean {
  return list.length === 0;
}

function isOver(status: RunStatus): boolean {
  return status === 'ended' || status === 'not-ready';
}

/** A run that has only waited has left as little behind as one that ended cleanly. */
function statusOf(state: State): RunStatus {
  if (isRunning(state)) return 'running';
  switch (state.step) {
    case 'undoing':
      return 'running';
    case 'done':
    case 'not-ready':
      return state.step;
    case 'failed':
      return state.isOver ? 'ended' : 'failed';
    case 'waiting':
    case 'cancelled':
      return 'ended';
  }
}
