import type { GroundTruthEntry } from '../sandbox/control/ground-truth.ts';

/** A record as the platform's own log of commits leaves it. */
export type TruthRow = {
  type: string;
  id: string;
  externalId: string | undefined;
  values: Readonly<Record<string, unknown>>;
};

/** What stands on one platform after all its commits, and every commit since the seeds were loaded. */
export type Truth = {
  rows(type: string): readonly TruthRow[];
  commits: readonly GroundTruthEntry[];
};

/**
 * Plays a ground truth log.
 *
 * @param after the last entry before the run began: what came before it made rows, but is no commit of the run
 */
export function readTruth(entries: readonly GroundTruthEntry[], after: number): Truth {
  const rows = new Map<string, TruthRow>();
  for (const entry of entries) {
    const { operation, type, id } = entry;
    const place = `${type}:${id}`;
    if (operation === 'reset') rows.clear();
    else if (operation === 'delete') rows.delete(place);
    else {
      const before = rows.get(place);
      const externalId = entry.externalId ?? before?.externalId;
      rows.set(place, { type, id, externalId, values: { ...before?.values, ...entry.values } });
    }
  }
  return {
    rows: (type) => [...rows.values()].filter((row) => row.type === type),
    commits: entries.filter(({ sequence }) => sequence > after),
  };
}

export function textOf(row: TruthRow | GroundTruthEntry, field: string): string | undefined {
  const value = row.values[field];
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value : undefined;
}
