import { awaitedKeys } from './provisioning-answers.ts';
import type { EventOf } from './provisioning-events.ts';
import { isRunning, type RunningState, type State } from './provisioning-state.ts';
import { beginUndo, resumeUndo } from './provisioning-undo.ts';
import type { Facts } from './workflow.ts';

/** Cancelling helps while nothing is asked of the ERP but to check the deal, which writes nothing. */
export function cancelled(state: State, { data, time }: EventOf<'provisioning.cancelled'>): State {
  if (state.step !== 'checking') return state;
  const { request, startedAt } = state;
  return { step: 'cancelled', request, startedAt, at: time, actor: data.actor };
}

/**
 * Ends an attempt and undoes what it made, as soon as the end of every command is known; what could not be undone
 * before is kept from now on.
 */
export function givenUp(state: State, { data, time }: EventOf<'provisioning.given-up'>, facts: Facts): State {
  const { actor } = data;
  if (state.step === 'failed') return state.isOver ? state : { ...state, at: time, isOver: true };
  if (!isRunning(state) || state.givenUp !== undefined) return state;
  if (isStillAsking(state, facts)) return { ...state, at: time, givenUp: { actor } };
  return beginUndo(state, { kind: 'given-up', actor }, time, facts);
}

/** Whether commands of this generation may still be on their way; check and customer make nothing of it. */
function isStillAsking(state: RunningState, facts: Facts): boolean {
  return state.step !== 'checking' && state.step !== 'customer' && awaitedKeys(state, facts).length > 0;
}

/** Asks again for what could not be undone, and for role requests that the CRM refused. */
export function retried(state: State, { time }: EventOf<'provisioning.retried'>, facts: Facts): State {
  if (state.step === 'failed' && !state.isOver) return resumeUndo(state, time, facts);
  if (state.step === 'staffing' && state.refused.length > 0) return { ...state, at: time, refused: [] };
  return state;
}

/** Finance has opened the project in its own page. */
export function approved(state: State, { data, time }: EventOf<'project.activation-approved'>): State {
  if (state.step !== 'approval') return state;
  const { isLate: _isLate, ...rest } = state;
  return { ...rest, step: 'activation', at: time, approvedBy: data.approvedBy };
}
