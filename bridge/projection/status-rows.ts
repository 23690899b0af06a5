import type { PairingId } from 'shared-model/ids.ts';
import type { ItemFault } from 'shared-model/restlet.ts';

import type { CrmConnector, CrmRow, CrmRowKind } from '#connectors/connector.ts';
import { mostCrmRows } from '#connectors/connector.ts';
import type { Log } from '#log.ts';
import type { DirtyProjection, Store, WrittenRow } from '#store/store.ts';
import type { World } from '#world.ts';

export type ProjectionSeams = {
  readonly store: Pick<Store, 'claimProjections' | 'projectionsWritten'>;
  readonly crm: CrmConnector;
  readonly world: Pick<World, 'newId'>;
  readonly log: Log;
  readonly nodeId: string;
  readonly pairing: PairingId;
};

/** A node that took a row and says nothing for so long has died over it. */
const leaseMs = 30_000;
/** A row is written at most once in this time, however often it changes. */
const shownRestMs = 250;
/** After a failed write a row rests, doubling; it is tried for as long as it fails. */
const failedRestMs = 1_000;
/** A row that the CRM refuses by itself waits up to a quarter of an hour. */
const longestRestMs = 15 * 60_000;
/** A row that the CRM refuses by itself for so long needs a person. */
const patienceMs = 10 * 60_000;
/** While the CRM does not answer at all, people wait for every row: one call in half a minute. */
const longestOutageRestMs = 30_000;

const kinds: readonly CrmRowKind[] = [
  'engagement',
  'step',
  'request',
  'generation',
  'customer-link',
  'demand',
  'reference',
  'erp',
];

/**
 * Shows in the CRM what has changed here: the latest values of each dirty row, never a history of them.
 *
 * The CRM refuses a row older than the one it holds, so a late answer can do no harm. Where it holds a version that we
 * never gave, our database was restored or is a new one, and counts on from there.
 */
export async function showStatusRows(seams: ProjectionSeams): Promise<boolean> {
  const { pairing, nodeId } = seams;
  const dirty = await seams.store.claimProjections({ pairing, nodeId, kinds, limit: mostCrmRows, leaseMs });
  if (dirty.length === 0) return false;
  const correlationId = seams.world.newId();
  const written = await seams.crm.writeRows(dirty.map(crmRowOf), { correlationId });
  const rows = dirty.map((row) => writtenRow(row, written));
  await seams.store.projectionsWritten({ pairing, rows });
  const failed = dirty.filter((_, place) => rows[place]?.result === 'failed');
  if (failed.length > 0) logFailure(seams, correlationId, written, failed);
  return failed.length < rows.length;
}

type Written = Awaited<ReturnType<CrmConnector['writeRows']>>;

function writtenRow(row: DirtyProjection, written: Written): WrittenRow {
  const { key, version } = row;
  if (written.kind !== 'answered') {
    return { key, version, result: 'failed', restMs: failedRest(row, longestOutageRestMs) };
  }
  const answer = written.results.find((one) => one.key === key);
  const { result = 'failed', heldVersion, fault } = answer ?? {};
  if (result === 'failed')
    return { key, version, result, restMs: failedRest(row, longestRestMs), ...refusalOf(row, fault) };
  return { key, version, result, restMs: shownRestMs, ...(heldVersion === undefined ? {} : { heldVersion }) };
}

function refusalOf({ dirtyForMs }: DirtyProjection, refusal: ItemFault | undefined): { refusal?: ItemFault } {
  return refusal === undefined || dirtyForMs < patienceMs ? {} : { refusal };
}

function crmRowOf(row: DirtyProjection): CrmRow {
  const kind = kinds.find((known) => known === row.kind);
  if (kind === undefined) throw new Error(`no such kind of row: ${row.kind}`);
  return { kind, key: row.key, version: row.version, values: row.values };
}

/** Each row rests for itself, so that one that fails for ever does not hold up the others. */
function failedRest({ failedAttempts }: DirtyProjection, longestMs: number): number {
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
