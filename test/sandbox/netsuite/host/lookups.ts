import { DatabaseSync } from 'node:sqlite';

import type { SandboxClock } from '../../control/clock.ts';
import type { Catalog } from './definitions.ts';
import { createTables, quoted } from './record-store.ts';
import type { RecordStore, StoredRow, Written } from './record-store.ts';

/** Where look-ups read: the account itself, or a copy of it that lags behind the commits. */
export type Lookups = {
  database(): DatabaseSync;
  read(type: string, id: number): StoredRow | undefined;
  setLag(ms: number): void;
  noteWrite(written: Written): void;
  /** The account was emptied or taken back: the copy starts again from what it is now. */
  refresh(): void;
};

/** Source: assumed; whether look-ups lag a commit is not documented, so the lag is off by default. */
export function createLookups(catalog: Catalog, clock: SandboxClock, store: () => RecordStore): Lookups {
  let lagMs = 0;
  let copy: DatabaseSync | undefined;
  let pending: (Written & { at: number })[] = [];
  const refresh = () => {
    pending = [];
    copy = lagMs > 0 ? copyOf(catalog, store()) : undefined;
  };
  const catchUp = (database: DatabaseSync) => {
    const due = clock.now() - lagMs;
    for (const written of pending.filter(({ at }) => at <= due)) replace(catalog, database, written);
    pending = pending.filter(({ at }) => at > due);
  };
  const database = (): DatabaseSync => {
    if (!copy) return store().database;
    catchUp(copy);
    return copy;
  };
  return {
    database,
    read: (type, id) => {
      const row = store().read(type, id);
      if (!copy) return row;
      const { table, fields } = tableOf(catalog, type);
      const found = database()
        .prepare(`SELECT * FROM ${quoted(table)} WHERE id = ?`)
        .get(id);
      if (!found) return undefined;
      const values = [...fields.keys()].map((name) => [name, found[name] ?? null]);
      return { id, version: Number(found['_version']), values: Object.fromEntries(values), lines: row?.lines ?? {} };
    },
    setLag: (ms) => {
      lagMs = ms;
      refresh();
    },
    noteWrite: (written) => {
      if (copy) pending.push({ ...written, at: clock.now() });
    },
    refresh,
  };
}

function tableOf(catalog: Catalog, type: string) {
  const record = catalog.records.get(type);
  if (!record) throw new Error(`The account has no record type ${type}`);
  return record;
}

function copyOf(catalog: Catalog, store: RecordStore): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  createTables(database, catalog);
  for (const { type, table } of catalog.records.values()) {
    const ids = store.database.prepare(`SELECT id FROM ${quoted(table)} ORDER BY id`).all();
    for (const row of ids) {
      const id = Number(row['id']);
      replace(catalog, database, { type, id, row: store.read(type, id) });
    }
  }
  return database;
}

function replace(catalog: Catalog, database: DatabaseSync, { type, id, row }: Written): void {
  const { table } = tableOf(catalog, type);
  database.prepare(`DELETE FROM ${quoted(table)} WHERE id = ?`).run(id);
  if (!row) return;
  const names = ['id', '_version', ...Object.keys(row.values)];
  const places = names.map(() => '?').join(', ');
  const insert = `INSERT INTO ${quoted(table)} (${names.map(quoted).join(', ')}) VALUES (${places})`;
  database.prepare(insert).run(id, row.version, ...Object.values(row.values));
}
