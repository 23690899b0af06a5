import { checkDeal, isBlocked } from 'shared-model/rules/provisioning-pack.ts';
import type { ItemFault } from 'shared-model/restlet.ts';
import { faults } from 'shared-model/faults.ts';
import { askActivation, askCheck, askCustomer, askProject, askTasks } from './provisioning-commands.ts';
import type { CommandFinished } from './provisioning-events.ts';
import type { Finished, RunningState, State, StateOf, TaskAnswer } from './provisioning-state.ts';
import type { Facts } from './workflow.ts';

/**
 * Whether an answer is one that the state waits for.
 *
 * An answer to an older revision is of a request that was replaced; one to a newer revision tells of the same
 * record, which another request has asked for since.
 */
export function isAwaited(state: RunningState, { key, revision }: CommandFinished, facts: Facts): boolean {
  return revision >= state.request.revision && awaitedKeys(state, facts).includes(key);
}

/** The state after an awaited answer. A *superseded* command was overtaken by a newer one of its key, so its record stands. */
export function stateAfter(state: RunningState, finished: CommandFinished, at: string, facts: Facts): State {
  const { request, startedAt } = state;
  const findings = finished.findings ?? [];
  if (isBlocked(findings)) return { step: 'not-ready', request, startedAt, at, findings };
  if (finished.outcome === 'held') return { ...state, at, held: faultOf(finished) };
  const free = unburdened(state, at);
  if (free.step === 'tasks') return taskAnswered(free, finished);
  if (finished.outcome === 'rejected') return failed(free, faultOf(finished), isClean(free, finished));
  return reached(free, finished, facts);
}

function reached(state: Exclude<RunningState, StateOf<'tasks'>>, finished: CommandFinished, facts: Facts): State {
  const { request, at } = state;
  const step: Finished = { at, ...(finished.ref === undefined ? {} : { ref: finished.ref }) };
  switch (state.step) {
    case 'checking':
      return { ...state, step: 'customer', check: { at, warnings: warningsOf(state, finished, facts) } };
    case 'customer':
      return { ...state, step: 'project', customer: step };
    case 'project': {
      const withProject = { ...state, project: step, answers: [] };
      const pending = askTasks(request, facts).map(({ key }) => key);
      if (pending.length === 0) return { ...withProject, step: 'activation', tasksAt: at };
      return { ...withProject, step: 'tasks', pending };
    }
    case 'activation':
      return { ...state, step: 'done', activation: step };
  }
}

/** Every task is answered before the step ends, so that nothing of it is still under way when the run stops or goes on. */
function taskAnswered(state: StateOf<'tasks'>, finished: CommandFinished): State {
  const { pending: before, ...rest } = state;
  const pending = before.filter((key) => key !== finished.key);
  const answers = [...state.answers.filter(({ key }) => key !== finished.key), answerOf(finished)];
  if (pending.length > 0) return { ...state, pending, answers };
  const refusal = answers.find(({ fault }) => fault !== undefined)?.fault;
  if (refusal !== undefined) return failed({ ...state, pending, answers }, refusal, false);
  return { ...rest, answers, step: 'activation', tasksAt: state.at };
}

function answerOf(finished: CommandFinished): TaskAnswer {
  const { key, ref } = finished;
  if (finished.outcome === 'rejected') return { key, fault: faultOf(finished) };
  return { key, ...(ref === undefined ? {} : { ref }) };
}

function failed(from: RunningState, fault: ItemFault, isNothingLeft: boolean): State {
  return { step: 'failed', at: from.at, fault, isClean: isNothingLeft, from };
}

/**
 * Whether a rejection is certain to have left nothing under this generation: check and customer write nothing under
 * it, and a project was never made when the ERP says so of the only attempt; an earlier one may still be under way.
 */
function isClean(state: RunningState, { attempts, isUntouched }: CommandFinished): boolean {
  if (state.step === 'checking' || state.step === 'customer') return true;
  return state.step === 'project' && attempts <= 1 && isUntouched === true;
}

function awaitedKeys(state: RunningState, facts: Facts): readonly string[] {
  const { request } = state;
  switch (state.step) {
    case 'checking':
      return [askCheck(request, facts).key];
    case 'customer':
      return [askCustomer(request, facts).key];
    case 'project':
      return [askProject(request, facts).key];
    case 'tasks':
      return [...state.pending, ...state.answers.flatMap(({ key, fault }) => (fault === undefined ? [] : [key]))];
    case 'activation':
      return [askActivation(request, facts).key];
  }
}

/** What both sides found worth knowing, each finding once. */
function warningsOf({ request }: RunningState, finished: CommandFinished, facts: Facts) {
  const all = [...checkDeal(request.deal, facts.reference), ...(finished.findings ?? [])];
  return all.filter(
    (finding, place) =>
      place === all.findIndex(({ code, pointer }) => code === finding.code && pointer === finding.pointer),
  );
}

function faultOf({ fault }: CommandFinished): ItemFault {
  return fault ?? { code: 'erp.refused', text: faults['erp.refused'].meaning };
}

function unburdened(state: RunningState, at: string): RunningState {
  const { held: _held, isLate: _isLate, ...rest } = state;
  return { ...rest, at };
}
