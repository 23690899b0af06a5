import type { Caller } from '#api/contract.ts';
import type { CauseRow, Desk, OpenCall, RunRow, WorkCounts } from '#store/desk.ts';
import type { Store } from '#store/store.ts';
import type { RunView } from '#store/views.ts';
import type { World } from '#world.ts';

import type { DeskQuery } from './contracts.ts';
import { badgeOf } from './words.ts';

export type DeskSeams = {
  readonly store: Pick<Desk, 'listRuns' | 'listCauses' | 'openCalls' | 'countWork'> & Pick<Store, 'runById'>;
  readonly world: Pick<World, 'now'>;
  /** Calls at once that the account allows, and how many of them are left to others. */
  readonly slots: { readonly total: number; readonly reserve: number };
  readonly isSandbox: boolean;
};

/** Everything that one look at the console shows. */
export type DeskView = {
  readonly caller: Caller;
  readonly query: DeskQuery;
  readonly now: number;
  readonly runs: readonly RunRow[];
  /** There are more of the kind than are listed. */
  readonly hasMore: boolean;
  readonly causes: readonly CauseRow[];
  readonly calls: readonly OpenCall[];
  readonly work: WorkCounts;
  readonly slots: DeskSeams['slots'];
  readonly isSandbox: boolean;
  readonly selected?: Selected;
};

export type Selected =
  | { readonly kind: 'run'; readonly run: RunView; readonly row?: RunRow }
  | { readonly kind: 'cause'; readonly cause: CauseRow; readonly runs: readonly RunView[] }
  | { readonly kind: 'gone'; readonly what: 'run' | 'cause' };

const listed = 50;
const recent = 10;

/** Reads what the console shows now: first what is not over, then what has ended last. */
export async function readDesk(seams: DeskSeams, caller: Caller, query: DeskQuery): Promise<DeskView> {
  const { store, world, slots, isSandbox } = seams;
  const [open, over, causes, calls, work] = await Promise.all([
    store.listRuns({ statuses: ['running', 'failed', 'not-ready'], page: { limit: listed } }),
    store.listRuns({ statuses: ['done', 'ended'], page: { limit: query.show === 'done' ? listed : recent } }),
    store.listCauses(),
    store.openCalls(),
    store.countWork(),
  ]);
  const all = [...open.rows, ...over.rows];
  const selected = await selectedOf(seams, query, all, causes);
  return {
    caller,
    query,
    now: world.now(),
    runs: all.filter((run) => isShown(run, query)).toSorted(byNeed),
    hasMore: open.next !== undefined,
    causes: causes.filter((cause) =>
      hasWords(query.q, [cause.text, cause.code, ...cause.exceptions.map(({ name }) => name)]),
    ),
    calls,
    work,
    slots,
    isSandbox,
    ...(selected === undefined ? {} : { selected }),
  };
}

async function selectedOf(
  { store }: DeskSeams,
  { run: runId, cause: exceptionId }: DeskQuery,
  rows: readonly RunRow[],
  causes: readonly CauseRow[],
): Promise<Selected | undefined> {
  if (runId !== undefined) {
    const run = await store.runById(runId);
    if (run === undefined) return { kind: 'gone', what: 'run' };
    const row = rows.find((listedRun) => listedRun.runId === runId);
    return { kind: 'run', run, ...(row === undefined ? {} : { row }) };
  }
  if (exceptionId === undefined) return undefined;
  const cause = causes.find(({ exceptions }) => exceptions.some((exception) => exception.exceptionId === exceptionId));
  if (cause === undefined) return { kind: 'gone', what: 'cause' };
  const runIds = [...new Set(cause.exceptions.flatMap(({ runId: id }) => (id === undefined ? [] : [id])))];
  const runs = await Promise.all(runIds.map((id) => store.runById(id)));
  return { kind: 'cause', cause, runs: runs.filter((found) => found !== undefined) };
}

/** Whether a run is among those that were asked for. */
export function isShown(run: RunRow, { show, q }: Pick<DeskQuery, 'show' | 'q'>): boolean {
  return (
    isOfKind(run, show) && hasWords(q, [run.name, run.customerName, run.runId, run.engagementId, run.correlationId])
  );
}

function isOfKind(run: RunRow, show: DeskQuery['show']): boolean {
  switch (show) {
    case 'all':
      return true;
    case 'people':
      return needsPerson(run);
    case 'under-way':
      return run.status === 'running' && !needsPerson(run);
    case 'done':
      return run.status === 'done' || run.status === 'ended';
  }
}

/** Whether a person must act before the run goes on. */
export function needsPerson(run: RunRow): boolean {
  return run.status === 'failed' || run.status === 'not-ready' || badgeOf(run).word === 'Waiting';
}

/** Each word of the search must stand somewhere. */
function hasWords(q: string, texts: readonly (string | undefined)[]): boolean {
  const whole = texts.join(' ').toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => whole.includes(word));
}

/** What a person must do first, then what goes on, then what is over; each with the latest change first. */
function byNeed(one: RunRow, other: RunRow): number {
  const order = (run: RunRow): number => (needsPerson(run) ? 0 : run.status === 'running' ? 1 : 2);
  return order(one) - order(other) || other.changedAt.localeCompare(one.changedAt);
}
