import { openRecordType } from './account-state.ts';
import type { AccountState, Actor } from './account-state.ts';
import type { CallAnswer } from './calls.ts';
import type { FieldDefinition, RecordDefinition } from './definitions.ts';
import type { RecordView } from './host.ts';
import type { Lookups } from './lookups.ts';
import { mayUseField } from './permissions.ts';
import type { StoredRow } from './record-store.ts';
import { refusals, refuse } from './refusals.ts';
import { plainLinesOf } from './sublists.ts';
import { instantOf, plainValueOf, realmValueOf } from './values.ts';
import type { ScriptValue, StoredValue } from './values.ts';

/** A new record in a script's hands: nothing is written before its first save. */
export function createCopy(
  account: AccountState,
  actor: Actor,
  type: string,
  defaults: Readonly<Record<string, ScriptValue>>,
): CallAnswer {
  const opened = openRecordType(account, actor, type, 'CREATE');
  if ('refusal' in opened) return opened;
  const { record } = opened;
  if (record.isReadOnly) return refuse(refusals.readOnly(record.type));
  const empty = [...record.fields.values()].map((field) => [field.id, field.defaultValue ?? '']);
  const values = { ...Object.fromEntries(empty), ...defaults };
  return { value: { type: record.type, values, texts: {}, given: defaults, lines: emptyLists(record) } };
}

function emptyLists(record: RecordDefinition): Record<string, unknown[]> {
  return Object.fromEntries([...record.sublists.keys()].map((list) => [list, []]));
}

export function loadCopy(account: AccountState, actor: Actor, type: string, id: number): CallAnswer {
  const opened = openRecordType(account, actor, type, 'VIEW');
  if ('refusal' in opened) return opened;
  const { record } = opened;
  const row = account.store.read(record.type, id);
  if (!row) return refuse(refusals.absent);
  const fields = [...record.fields.values()].filter((field) => mayUseField(actor.role, field));
  const values = fields.map((field) => [field.id, realmValueOf(field, row.values[field.id] ?? null)]);
  const texts = textsOf(account, record, row.values);
  const lines = { ...emptyLists(record), ...realmLinesOf(record, row) };
  return { value: { type: record.type, id, version: row.version, values: Object.fromEntries(values), texts, lines } };
}

function realmLinesOf(record: RecordDefinition, { lines }: StoredRow): Record<string, unknown> {
  const shown = [...record.sublists.values()].map((list) => [
    list.id,
    (lines[list.id] ?? []).map((line) =>
      Object.fromEntries(
        [...list.fields.values()].map((field) => [field.id, realmValueOf(field, line[field.id] ?? null)]),
      ),
    ),
  ]);
  return Object.fromEntries(shown);
}

/** A record as it crosses into a script's realm. */
export type RealmCopy = {
  type: string;
  id?: number;
  version?: number;
  values: Readonly<Record<string, unknown>>;
  texts: Readonly<Record<string, string>>;
  lines?: Readonly<Record<string, unknown>>;
};

/** The stored record for a user event, which sees it whether or not its role may read the type. Source: assumed. */
export function realmCopyOf(account: AccountState, { role }: Actor, type: string, id: number): RealmCopy | undefined {
  const record = account.catalog.records.get(type);
  const row = record && account.store.read(type, id);
  if (!record || !row) return undefined;
  const fields = [...record.fields.values()].filter((field) => mayUseField(role, field));
  const values = fields.map((field) => [field.id, realmValueOf(field, row.values[field.id] ?? null)]);
  const lines = { ...emptyLists(record), ...realmLinesOf(record, row) };
  return { type, id, values: Object.fromEntries(values), texts: textsOf(account, record, row.values), lines };
}

/** The record as a page shows it, with everything that an administrator sees. */
export function viewRecord(account: AccountState, type: string, id: number): RecordView | undefined {
  const record = account.catalog.records.get(type);
  const row = record && account.store.read(type, id);
  if (!record || !row) return undefined;
  const values = [...record.fields.values()].map((field) => [
    field.id,
    plainValueOf(field, row.values[field.id] ?? null),
  ]);
  const texts = textsOf(account, record, row.values);
  return { type, id: String(id), values: Object.fromEntries(values), texts, lines: plainLinesOf(record, row.lines) };
}

type Stored = Readonly<Record<string, StoredValue>>;

function textsOf(account: AccountState, record: RecordDefinition, values: Stored): Record<string, string> {
  const shown = [...record.fields.values()].flatMap((field) => {
    const text = textOf(account, field, values[field.id] ?? null);
    return text === undefined ? [] : [[field.id, text]];
  });
  return Object.fromEntries(shown);
}

/** The text that a list would show for a reference or a choice. */
function textOf(account: AccountState, field: FieldDefinition, value: StoredValue): string | undefined {
  if (value === null) return undefined;
  if (field.kind === 'choice') return field.choices?.[String(value)];
  for (const type of field.refersTo ?? []) {
    const target = account.catalog.records.get(type);
    const row = target && account.store.read(type, Number(value));
    if (target && row) return target.titleField === 'id' ? String(row.id) : String(row.values[target.titleField]);
  }
  return undefined;
}

/** `search.lookupFields`: texts, booleans, and `[{value, text}]` for references. Source: documented (N/search). */
export function lookupFields(
  account: AccountState,
  lookups: Lookups,
  actor: Actor,
  type: string,
  id: number,
  columns: readonly string[],
): CallAnswer {
  const opened = openRecordType(account, actor, type, 'VIEW');
  if ('refusal' in opened) return opened;
  const { record } = opened;
  const isKnown = (column: string): boolean => {
    const field = record.fields.get(column);
    return column === 'internalid' || (field !== undefined && mayUseField(actor.role, field));
  };
  const unknown = columns.find((column) => !isKnown(column));
  if (unknown !== undefined) return refuse(refusals.unknownColumn(unknown));
  const row = lookups.read(record.type, id);
  if (!row) return refuse(refusals.absent);
  const found = columns.map((column) => [column, lookedUp(account, record.fields.get(column), row.values, id)]);
  return { value: Object.fromEntries(found) };
}

function lookedUp(account: AccountState, field: FieldDefinition | undefined, values: Stored, id: number): unknown {
  if (!field) return [{ value: String(id), text: String(id) }];
  const value = values[field.id] ?? null;
  switch (field.kind) {
    case 'checkbox':
      return value === 'T';
    case 'reference':
    case 'choice':
      return value === null ? [] : [{ value: String(value), text: textOf(account, field, value) ?? '' }];
    case 'day':
      return value === null ? '' : slashed(String(value));
    case 'instant':
      return value === null ? '' : new Date(instantOf(String(value))).toISOString();
    case 'text':
    case 'integer':
    case 'number':
      return value === null ? '' : String(value);
  }
}

/** `2026-11-02` as the account writes it: `11/2/2026`. */
export function slashed(day: string): string {
  const [year, month, date] = day.split('-').map(Number);
  return `${month}/${date}/${year}`;
}
