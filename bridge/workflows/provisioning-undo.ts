import type { ProvisioningRequested } from 'shared-model/events.ts';
import { faults } from 'shared-model/faults.ts';
import { activationKey, projectKey, type RecordKey, undoKey } from 'shared-model/keys.ts';
import type { ItemFault } from 'shared-model/restlet.ts';
import { keyParts } from './provisioning-commands.ts';
import type { CommandFinished } from './provisioning-events.ts';
import type { Cause, PartAnswer, RunningState, State, StateOf } from './provisioning-state.ts';
import type { Facts } from './workflow.ts';

/**
 * Undoing walks back from what was asked for last: the opening for time, the billing rules, the tasks with the budget, the
 * project. The customer stays, since deals share it.
 *
 * What the ERP refused is undone like what it made: no answer keeps a late copy of the call from making it after all, and
 * only the reversed ledger row does. It begins when every command of the attempt has ended. Each stage is answered whole before the next begins, and where
 * something of it remains, whatever it rests on remains too.
 */
export function beginUndo(from: RunningState, cause: Cause, at: string, facts: Facts): State {
  return nextStage(
    { step: 'undoing', at, cause, from: calm(from), pending: [], removed: [], absent: [], remains: [] },
    facts,
  );
}

/** A person asks for what remained again; what is gone stays gone. */
export function resumeUndo(state: StateOf<'failed'>, at: string, facts: Facts): State {
  const { cause, from, removed, absent } = state;
  if (from.step === 'refused') return state;
  return nextStage({ step: 'undoing', at, cause, from, pending: [], removed, absent, remains: [] }, facts);
}

export function removalAnswered(state: StateOf<'undoing'>, finished: CommandFinished, at: string, facts: Facts): State {
  const { held: _held, isLate: _isLate, condition: _condition, ...calmed } = state;
  const target = targetOf(state, finished.key, facts);
  if (target === undefined) return state;
  if (finished.outcome === 'held') return { ...state, at, held: faultOf(finished) };
  const pending = state.pending.filter((key) => key !== target);
  const answered =
    finished.outcome === 'rejected'
      ? { remains: [...state.remains, { key: target, fault: faultOf(finished) }] }
      : finished.ref === undefined
        ? { absent: [...state.absent, target] }
        : { removed: [...state.removed, target] };
  const next = { ...calmed, at, pending, ...answered };
  return pending.length > 0 ? next : nextStage(next, facts);
}

/** What the command of a key undoes, while its end is waited for. */
export function targetOf({ from, pending }: StateOf<'undoing'>, key: string, facts: Facts): RecordKey | undefined {
  const target = targetsOf(from, facts).get(key);
  return target !== undefined && pending.includes(target) ? target : undefined;
}

/** A key is not read back to its target, and working out those of a large deal takes longer than all the rest. */
const knownTargets = new WeakMap<RunningState, ReadonlyMap<string, RecordKey>>();

function targetsOf(from: RunningState, facts: Facts): ReadonlyMap<string, RecordKey> {
  const known = knownTargets.get(from);
  if (known !== undefined) return known;
  const targets = new Map(stagesOf(from, facts).flatMap((stage) => stage.map((key) => [undoKey(key), key] as const)));
  knownTargets.set(from, targets);
  return targets;
}

function nextStage(state: StateOf<'undoing'>, facts: Facts): State {
  const { at, cause, from, removed, absent, remains } = state;
  const gone = new Set([...removed, ...absent]);
  if (remains.length > 0) return { step: 'failed', at, cause, from, removed, absent, remains, isOver: false };
  const [stage] = stagesOf(from, facts)
    .map((keys) => keys.filter((key) => !gone.has(key)))
    .filter((keys) => keys.length > 0);
  if (stage === undefined) return { step: 'failed', at, cause, from, removed, absent, remains, isOver: true };
  return { ...state, pending: stage };
}

/** The keys that were asked for, by stage, latest first. */
export function stagesOf(from: RunningState, facts: Facts): readonly (readonly RecordKey[])[] {
  switch (from.step) {
    case 'checking':
    case 'customer':
      return [];
    case 'project':
      return [[keyOfProject(from.request, facts)]];
    case 'tasks':
      return [backwards(from.answers, from.pending), [keyOfProject(from.request, facts)]];
    case 'billing':
      return [
        backwards(from.answers, from.pending),
        backwards(from.tasks.answers, []),
        [keyOfProject(from.request, facts)],
      ];
    case 'staffing':
    case 'approval':
      return stagesOfMade(from, facts);
    case 'activation':
      return [[activationKey(keyParts(from.request, facts))], ...stagesOfMade(from, facts)];
  }
}

function stagesOfMade({ billing, tasks, request }: StateOf<'staffing' | 'approval' | 'activation'>, facts: Facts) {
  return [backwards(billing.answers, []), backwards(tasks.answers, []), [keyOfProject(request, facts)]];
}

function backwards(answers: readonly PartAnswer[], pending: readonly RecordKey[]): readonly RecordKey[] {
  return [...answers.map(({ key }) => key), ...pending].toReversed();
}

function keyOfProject(request: ProvisioningRequested, facts: Facts): RecordKey {
  return projectKey(keyParts(request, facts));
}

/** What held or delayed the step that is being undone is no matter any more. */
function calm(state: RunningState): RunningState {
  const { held: _held, isLate: _isLate, givenUp: _givenUp, condition: _condition, ...rest } = state;
  return rest;
}

function faultOf({ fault }: CommandFinished): ItemFault {
  return fault ?? { code: 'erp.refused', text: faults['erp.refused'].meaning };
}
