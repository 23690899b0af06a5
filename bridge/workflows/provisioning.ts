import type { ProvisioningRequested } from 'shared-model/events.ts';
import { checkDeal, isBlocked } from 'shared-model/rules/provisioning-pack.ts';
import { isAwaited, stateAfter } from './provisioning-answers.ts';
import { askActivation, askCheck, askCustomer, askProject, askTasks } from './provisioning-commands.ts';
import { closeFailed, closeNotReady, linksOf, mark, settle } from './provisioning-ends.ts';
import { type ProvisioningEvent, type ProvisioningRefused, readProvisioningEvent } from './provisioning-events.ts';
import { provisioningRows } from './provisioning-rows.ts';
import { liveState, provisioningStateVersion, readProvisioningState, type State } from './provisioning-state.ts';
import type { Decision, Facts, RunStatus, Workflow } from './workflow.ts';

/**
 * A signed deal becomes a customer and an open project in the ERP.
 *
 *   waiting ──provisioning.requested──▶ checking ──▶ customer ──▶ project ──▶ tasks ──▶ activation ──▶ done
 *                                          │           each arrow: the commands of the step were applied
 *                                          ├──a finding blocks──▶ not-ready ──a newer request──▶ checking
 *                                          └──a command was rejected (any step)──▶ failed
 *
 * A request that comes while an attempt lives is joined to it. An attempt that ended with nothing left behind raises
 * the generation on the source record, and *Try again* asks for that one: a run of its own. Where something may have
 * been left behind, the run stays failed until a person has mended the cause and released the command; then it goes on.
 */
export const provisioning: Workflow<State, ProvisioningEvent> = {
  name: 'provisioning',
  version: 1,
  stateVersion: provisioningStateVersion,
  begins: ['provisioning.requested', 'provisioning.refused'],
  initial: { step: 'waiting' },
  readState: readProvisioningState,
  readEvent: readProvisioningEvent,
  decide,
  evolve,
  rows: provisioningRows,
  statusOf,
  wakeAfterMs: (state) =>
    statusOf(state) === 'running' && liveState(state)?.isLate !== true ? lateAfterMs : undefined,
};

/** How long one step may last before a person is told; it is tried all the same. */
const lateAfterMs = 15 * 60_000;

function decide(state: State, event: ProvisioningEvent, facts: Facts): readonly Decision[] {
  const next = evolve(state, event, facts);
  if (next === state) return joined(state, event);
  const isBegun = event.type === 'provisioning.requested' || event.type === 'provisioning.refused';
  return [
    ...settle(state, next, facts),
    ...linksOf(state, event),
    ...(isBegun || next.step !== state.step ? entered(next, facts) : []),
    ...(event.type === 'run.woken' ? [tellLate(state)] : []),
  ];
}

/** What is asked for when a step begins. */
function entered(state: State, facts: Facts): readonly Decision[] {
  switch (state.step) {
    case 'waiting':
      return [];
    case 'checking':
      return [...mark(state.request, 'accepted'), askCheck(state.request, facts)];
    case 'customer':
      return [askCustomer(state.request, facts)];
    case 'project':
      return [askProject(state.request, facts)];
    case 'tasks':
      return askTasks(state.request, facts);
    case 'activation':
      return [askActivation(state.request, facts)];
    case 'done':
      return mark(state.request, 'closed');
    case 'not-ready':
      return closeNotReady(state);
    case 'failed':
      return closeFailed(state);
  }
}

function evolve(state: State, event: ProvisioningEvent, facts: Facts): State {
  switch (event.type) {
    case 'provisioning.requested':
      return mayBegin(state, event.data, facts) ? begun(event.data, event.time, facts) : state;
    case 'provisioning.refused':
      return mayStart(state, facts) ? refused(event.data, event.time) : state;
    case 'command.finished': {
      const live = liveState(state);
      const isOurs = live !== undefined && isAwaited(live, event.data, facts);
      return isOurs ? stateAfter(live, event.data, event.time, facts) : state;
    }
    case 'run.woken': {
      const live = statusOf(state) === 'running' ? liveState(state) : undefined;
      return live === undefined || live.isLate === true ? state : { ...live, isLate: true };
    }
  }
}

function begun(request: ProvisioningRequested, at: string, facts: Facts): State {
  const findings = checkDeal(request.deal, facts.reference);
  if (isBlocked(findings)) return { step: 'not-ready', request, startedAt: at, at, findings: [...findings] };
  return { step: 'checking', request, startedAt: at, at };
}

function refused(data: ProvisioningRefused, at: string): State {
  return { step: 'failed', at, fault: data.fault, isClean: true, from: { step: 'refused', refused: data } };
}

/** Whether a request starts the checks: no attempt lives, none is newer, and it is newer than the one before. */
function mayBegin(state: State, request: ProvisioningRequested, facts: Facts): boolean {
  return mayStart(state, facts) && request.revision > lastRevision(state);
}

function mayStart(state: State, { otherRuns, generation }: Facts): boolean {
  const isAlone = otherRuns.every((run) => isOver(run.status) && run.generation < generation);
  return isAlone && isOver(statusOf(state));
}

function lastRevision(state: State): number {
  if (state.step === 'waiting') return -1;
  if (state.step !== 'failed') return state.request.revision;
  return state.from.step === 'refused' ? -1 : state.from.request.revision;
}

/** What changes nothing asks for nothing; only the request's own record in the CRM learns where the attempt stands. */
function joined(state: State, event: ProvisioningEvent): readonly Decision[] {
  if (event.type !== 'provisioning.requested' && event.type !== 'provisioning.refused') return [];
  return mark(event.data, statusOf(state) === 'running' ? 'accepted' : 'closed');
}

function tellLate(state: State): Decision {
  const held = liveState(state)?.held;
  const text =
    held === undefined ? 'A step has lasted 15 minutes and is still being tried.' : `Still held: ${held.text}`;
  return { kind: 'raise', about: 'late', fault: 'run.overdue', owner: 'admin', text };
}

function isOver(status: RunStatus): boolean {
  return status === 'ended' || status === 'not-ready';
}

/** A run that has only waited has left as little behind as one that ended cleanly. */
function statusOf(state: State): RunStatus {
  switch (state.step) {
    case 'checking':
    case 'customer':
    case 'project':
    case 'tasks':
    case 'activation':
      return 'running';
    case 'done':
    case 'not-ready':
      return state.step;
    case 'failed':
      return state.isClean ? 'ended' : 'failed';
    case 'waiting':
      return 'ended';
  }
}
