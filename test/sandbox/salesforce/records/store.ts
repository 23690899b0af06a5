import type { ObjectType } from '../metadata/object-type.ts';
import type { StoredRecord, Value } from './record.ts';

/** One record that a transaction changed: as it was before the transaction, and as it is now. */
export type RecordChange = { before: StoredRecord | undefined; after: StoredRecord };

/**
 * The rows of the org, in memory, in the order in which they were made.
 *
 * Rows are never changed but replaced, so a roll-back puts the old ones back. Numbers that were drawn stay drawn.
 */
export type RecordStore = {
  /** Also finds deleted rows. */
  find(typeName: string, id: string): StoredRecord | undefined;
  /** Rows that are not deleted. */
  all(typeName: string): readonly StoredRecord[];
  /** Rows that hold this value in a unique, external-id or reference field. */
  withValue(typeName: string, fieldName: string, value: Value): readonly StoredRecord[];
  put(record: StoredRecord): void;
  /** The next number of an id or an auto-number, from 1. */
  nextNumber(counter: string): number;
  /** A place to roll back to inside the running transaction. */
  mark(): number;
  rollBack(mark: number): void;
  /** Ends the transaction and answers what it changed, each record once, in the order of their first change. */
  commit(): readonly RecordChange[];
};

type Index = Map<string, Set<string>>;

/** Creates an empty store for these objects. */
export function createRecordStore(objects: ReadonlyMap<string, ObjectType>): RecordStore {
  const tables = new Map([...objects.keys()].map((name) => [name, new Map<string, StoredRecord>()]));
  const indexes = new Map<string, Index>();
  const counters = new Map<string, number>();
  let journal: RecordChange[] = [];

  const tableOf = (typeName: string) => {
    const table = tables.get(typeName);
    if (!table) throw new Error(`There is no table for ${typeName}`);
    return table;
  };

  function replace(record: StoredRecord, before: StoredRecord | undefined): void {
    const type = objects.get(record.type);
    if (!type) throw new Error(`There is no object ${record.type}`);
    for (const field of type.fields.values()) {
      if (!field.isUnique && !field.isExternalId && !field.reference) continue;
      const index = indexOf(indexes, `${record.type}.${field.name}`);
      if (before && !before.isDeleted) removeFrom(index, before.values.get(field.name), before.id);
      if (!record.isDeleted) addTo(index, record.values.get(field.name), record.id);
    }
    tableOf(record.type).set(record.id, record);
  }

  function undo({ before, after }: RecordChange): void {
    if (before) {
      replace(before, after);
      return;
    }
    replace({ ...after, isDeleted: true }, after);
    tableOf(after.type).delete(after.id);
  }

  return {
    find: (typeName, id) => tableOf(typeName).get(id),
    all: (typeName) => [...tableOf(typeName).values()].filter((record) => !record.isDeleted),
    withValue: (typeName, fieldName, value) => {
      const ids = indexOf(indexes, `${typeName}.${fieldName}`).get(indexKey(value)) ?? [];
      return [...ids].flatMap((id) => tableOf(typeName).get(id) ?? []);
    },
    put: (record) => {
      const before = tableOf(record.type).get(record.id);
      replace(record, before);
      journal.push({ before, after: record });
    },
    nextNumber: (counter) => {
      const next = (counters.get(counter) ?? 0) + 1;
      counters.set(counter, next);
      return next;
    },
    mark: () => journal.length,
    rollBack: (mark) => {
      for (const change of journal.splice(mark).reverse()) undo(change);
    },
    commit: () => {
      const changes = mergeChanges(journal);
      journal = [];
      return changes;
    },
  };
}

function mergeChanges(journal: readonly RecordChange[]): readonly RecordChange[] {
  const merged = new Map<string, RecordChange>();
  for (const { before, after } of journal) {
    const first = merged.get(after.id);
    merged.set(after.id, { before: first ? first.before : before, after });
  }
  return [...merged.values()];
}

function indexOf(indexes: Map<string, Index>, name: string): Index {
  const found = indexes.get(name) ?? new Map<string, Set<string>>();
  indexes.set(name, found);
  return found;
}

/** Unique fields compare without case unless they say otherwise, which the save path checks again. */
function indexKey(value: Value): string {
  return typeof value === 'string' ? value.toLowerCase() : String(value);
}

function addTo(index: Index, value: Value | undefined, id: string): void {
  if (value === undefined) return;
  const ids = index.get(indexKey(value)) ?? new Set();
  index.set(indexKey(value), ids.add(id));
}

function removeFrom(index: Index, value: Value | undefined, id: string): void {
  if (value !== undefined) index.get(indexKey(value))?.delete(id);
}
