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
const restMs = 250;
/** After a failed write a row rests, doubling up to a quarter of an hour. */
const failedRestMs = 1_000;
const longestRestMs = 15 * 60_000;

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
  const rows = dirty.map((row) => ({ key: row.key, version: row.version, result: resultOf(row, written) }));
  const hasFailed = rows.some(({ result }) => result === 'failed');
  if (hasFailed) logFailure(seams, correlationId, written);
  await seams.store.projectionsWritten({
    pairing: seams.pairing,
    rows,
    restMs: hasFailed ? restAfterFailure(dirty) : restMs,
  });
  return !hasFailed;
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

function restAfterFailure(dirty: readonly DirtyProjection[]): number {
  const attempts = Math.max(...dirty.map((row) => row.failedAttempts));
  return Math.min(longestRestMs, failedRestMs * 2 ** Math.min(attempts, 20));
}

function logFailure(seams: ProjectionSeams, correlationId: string, written: Written): void {
  const first = written.kind === 'answered' ? written.results.find(({ result }) => result === 'failed') : undefined;
  const fault = written.kind === 'answered' ? first?.fault?.code : written.fault;
  seams.log('rows.not-written', { correlationId, pairing: seams.pairing, fault });
}
