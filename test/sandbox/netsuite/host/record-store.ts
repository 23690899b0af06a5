import { DatabaseSync } from 'node:sqlite';
import type { SQLOutputValue, StatementSync } from 'node:sqlite';

import type { Catalog, FieldKind, RecordDefinition } from './definitions.ts';
import type { StoredValue } from './values.ts';

export type Line = Readonly<Record<string, StoredValue>>;
/** The lines of a record by sublist. */
export type Lines = Readonly<Record<string, readonly Line[]>>;

export type StoredRow = { id: number; version: number; values: Readonly<Record<string, StoredValue>>; lines: Lines };
export type Written = { type: string; id: number; row: StoredRow | undefined };

/** The account's records, one table for each record type, in memory; every write commits by itself. */
export type RecordStore = {
  database: DatabaseSync;
  read(type: string, id: number): StoredRow | undefined;
  /** Ids of the records whose field has the value, ascending. */
  find(type: string, field: string, value: StoredValue): readonly number[];
  insert(type: string, values: Readonly<Record<string, StoredValue>>, lines?: Lines): number;
  /** Lines that are left out stay as they are. */
  update(type: string, id: number, values: Readonly<Record<string, StoredValue>>, lines?: Lines): void;
  /** Makes loaded copies of the record stale without changing a field. */
  touch(type: string, id: number): void;
  remove(type: string, id: number): void;
  clear(): void;
  /** Remembers the account as it is; `restore` takes everything back that was written since. One mark at a time. */
  mark(): { restore(): void };
};

/** Declared types let a query's answer know what a column holds. */
const columnTypes: Readonly<Record<FieldKind, string>> = {
  text: 'TEXT',
  integer: 'INTEGER',
  number: 'REAL',
  checkbox: 'TEXT',
  day: 'DAY_TEXT',
  instant: 'INSTANT_TEXT',
  reference: 'INTEGER',
  choice: 'CHOICE_NUMERIC',
};

export const quoted = (name: string): string => `"${name}"`;

/** Creates the empty tables of every record type. */
export function createTables(database: DatabaseSync, catalog: Catalog): void {
  for (const record of catalog.records.values()) {
    const fields = [...record.fields.values()];
    const columns = fields.map((field) => `${quoted(field.id)} ${columnTypes[field.kind]}`);
    const others = fields.flatMap((field) =>
      (field.queryNames ?? []).map((name) => `${quoted(name)} ${columnTypes[field.kind]} AS (${quoted(field.id)})`),
    );
    const own = ['"id" INTEGER PRIMARY KEY', '"_version" INTEGER NOT NULL', '"_lines" TEXT'];
    const all = [...own, ...columns, ...others];
    database.exec(`CREATE TABLE ${quoted(record.table)} (${all.join(', ')})`);
    const unique = record.hasSharedExternalId ? '' : 'UNIQUE';
    database.exec(`CREATE ${unique} INDEX ${quoted(`${record.table}_eid`)} ON ${quoted(record.table)} ("externalid")`);
  }
}

