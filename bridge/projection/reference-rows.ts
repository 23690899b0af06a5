import type { PairingId } from 'shared-model/ids.ts';
import { type Reference, referenceDetail, referenceKey, type ReferenceRow } from 'shared-model/reference.ts';

import type { CrmConnector, CrmRow, ShownReference, WriteRowsResult } from '#connectors/connector.ts';
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
/** While the CRM's daily calls run short; whoever waits goes first. */
const reservedRestMs = 600_000;
/** After a failed write the next one waits at least this long; each costs one of the org's daily calls. */
const failedRestMs = 5_000;

/**
 * Mirrors the ERP's reference rows into the CRM, each with the time it was read, for the rules on the card.
 *
 * Only rows that the CRM lacks, or holds from an earlier reading, are written. A row that the ERP has no more is retired:
 * it stays for the deals that name it, and no rule accepts it any longer.
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

type Mirrored = 'written' | 'unchanged' | 'failed' | 'empty' | 'reserved';

function restOf(result: Mirrored, everyMs: number): number {
  if (result === 'empty') return emptyRestMs;
  if (result === 'reserved') return Math.max(everyMs, reservedRestMs);
  return result === 'failed' ? Math.max(everyMs, failedRestMs) : everyMs;
}

async function writeAll(seams: ReferenceRowsSeams, reference: Reference): Promise<Mirrored> {
  const correlationId = seams.world.newId();
  const quota = seams.crm.quota();
  if (quota?.isReserved === true) {
    seams.log('reference.waits-for-quota', { pairing: seams.pairing, used: quota.used, max: quota.max });
    return 'reserved';
  }
  const held = await seams.crm.shownReference({ correlationId });
  if (held.kind !== 'answered') {
    seams.log('reference.not-mirrored', { correlationId, pairing: seams.pairing, fault: held.fault });
    return 'failed';
  }
  const asOf = wholeSecond(reference.asOf);
  const current = new Set(held.shown.filter((row) => wholeSecond(row.asOf) === asOf).map(({ key }) => key));
  const present = reference.rows.map((row) => crmRowOf(row, reference.asOf));
  const rows = [...present.filter(({ key }) => !current.has(key)), ...retired(held.shown, present, reference.asOf)];
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

function retired(shown: readonly ShownReference[], present: readonly CrmRow[], asOf: string): CrmRow[] {
  const known = new Set(present.map(({ key }) => key));
  const gone = shown.filter(({ key, isActive }) => isActive && !known.has(key));
  return gone.map(({ key }) => ({ kind: 'reference-retired', key, version: 0, values: { isActive: false, asOf } }));
}

/** Salesforce keeps a time to the second. Source: Object Reference, "dateTime". */
function wholeSecond(instant: string): number {
  return Math.floor(Date.parse(instant) / 1_000);
}

function faultOf(written: WriteRowsResult): string | undefined {
  if (written.kind !== 'answered') return written.fault;
  return written.results.find(({ result }) => result === 'failed')?.fault?.code;
}

function crmRowOf(row: ReferenceRow, asOf: string): CrmRow {
  const { kind, code, name } = row;
  const shown = { ...fieldsOf(row), detail: referenceDetail(row) };
  const values = { kind, code, name, asOf, isActive: true, ...present(shown) };
  return { kind: 'reference', key: referenceKey(row), version: 0, values };
}

type Fields = { readonly [name: string]: string | boolean | undefined };

/** What has a field of its own in the CRM. A period counts as in force from its first day to its last. */
function fieldsOf(row: ReferenceRow): Fields {
  switch (row.kind) {
    case 'legal-entity':
      return { currency: row.currency, isActive: row.isActive };
    case 'rate-card': {
      const { legalEntity, currency, validFrom, validTo, isActive } = row;
      return { legalEntity, currency, validFrom, validTo, isActive };
    }
    case 'period':
      return { validFrom: row.code, validTo: row.endOn };
    case 'employee':
    case 'project-template':
    case 'tax-profile':
      return { legalEntity: row.legalEntity, isActive: row.isActive };
    case 'currency':
    case 'service-item':
      return { isActive: row.isActive };
  }
}

function present(fields: Fields): Record<string, string | boolean> {
  const kept: Record<string, string | boolean> = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) kept[name] = value;
  return kept;
}
