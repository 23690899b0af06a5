import { faults } from 'shared-model/faults.ts';
import type { Log } from '#log.ts';
import { causeOfUnsaved } from '#store/exceptions.ts';
import type { RunToSave, RunWork, Store } from '#store/store.ts';
import type { ArrivedEvent, Facts } from '#workflows/workflow.ts';
import { decidedOf } from './decided.ts';
import type { Played, PlayableWorkflow } from './play.ts';
import type { RestingRuns } from './resting.ts';

export type EngineDeps = {
  readonly store: Pick<Store, 'runsWithWork' | 'saveRun' | 'raiseException'>;
  /** Every workflow this node knows; runs of others are left to newer nodes. */
  readonly workflows: readonly PlayableWorkflow[];
  readonly log: Log;
  /** What this node remembers of runs that it could not save. */
  readonly resting: RestingRuns;
  readonly activation: Facts['activation'];
};

/** The most runs one pass works on. */
const mostRuns = 50;
/** A run that could not be saved so often in a row, about half a minute, needs a person. */
const mostFailures = 5;

/**
 * Works once on what waits: loads runs with events or a due timer, lets their workflow decide, and saves each
 * run's decisions and next state in one transaction. A run that another node saved first is read anew by the next pass.
 *
 * A run that cannot be saved rests by itself, longer each time, and keeps no other waiting; after half a minute a person is
 * told. Runs of workflows and versions that this node does not know are left to others.
 *
 * @returns whether there may be more to do at once
 */
export async function enginePass(deps: EngineDeps): Promise<boolean> {
  const { workflows, resting } = deps;
  const known = workflows.map(({ name, stateVersion, begins }) => ({ name, stateVersion, begins }));
  const runs = await deps.store.runsWithWork(mostRuns, { known, resting: resting.resting() });
  let worked = 0;
  for (const work of runs) if (await workOrRest(deps, work)) worked += 1;
  return worked > 0;
}

async function workOrRest(deps: EngineDeps, work: RunWork): Promise<boolean> {
  const { runId, correlationId } = work;
  try {
    const isOurs = await workOn(deps, work);
    if (isOurs) deps.resting.forget(runId);
    else deps.resting.failed(runId);
    if (!isOurs) deps.log('run.left-alone', { runId, correlationId });
    return isOurs;
  } catch (error) {
    const failures = deps.resting.failed(runId);
    deps.log('run.not-saved', { runId, correlationId, failures, reason: reasonOf(error) });
    if (failures === mostFailures) await raiseUnsaved(deps, work);
    return false;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'no error was thrown';
}

/** Raised once while it is open; the first save that goes through closes it. */
async function raiseUnsaved({ store }: EngineDeps, { runId, engagementId, pairing }: RunWork): Promise<void> {
  const { meaning, owner } = faults['run.not-saved'];
  const cause = causeOfUnsaved(runId);
  await store.raiseException({ cause, pairing, engagementId, runId, code: 'run.not-saved', text: meaning, owner });
}

/** Answers whether the run is one that this node may work on. */
async function workOn(deps: EngineDeps, work: RunWork): Promise<boolean> {
  const workflow = workflowOf(deps.workflows, work);
  const played = workflow === undefined ? undefined : playWork(workflow, work, deps);
  if (workflow === undefined || played === undefined) return false;
  const result = await deps.store.saveRun(runToSave(workflow, work, played));
  logPlayed(deps.log, work, played, result);
  return true;
}

function playWork(
  workflow: PlayableWorkflow,
  work: RunWork,
  { activation }: Pick<EngineDeps, 'activation'>,
): Played | undefined {
  const facts: Facts = {
    pairing: work.pairing,
    engagementId: work.engagementId,
    runId: work.runId,
    correlationId: work.correlationId,
    generation: work.generation,
    reference: work.reference,
    otherRuns: work.otherRuns,
    isHeld: work.isHeld,
    activation,
  };
  return workflow.play(work, arrivedEvents(work), facts);
}

/** A run that was never saved belongs to the workflow that one of its events begins. */
function workflowOf(workflows: readonly PlayableWorkflow[], work: RunWork): PlayableWorkflow | undefined {
  if (work.workflow !== undefined) return workflows.find(({ name }) => name === work.workflow);
  return workflows.find(({ begins }) => work.events.some(({ type }) => begins.includes(type)));
}

function arrivedEvents({ events, isWakeDue, now }: RunWork): ArrivedEvent[] {
  const arrived = events.map(({ eventId, type, acceptedAt, data }) => ({ id: eventId, type, time: acceptedAt, data }));
  return isWakeDue ? [...arrived, { id: 'wake', type: 'run.woken', time: now, data: {} }] : arrived;
}

function runToSave(workflow: PlayableWorkflow, work: RunWork, played: Played): RunToSave {
  const { runId, engagementId, pairing, generation, correlationId, version, now } = work;
  const { state, status, wakeAfterMs } = played;
  return {
    runId,
    engagementId,
    pairing,
    generation,
    correlationId,
    workflow: workflow.name,
    workflowVersion: workflow.version,
    expectedVersion: version,
    state,
    stateVersion: workflow.stateVersion,
    status,
    handledEventIds: work.events.map(({ eventId }) => eventId),
    ...decidedOf(played),
    ...(wakeAfterMs === undefined ? {} : { wakeAt: later(now, wakeAfterMs) }),
  };
}

function later(instant: string, ms: number): string {
  return new Date(Date.parse(instant) + ms).toISOString();
}

function logPlayed(log: Log, work: RunWork, { status, poisoned }: Played, result: 'saved' | 'conflict'): void {
  const { runId, correlationId, engagementId } = work;
  log(result === 'saved' ? 'run.saved' : 'run.overtaken', { runId, correlationId, engagementId, status });
  if (result === 'conflict') return;
  for (const { event } of poisoned)
    log('event.poisoned', { runId, correlationId, eventId: event.id, type: event.type });
}
