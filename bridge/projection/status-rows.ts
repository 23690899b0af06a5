import type { PairingId } from 'shared-model/ids.ts';

import type { CrmConnector, CrmRow, CrmRowKind } from '#connectors/connector.ts';
import { mostCrmRows } from '#connectors/connector.ts';
import type { Log } from '#log.ts';
import type { DirtyProjection, Store } from '#store/store.ts';
import type { World } from '#world.ts';

export type ProjectionSeams = {
  readonly store: Pick<Store, 'dirtyProjections' | 'projectionsWritten'>;
  readonly crm: CrmConnector;
  readonly world: Pick<World, 'newId'>;
  readonly log: Log;
  readonly pairing: PairingId;
};

/** A row is written at most once in this time, however often it changes. */
const shownRestMs = 250;
/** After a failed write a row rests, doubling; it is tried for as long as it fails. */
const failedRestMs = 1_000;
/** A row that the CRM refuses by itself waits up to a quarter of an hour. */
const longestRestMs = 15 * 60_000;
/** While the CRM does not answer at all, people wait for every row: one call in half a minute. */
const longestOutageRestMs = 30_000;

const kinds: readonly CrmRowKind[] = ['engagement', 'step', 'request', 'generation', 'customer-link', 'reference'];

/**
 * Shows in the CRM what has changed here: the latest values of each dirty row, never a history of them.
 *
 * The CRM refuses a row older than the one it holds, so two nodes or a late answer can do no harm.
 */
export async function showStatusRows(seams: ProjectionSeams): Promise<boolean> {
  const dirty = await seams.store.dirtyProjections({ pairing: seams.pairing, limit: mostCrmRows });
  if (dirty.length === 0) return false;
  const correlationId = seams.world.newId();
  const written = await seams.crm.writeRows(dirty.map(crmRowOf), { correlationId });
  const rows = dirty.map((row) => ({ ...row, result: resultOf(row, written) }));
  const longestMs = written.kind === 'answered' ? longestRestMs : longestOutageRestMs;
  for (const [restMs, together] of Map.groupBy(rows, (row) => restOf(row, longestMs))) {
    const results = together.map(({ key, version, result }) => ({ key, version, result }));
    await seams.store.projectionsWritten({ pairing: seams.pairing, rows: results, restMs });
  }
  const failed = rows.filter(({ result }) => result === 'failed');
  if (failed.length > 0) logFailure(seams, correlationId, written, failed);
  return failed.length < rows.length;
}

type Written = Awaited<ReturnType<CrmConnector['writeRows']>>;

function resultOf(row: DirtyProjection, written: Written): 'written' | 'superseded' | 'failed' {
  if (written.kind !== 'answered') return 'failed';
  return written.results.find(({ key }) => key === row.key)?.result ?? 'failed';
}

function crmRowOf(row: DirtyProjection): CrmRow {
  const kind = kinds.find((known) => known === row.kind);
  if (kind === undefined) throw new Error(`no such kind of row: ${row.kind}`);
  return { kind, key: row.key, version: row.version, values: row.values };
}

/** Each row rests for itself, so that one that fails for ever does not hold up the others. */
function restOf({ result, failedAttempts }: { result: string; failedAttempts: number }, longestMs: number): number {
  if (result !== 'failed') return shownRestMs;
  return Math.min(longestMs, failedRestMs * 2 ** Math.min(failedAttempts, 20));
}

function logFailure(
  { log, pairing }: ProjectionSeams,
  correlationId: string,
  written: Written,
  failed: readonly DirtyProjection[],
): void {
  const first = written.kind === 'answered' ? written.results.find(({ result }) => result === 'failed') : undefined;
  const fault = written.kind === 'answered' ? first?.fault?.code : written.fault;
  const attempts = Math.max(...failed.map(({ failedAttempts }) => failedAttempts + 1));
  log('rows.not-written', { correlationId, pairing, fault, count: failed.length, key: failed[0]?.key, attempts });
}
