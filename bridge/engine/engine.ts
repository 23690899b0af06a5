import type { Log } from '#log.ts';
import type { RunToSave, RunWork, Store } from '#store/store.ts';
import type { ArrivedEvent, Facts } from '#workflows/workflow.ts';
import { decidedOf } from './decided.ts';
import type { Played, PlayableWorkflow } from './play.ts';

export type EngineDeps = {
  readonly store: Pick<Store, 'runsWithWork' | 'saveRun'>;
  /** Every workflow this node knows; runs of others are left to newer nodes. */
  readonly workflows: readonly PlayableWorkflow[];
  readonly log: Log;
};

/** The most runs one pass works on. */
const mostRuns = 50;

/**
 * Works once on what waits: loads runs with events or a due timer, lets their workflow decide, and saves each
 * run's decisions and next state in one transaction. A run that another node saved first is read anew by the next pass.
 *
 * What goes wrong with one run does not keep the others waiting; only when no run at all could be saved is it thrown.
 *
 * @returns whether there may be more to do at once
 */
export async function enginePass(deps: EngineDeps): Promise<boolean> {
  const runs = await deps.store.runsWithWork(mostRuns);
  const errors: unknown[] = [];
  let leftAlone = 0;
  for (const work of runs) {
    try {
      if (!(await workOn(deps, work))) leftAlone += 1;
    } catch (error) {
      deps.log('run.not-saved', { runId: work.runId, correlationId: work.correlationId });
      errors.push(error);
    }
  }
  if (leftAlone > 0) deps.log('runs.left-alone', { runs: leftAlone });
  if (errors.length > 0 && errors.length === runs.length) throw new AggregateError(errors, 'no run was saved');
  return runs.length > leftAlone + errors.length;
}

/** Answers whether the run is one that this node may work on. */
async function workOn(deps: EngineDeps, work: RunWork): Promise<boolean> {
  const workflow = workflowOf(deps.workflows, work);
  const played = workflow === undefined ? undefined : playWork(workflow, work);
  if (workflow === undefined || played === undefined) return false;
  const result = await deps.store.saveRun(runToSave(workflow, work, played));
  logPlayed(deps.log, work, played, result);
  return true;
}

function playWork(workflow: PlayableWorkflow, work: RunWork): Played | undefined {
  const facts: Facts = {
    pairing: work.pairing,
    engagementId: work.engagementId,
    runId: work.runId,
    correlationId: work.correlationId,
    generation: work.generation,
    reference: work.reference,
    otherRuns: work.otherRuns,
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
