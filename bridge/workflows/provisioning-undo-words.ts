import { faults } from 'shared-model/faults.ts';
import { ownerLabels } from 'shared-model/finding.ts';
import { stepOfKey } from 'shared-model/keys.ts';
import type { ItemFault } from 'shared-model/restlet.ts';
import type { StepId } from 'shared-model/steps.ts';
import { type Cause, stepIds, type StateOf } from './provisioning-state.ts';
import { clipped, counted, refusedSentence } from './provisioning-words.ts';

/** Why the attempt ended, in one sentence without its full stop. */
export function causeSentence(cause: Cause, step: StepId): string {
  if (cause.kind === 'given-up') return `Given up by ${cause.actor}`;
  return refusedSentence(step, cause.fault).replace(/\.$/, '');
}

/** `NetSuite refused a billing rule: … What was made is being removed`. */
export function undoingSentence({ cause, from }: StateOf<'undoing'>): string {
  const isNothingMade = from.step === 'project' && from.made === undefined;
  const what = isNothingMade ? 'Making sure that nothing of it is left' : 'What was made is being removed';
  return clipped(`${causeSentence(cause, stepIds[from.step])}. ${what}`);
}

/** `… . Nothing was left half-made: the project and 4 tasks were removed`, or what remains and who has it. */
export function failedSentence(state: StateOf<'failed'>): string {
  const { cause, from, isOver } = state;
  if (from.step === 'refused') return cause.kind === 'fault' ? clipped(cause.fault.text) : `Given up by ${cause.actor}`;
  const why = causeSentence(cause, stepIds[from.step]);
  if (isLeft(state)) return clipped(`${leftSentence(state, isOver)} ${why}`);
  if (state.removed.length === 0) return clipped(`${why}. Nothing was made`);
  return clipped(`${why}. Nothing was left half-made: ${thingsOf(state.removed)} removed`);
}

/** Whether something of the attempt may still stand in the ERP. */
export function isLeft({ remains, isOver, removed, from }: StateOf<'failed'>): boolean {
  return remains.length > 0 || (!isOver && removed.length === 0 && from.step !== 'refused');
}

/** What undoing found standing, by the role that must look: the first that was refused names the reason. */
function leftSentence({ from, remains }: StateOf<'failed'>, isKept: boolean): string {
  const project = from.step !== 'refused' && 'project' in from ? from.project.ref?.number : undefined;
  const what = project === undefined ? 'What it made' : `Project ${project}`;
  const [first] = remains;
  if (isKept) return `${what} was kept in NetSuite.`;
  if (first === undefined) return `${what} may still stand in NetSuite; ${ownerLabels['finance-ops']} has it.`;
  return `${what} remains in NetSuite; ${ownerLabels[leftOwner(first.fault)]} has it: ${faults[first.fault.code].meaning}`;
}

export function leftOwner({ code }: ItemFault) {
  return faults[code].owner;
}

/** `the project, 4 tasks and 3 billing rules were`. */
export function thingsOf(keys: readonly string[]): string {
  const count = (step: string): number => keys.filter((key) => stepOfKey(key) === step).length;
  const things = [
    ...(count('project') > 0 ? ['the project'] : []),
    ...(count('task') > 0 ? [counted(count('task'), 'task')] : []),
    ...(count('budget') > 0 ? ['the budget'] : []),
    ...(count('rule') > 0 ? [counted(count('rule'), 'billing rule')] : []),
  ];
  const last = things.at(-1) ?? '';
  const list = things.length > 1 ? `${things.slice(0, -1).join(', ')} and ${last}` : last;
  return `${list} ${keys.length === 1 ? 'was' : 'were'}`;
}
