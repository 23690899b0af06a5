import type { GroundTruth, GroundTruthEntry } from '../sandbox/control/ground-truth.ts';

/** One record as the account's own log of commits has it. */
export type TruthRecord = {
  type: string;
  id: string;
  externalId: string | undefined;
  values: Readonly<Record<string, unknown>>;
};

/** The account as its ground truth tells it, never as anything answered. Reads on from where it stood. */
export type Ground = {
  /** Live documents that carry this key, of whatever type: as external id, or in the field that says which command wrote it. */
  documents(key: string): readonly TruthRecord[];
  /** Live rows of a record type with this external id. */
  rows(type: string, externalId: string): readonly TruthRecord[];
  record(type: string, id: string): TruthRecord | undefined;
  /** What the ledger row of a key says: its state, with `+` when a document carries the key. */
  ledgerState(key: string): string;
};

const documentTypes = ['customer', 'job', 'projecttask', 'chargerule', 'customrecord_tl_budget'];
export const ledgerType = 'customrecord_tl_posting';
export const linkType = 'customrecord_tl_link';

export function createGround(truth: GroundTruth): Ground {
  const live = new Map<string, TruthRecord>();
  const byKey = new Map<string, Set<string>>();
  let read = 0;
  const records = (externalId: string): TruthRecord[] => {
    for (const entry of truth.after(read)) {
      read = entry.sequence;
      apply(live, byKey, entry);
    }
    return [...(byKey.get(externalId) ?? [])].flatMap((name) => live.get(name) ?? []);
  };
  const rows: Ground['rows'] = (type, externalId) => records(externalId).filter((record) => record.type === type);
  const documents: Ground['documents'] = (key) => records(key).filter(({ type }) => documentTypes.includes(type));
  return {
    rows,
    documents,
    record: (type, id) => {
      records('');
      return live.get(`${type}/${id}`);
    },
    ledgerState: (key) => {
      const state = textIn(rows(ledgerType, key)[0], 'custrecord_tl_posting_state') || 'absent';
      return documents(key).length > 0 ? `${state}+` : state;
    },
  };
}

/** A field of a record as text; empty when either is not there. */
export function textIn(record: TruthRecord | undefined, field: string): string {
  const value = record?.values[field];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function apply(live: Map<string, TruthRecord>, names: Map<string, Set<string>>, entry: GroundTruthEntry): void {
  const name = `${entry.type}/${entry.id}`;
  if (entry.operation === 'delete') {
    live.delete(name);
    return;
  }
  const values = { ...live.get(name)?.values, ...entry.values };
  live.set(name, { type: entry.type, id: entry.id, externalId: entry.externalId, values });
  const key = keyOf(entry);
  if (key === undefined) return;
  names.set(key, (names.get(key) ?? new Set()).add(name));
}

/** A document that lost its external id still says which command wrote it. */
function keyOf({ externalId, values }: GroundTruthEntry): string | undefined {
  const origin = values['custentity_tl_origin'];
  return externalId ?? (typeof origin === 'string' ? origin.replace(/@\d+$/, '') : undefined);
}
