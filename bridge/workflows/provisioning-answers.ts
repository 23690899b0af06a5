import { faults } from 'shared-model/faults.ts';
import type { Finding } from 'shared-model/finding.ts';
import type { ItemFault } from 'shared-model/restlet.ts';
import { checkDeal, isBlocked } from 'shared-model/rules/provisioning-pack.ts';
import { askActivation, askCheck, askCustomer, askProject } from './provisioning-commands.ts';
import { demandKeysOf } from './provisioning-demand.ts';
import type { CommandFinished, EventOf } from './provisioning-events.ts';
import { askRules, askTasks, templateOf } from './provisioning-parts.ts';
import {
  type Finished,
  type PartAnswer,
  type RunningState,
  isRunning,
  type State,
  type StateOf,
} from './provisioning-state.ts';
import { beginUndo, removalAnswered } from './provisioning-undo.ts';
import type { Facts } from './workflow.ts';

/** The state after the end of a command, or the same state when the end is none that it waits for. */
export function answered(state: State, finished: CommandFinished, at: string, facts: Facts): State {
  if (state.step === 'undoing') {
    return isOfThis(state.from, finished) ? removalAnswered(state, finished, at, facts) : state;
  }
  if (!isRunning(state) || !isOfThis(state, finished)) return state;
  return awaitedKeys(state, facts).includes(finished.key) ? stateAfter(state, finished, at, facts) : state;
}

/**
 * An answer to an older revision is of a request that was replaced; one to a newer revision tells of the same
 * record, which another request has asked for since.
 */
function isOfThis({ request }: RunningState, { revision }: CommandFinished): boolean {
  return revision >= request.revision;
}

/** The keys whose end the state waits for. */
export function awaitedKeys(state: RunningState, facts: Facts): readonly string[] {
  const { request } = state;
  switch (state.step) {
    case 'checking':
      return [askCheck(request, facts).key];
    case 'customer':
      return [askCustomer(request, facts).key];
    case 'project':
      return state.made === undefined ? [askProject(request, facts).key] : [];
    case 'tasks':
    case 'billing':
      return state.pending;
    case 'staffing':
    case 'approval':
      return [];
    case 'activation':
      return [askActivation(request, facts).key];
  }
}

/** A *superseded* command was overtaken by a newer one of its key, so its record stands; or it was withdrawn. */
function stateAfter(state: RunningState, finished: CommandFinished, at: string, facts: Facts): State {
  const { request, startedAt } = state;
  const findings = [...(finished.findings ?? []), ...possibleMatch(state, finished)];
  if (isBlocked(findings)) return { step: 'not-ready', request, startedAt, at, findings };
  if (finished.outcome === 'held') return { ...state, at, held: faultOf(finished) };
  const free = unburdened(state, at);
  if (free.step === 'tasks' || free.step === 'billing') return partAnswered(free, finished, facts);
  if (free.givenUp !== undefined) return beginUndo(free, { kind: 'given-up', actor: free.givenUp.actor }, at, facts);
  if (finished.outcome === 'rejected') return beginUndo(free, { kind: 'fault', fault: faultOf(finished) }, at, facts);
  return reached(free, finished, facts);
}

function reached(state: Exclude<RunningState, StateOf<'tasks' | 'billing'>>, finished: CommandFinished, facts: Facts) {
  const step = finishedOf(state.at, finished);
  switch (state.step) {
    case 'checking':
      return {
        ...state,
        step: 'customer',
        check: { at: step.at, warnings: warningsOf(state, finished, facts) },
      } as const;
    case 'customer':
      return { ...state, step: 'project', customer: step } as const;
    case 'project':
      return projectMade(state, step, facts);
    case 'activation':
      return { ...state, step: 'done', activation: step } as const;
    case 'staffing':
    case 'approval':
      return state;
  }
}

/** The tasks begin as soon as those of the template are known. */
export function projectMade(state: StateOf<'project'>, made: Finished, facts: Facts): State {
  if (templateOf(state.request, facts) === 'unread') return { ...state, made };
  const { made: _made, ...rest } = state;
  const pending = askTasks(state.request, facts).map(({ key }) => key);
  return { ...rest, step: 'tasks', project: made, pending, answers: [] };
}