/** Opens an empty account; `onWrite` is told of every committed row, in order. */
export function createRecordStore(catalog: Catalog, life: number, onWrite: (written: Written) => void): RecordStore {
  const database = new DatabaseSync(':memory:');
  createTables(database, catalog);
  createSequences(database, catalog, life);
  const prepare = rememberStatements(database);
  const store: RecordStore = {
    database,
    read: (type, id) => readRow(prepare, recordOf(catalog, type), id),
    find: (type, field, value) => {
      const { table } = recordOf(catalog, type);
      const rows = prepare(`SELECT id FROM ${quoted(table)} WHERE ${quoted(field)} = ? ORDER BY id`).all(value);
      return rows.map((row) => Number(row['id']));
    },
    insert: (type, values, lines = {}) => {
      const record = recordOf(catalog, type);
      const id = nextId(prepare, record.idSpace);
      const names = Object.keys(values);
      const columns = ['id', '_version', '_lines', ...names].map(quoted).join(', ');
      const places = ['?', '1', '?', ...names.map(() => '?')].join(', ');
      const insert = prepare(`INSERT INTO ${quoted(record.table)} (${columns}) VALUES (${places})`);
      insert.run(id, JSON.stringify(lines), ...Object.values(values));
      onWrite({ type, id, row: store.read(type, id) });
      return id;
    },
    update: (type, id, values, lines) => {
      const all = lines === undefined ? values : { ...values, _lines: JSON.stringify(lines) };
      const sets = ['"_version" = "_version" + 1', ...Object.keys(all).map((name) => `${quoted(name)} = ?`)];
      const { table } = recordOf(catalog, type);
      prepare(`UPDATE ${quoted(table)} SET ${sets.join(', ')} WHERE id = ?`).run(...Object.values(all), id);
      onWrite({ type, id, row: store.read(type, id) });
    },
    touch: (type, id) => {
      prepare(`UPDATE ${quoted(recordOf(catalog, type).table)} SET "_version" = "_version" + 1 WHERE id = ?`).run(id);
    },
    remove: (type, id) => {
      prepare(`DELETE FROM ${quoted(recordOf(catalog, type).table)} WHERE id = ?`).run(id);
      onWrite({ type, id, row: undefined });
    },
    clear: () => {
      for (const { table } of catalog.records.values()) prepare(`DELETE FROM ${quoted(table)}`).run();
      database.exec('UPDATE "_sequence" SET "next" = "first"');
    },
    mark: () => {
      database.exec('SAVEPOINT mark');
      return { restore: () => database.exec('ROLLBACK TO mark; RELEASE mark') };
    },
  };
  return store;
}

function recordOf(catalog: Catalog, type: string): RecordDefinition {
  const record = catalog.records.get(type);
  if (!record) throw new Error(`The account has no record type ${type}`);
  return record;
}

const idsInLife = 100_000;

/** Each id space begins at another thousand, so that an id of the wrong type is soon noticed; each life at another 100,000. */
function createSequences(database: DatabaseSync, catalog: Catalog, life: number): void {
  database.exec('CREATE TABLE "_sequence" ("space" TEXT PRIMARY KEY, "first" INTEGER, "next" INTEGER)');
  const spaces = [...new Set([...catalog.records.values()].map((record) => record.idSpace))];
  const insert = database.prepare('INSERT INTO "_sequence" VALUES (?, ?, ?)');
  for (const [index, space] of spaces.entries()) {
    const first = life * idsInLife + 1001 + 1000 * index;
    insert.run(space, first, first);
  }
}

type Prepare = (sql: string) => StatementSync;

function rememberStatements(database: DatabaseSync): Prepare {
  const statements = new Map<string, StatementSync>();
  return (sql) => {
    const known = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, known);
    return known;
  };
}

/** An id is never given twice, not even after a delete. */
function nextId(prepare: Prepare, space: string): number {
  const row = prepare('UPDATE "_sequence" SET "next" = "next" + 1 WHERE "space" = ? RETURNING "next" - 1 AS id').get(
    space,
  );
  return Number(row?.['id']);
}

function readRow(prepare: Prepare, record: RecordDefinition, id: number): StoredRow | undefined {
  const row = prepare(`SELECT * FROM ${quoted(record.table)} WHERE id = ?`).get(id);
  if (!row) return undefined;
  const values = Object.fromEntries([...record.fields.keys()].map((name) => [name, storedValue(row[name])]));
  return { id, version: Number(row['_version']), values, lines: linesOf(row['_lines']) };
}

function linesOf(stored: SQLOutputValue | undefined): Lines {
  return typeof stored === 'string' ? JSON.parse(stored) : {};
}

export function storedValue(value: SQLOutputValue | undefined): StoredValue {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' || typeof value === 'number' ? value : String(value);
}
