import type { PairingId } from 'shared-model/ids.ts';
import type { Reference } from 'shared-model/reference.ts';

import type { CrmConnector, CrmRow, WriteRowsResult } from '#connectors/connector.ts';
import { mostCrmRows } from '#connectors/connector.ts';
import type { Log } from '#log.ts';
import type { Store } from '#store/store.ts';
import type { World } from '#world.ts';

export type ReferenceRowsSeams = {
  readonly store: Pick<Store, 'claimDuty' | 'finishDuty' | 'readReference'>;
  readonly crm: CrmConnector;
  readonly world: Pick<World, 'newId'>;
  readonly log: Log;
  readonly nodeId: string;
  readonly pairing: PairingId;
  /** Between two mirrors, in milliseconds. */
  readonly everyMs: number;
};

const leaseMs = 120_000;
/** While there are no rows yet, which costs the CRM nothing. */
const emptyRestMs = 1_000;
/** After a failed write the next one waits at least this long; each costs one of the org's daily calls. */
const failedRestMs = 5_000;

/**
 * Mirrors the ERP's reference rows into the CRM, each with the time it was read, for the rules on the card.
 *
 * Only rows that the CRM lacks, or holds from an earlier reading, are written.
 */
export async function mirrorReference(seams: ReferenceRowsSeams): Promise<boolean> {
  const name = { name: 'reference-rows', pairing: seams.pairing };
  const claim = await seams.store.claimDuty({ ...name, nodeId: seams.nodeId, leaseMs });
  if (claim === undefined) return false;
  const reference = await seams.store.readReference(seams.pairing);
  const result = reference === undefined ? 'empty' : await writeAll(seams, reference);
  await seams.store.finishDuty({ ...name, fence: claim.fence, nextAfterMs: restOf(result, seams.everyMs) });
  return result === 'written';
}

type Mirrored = 'written' | 'unchanged' | 'failed' | 'empty';

function restOf(result: Mirrored, everyMs: number): number {
  if (result === 'empty') return emptyRestMs;
  return result === 'failed' ? Math.max(everyMs, failedRestMs) : everyMs;
}

async function writeAll(seams: ReferenceRowsSeams, reference: Reference): Promise<Mirrored> {
  const correlationId = seams.world.newId();
  const held = await seams.crm.shownReference({ correlationId });
  if (held.kind !== 'answered') {
    seams.log('reference.not-mirrored', { correlationId, pairing: seams.pairing, fault: held.fault });
    return 'failed';
  }
  const asOf = wholeSecond(reference.asOf);
  const current = new Set(held.shown.filter((row) => wholeSecond(row.asOf) === asOf).map(({ key }) => key));
  const rows = reference.rows.map((row) => crmRowOf(row, reference.asOf)).filter(({ key }) => !current.has(key));
  if (rows.length === 0) return 'unchanged';
  for (let from = 0; from < rows.length; from += mostCrmRows) {
    const written = await seams.crm.writeRows(rows.slice(from, from + mostCrmRows), { correlationId });
    const fault = faultOf(written);
    if (fault !== undefined) {
      seams.log('reference.not-mirrored', { correlationId, pairing: seams.pairing, fault });
      return 'failed';
    }
  }
  return 'written';
}

/** Salesforce keeps a time to the second. Source: Object Reference, "dateTime". */
function wholeSecond(instant: string): number {
  return Math.floor(Date.parse(instant) / 1_000);
}

function faultOf(written: WriteRowsResult): string | undefined {
  if (written.kind !== 'answered') return written.fault;
  return written.results.find(({ result }) => result === 'failed')?.fault?.code;
}

function crmRowOf(row: Reference['rows'][number], asOf: string): CrmRow {
  const { validTo, ...known } = { validTo: undefined, ...row };
  const values = { ...known, asOf, ...(validTo === undefined ? {} : { validTo }) };
  return { kind: 'reference', key: `${row.kind}:${row.code}`, version: 0, values };
}