/** Every record of a step is answered before it ends, so that nothing is under way when the run goes on or back. */
function partAnswered(state: StateOf<'tasks' | 'billing'>, finished: CommandFinished, facts: Facts): State {
  const pending = state.pending.filter((key) => key !== finished.key);
  const answers = [...state.answers, partOf(finished)];
  const next = { ...state, pending, answers };
  if (pending.length > 0) return next;
  if (next.givenUp !== undefined)
    return beginUndo(next, { kind: 'given-up', actor: next.givenUp.actor }, next.at, facts);
  const refusal = answers.find(({ fault }) => fault !== undefined)?.fault;
  if (refusal !== undefined) return beginUndo(next, { kind: 'fault', fault: refusal }, next.at, facts);
  return stepDone(next, facts);
}

function stepDone(state: StateOf<'tasks' | 'billing'>, facts: Facts): State {
  const { pending: _pending, answers, ...rest } = state;
  const parts = { at: state.at, answers };
  if (rest.step === 'billing') return toStaffing({ ...rest, billing: parts }, facts);
  const rules = askRules(state.request, facts).map(({ key }) => key);
  const withTasks = { ...rest, tasks: parts };
  if (rules.length === 0) return toStaffing({ ...withTasks, billing: { at: state.at, answers: [] } }, facts);
  return { ...withTasks, step: 'billing', pending: rules, answers: [] };
}

type Billed = Omit<StateOf<'staffing'>, 'step' | 'pending' | 'refused'>;

function toStaffing(state: Billed, facts: Facts): State {
  const pending = [...demandKeysOf(state.request)];
  if (pending.length === 0) return toActivation({ ...state, staffing: { at: state.at } }, facts);
  return { ...state, step: 'staffing', pending, refused: [] };
}

type Staffed = Omit<StateOf<'approval'>, 'step'>;

function toActivation(state: Staffed, { activation }: Facts): State {
  return { ...state, step: activation === 'finance' ? 'approval' : 'activation' };
}

/** The CRM shows a role request as open, or a person must look why it cannot. */
export function rowShown(state: State, { data, time }: EventOf<'row.shown'>, facts: Facts): State {
  if (state.step !== 'staffing' || !state.pending.includes(data.key)) return state;
  const others = state.refused.filter(({ key }) => key !== data.key);
  const { fault } = data;
  if (fault !== undefined) return { ...state, at: time, refused: [...others, { key: data.key, fault }] };
  const pending = state.pending.filter((key) => key !== data.key);
  const { isLate: _isLate, pending: _pending, refused: _refused, ...rest } = { ...state, at: time };
  return pending.length > 0
    ? { ...rest, pending, refused: others }
    : toActivation({ ...rest, staffing: { at: time } }, facts);
}

function partOf(finished: CommandFinished): PartAnswer {
  const { key, ref } = finished;
  if (finished.outcome !== 'rejected') return { key, ...(ref === undefined ? {} : { ref }) };
  return { key, fault: faultOf(finished) };
}

function finishedOf(at: string, { ref }: CommandFinished): Finished {
  return { at, ...(ref === undefined ? {} : { ref }) };
}

/** A question to a person is no failure: the deal waits for the answer like for any other finding. */
function possibleMatch({ request }: RunningState, { fault }: CommandFinished): Finding[] {
  if (fault?.code !== 'erp.customer-possible-match') return [];
  return [
    {
      code: 'deal.customer-possible-match',
      severity: 'blocks',
      title: 'A customer in NetSuite may be the same firm',
      text: `${fault.text.slice(0, 320)} Say whether to use it, or that this is a different firm.`,
      group: 'customer',
      pointer: '/customer',
      record: { object: 'Account', id: request.deal.customer.accountId, field: 'ERP_Customer_Number__c' },
      owner: 'sales-ops',
    },
  ];
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
  const { held: _held, isLate: _isLate, condition: _condition, ...rest } = state;
  return { ...rest, at };
}
