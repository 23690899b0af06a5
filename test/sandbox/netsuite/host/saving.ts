import { openRecordType } from './account-state.ts';
import type { AccountState, Actor } from './account-state.ts';
import type { FieldDefinition, RecordDefinition } from './definitions.ts';
import { makeCharges } from './charges.ts';
import { recordRules } from './record-rules.ts';
import type { Lines, StoredRow } from './record-store.ts';
import { refusals, refuse } from './refusals.ts';
import type { Refused } from './refusals.ts';
import { mayUseField } from './permissions.ts';
import { sourceValues } from './sourcing.ts';
import { linesOf, plainLinesOf } from './sublists.ts';
import { instantText, plainValueOf, storedValueOf } from './values.ts';
import type { ScriptValue, StoredValue } from './values.ts';

/** What a script asks to be written: a new record without `id`, else the fields to change. */
export type Change = {
  type: string;
  id?: number;
  /** The version that the script had loaded; absent for `submitFields`, which reads and writes in one. */
  loadedVersion?: number;
  values: Readonly<Record<string, ScriptValue>>;
  /** All lines of the sublists that the script touched. */
  lines?: Readonly<Record<string, readonly Readonly<Record<string, ScriptValue>>[]>>;
  isMandatoryIgnored?: boolean;
};

/** A change on its way through the rules. */
export type Draft = {
  record: RecordDefinition;
  before: StoredRow | undefined;
  /** Fields that the change sets, as they will be stored. */
  changed: Record<string, StoredValue>;
  /** The whole record as it would be after the save. */
  after: Record<string, StoredValue>;
  /** The sublists as they would be after the save. */
  lines: Lines;
  /** Names of the sublists that the change sets. */
  changedLists: readonly string[];
};

export type Rule = (account: AccountState, draft: Draft, change: Change) => Refused | undefined;

/** In this order; the platform's own order is not documented. */
const rules: readonly Rule[] = [
  staleCopy,
  sourced,
  references,
  lineReferences,
  mandatoryFields,
  ownRules,
  uniqueField,
  uniqueExternalId,
];

/**
 * Saves one record: the rules, the write and its line in the ground truth are one step that nothing can come between.
 *
 * Nothing spans two records, as on the platform.
 */
export function saveRecord(account: AccountState, actor: Actor, change: Change): { id: number } | Refused {
  const opened = openRecordType(account, actor, change.type, change.id === undefined ? 'CREATE' : 'EDIT');
  if ('refusal' in opened) return opened;
  // Only seeds write what scripts may not.
  if (opened.record.isReadOnly && actor.execution !== undefined) return refuse(refusals.readOnly(opened.record.type));
  const drafted = draftOf(account, actor, opened.record, change);
  if ('refusal' in drafted) return drafted;
  for (const rule of rules) {
    const refused = rule(account, drafted.draft, change);
    if (refused) return refused;
  }
  return { id: commit(account, actor, drafted.draft) };
}

function draftOf(
  account: AccountState,
  actor: Actor,
  record: RecordDefinition,
  change: Change,
): { draft: Draft } | Refused {
  const before = change.id === undefined ? undefined : account.store.read(record.type, change.id);
  if (change.id !== undefined && !before) return refuse(refusals.absent);
  const changed: Record<string, StoredValue> = before ? {} : defaultsOf(record);
  for (const [name, value] of Object.entries(change.values)) {
    const named = record.fields.get(name);
    const field = named && mayUseField(actor.role, named) ? named : undefined;
    if (!field && account.assumptions.isUnknownFieldRefused) return refuse(refusals.unknownField(name, record.type));
    if (!field || field.isReadOnly) continue;
    const stored = storedValueOf(field, withText(account, field, value));
    if ('refusal' in stored) return stored;
    if (before && field.isFinal && before.values[name] !== stored.value) return refuse(refusals.readOnlyField(name));
    changed[name] = stored.value;
  }
  const lines = linesOf(record, change.lines ?? {});
  if ('refusal' in lines) return lines;
  return {
    draft: {
      ...{ record, before, changed, after: { ...before?.values, ...changed } },
      ...{ lines: { ...before?.lines, ...lines.lines }, changedLists: Object.keys(lines.lines) },
    },
  };
}

function defaultsOf(record: RecordDefinition): Record<string, StoredValue> {
  const fields = [...record.fields.values()].filter((field) => field.defaultValue !== undefined);
  return Object.fromEntries(fields.map((field) => [field.id, defaultOf(field)]));
}

function defaultOf(field: FieldDefinition): StoredValue {
  if (typeof field.defaultValue === 'boolean') return field.defaultValue ? 'T' : 'F';
  return field.defaultValue ?? null;
}

/** `setText`: the id or code that the text stands for; a text that stands for nothing goes on as it is and is refused. */
function withText(account: AccountState, field: FieldDefinition, value: ScriptValue): ScriptValue {
  if (typeof value !== 'object' || value === null || !('$text' in value)) return value;
  const text = value.$text;
  const choice = Object.entries(field.choices ?? {}).find(([, label]) => label === text)?.[0];
  if (choice !== undefined) return choice;
  for (const type of field.refersTo ?? []) {
    const target = account.catalog.records.get(type);
    const [id] = target ? account.store.find(type, target.titleField, text) : [];
    if (id !== undefined) return id;
  }
  return text;
}

function staleCopy(_account: AccountState, draft: Draft, change: Change): Refused | undefined {
  if (!draft.record.isLocking || change.loadedVersion === undefined) return undefined;
  return draft.before?.version === change.loadedVersion ? undefined : refuse(refusals.changed);
}

function sourced(account: AccountState, draft: Draft): Refused | undefined {
  return sourceValues(account, draft);
}

/** A reference must be to a record that exists, of the right type, and active. Source: documented; *active* assumed. */
function references(account: AccountState, { record, changed }: Draft): Refused | undefined {
  return wrongReference(account, record.fields, changed);
}

function wrongReference(
  account: AccountState,
  fields: ReadonlyMap<string, FieldDefinition> | undefined,
  values: Readonly<Record<string, StoredValue>>,
): Refused | undefined {
  for (const [name, value] of Object.entries(values)) {
    const field = fields?.get(name);
    if (value === null || field?.kind !== 'reference') continue;
    const targets = (field.refersTo ?? []).filter((type) => account.catalog.records.has(type));
    const target = targets.map((type) => account.store.read(type, Number(value))).find((row) => row !== undefined);
    const isInactive = target?.values['isinactive'] === 'T' && account.assumptions.isInactiveReferenceRefused;
    if (!target || isInactive) return refuse(refusals.invalidReference(value, name));
  }
  return undefined;
}

function lineReferences(account: AccountState, { record, lines, changedLists }: Draft): Refused | undefined {
  for (const list of changedLists) {
    for (const line of lines[list] ?? []) {
      const refused = wrongReference(account, record.sublists.get(list)?.fields, line);
      if (refused) return refused;
    }
  }
  return undefined;
}

/** What only records of this type must keep. */
function ownRules(account: AccountState, draft: Draft, change: Change): Refused | undefined {
  for (const rule of recordRules[draft.record.type] ?? []) {
    const refused = rule(account, draft, change);
    if (refused) return refused;
  }
  return undefined;
}

function mandatoryFields(account: AccountState, { record, after }: Draft, change: Change): Refused | undefined {
  if (change.isMandatoryIgnored) return undefined;
  const missing = [...record.fields.values()].filter(
    (field) => isMandatory(account, field) && (after[field.id] ?? null) === null,
  );
  return missing.length === 0 ? undefined : refuse(refusals.missingFields(missing.map((field) => field.label)));
}

function isMandatory(account: AccountState, field: FieldDefinition): boolean {
  if (field.isMandatory) return true;
  return field.mandatoryWith !== undefined && account.features.get(field.mandatoryWith) === true;
}

function uniqueField(account: AccountState, { record, before, after }: Draft): Refused | undefined {
  const { unique } = record;
  if (!unique) return undefined;
  const value = after[unique.field] ?? null;
  const others = value === null ? [] : account.store.find(record.type, unique.field, value);
  if (others.every((id) => id === before?.id)) return undefined;
  return refuse({ name: unique.code, message: unique.message });
}

function uniqueExternalId(account: AccountState, { record, before, after }: Draft): Refused | undefined {
  const value = after['externalid'] ?? null;
  const others =
    value === null || record.hasSharedExternalId ? [] : account.store.find(record.type, 'externalid', value);
  return others.every((id) => id === before?.id) ? undefined : refuse(refusals.duplicateExternalId);
}

function commit(account: AccountState, actor: Actor, draft: Draft): number {
  const { record, before, changed, after, lines, changedLists } = draft;
  const { store, clock } = account;
  const now = instantText(clock.now());
  const stamps = { [record.modifiedField]: now, ...(before ? {} : { [record.createdField]: now }) };
  let id: number;
  if (before) {
    ({ id } = before);
    store.update(record.type, id, { ...changed, ...stamps }, lines);
  } else {
    id = store.insert(record.type, { ...changed, ...stamps }, lines);
  }
  replanProject(account, record, after);
  const values = before ? differences(before, changed) : changed;
  const shown = Object.fromEntries(changedLists.map((list) => [list, lines[list] ?? []]));
  appendTruth(account, actor, { operation: before ? 'update' : 'create', record, id, values, after, lines: shown });
  makeCharges(account, draft, id);
  return id;
}

/** Saving a task replans its project: copies of the project that were loaded before are stale. Source: assumed (trap 22). */
function replanProject(account: AccountState, record: RecordDefinition, after: Draft['after']): void {
  if (record.type === 'projecttask' && account.assumptions.isReplannedByTasks)
    account.store.touch('job', Number(after['company']));
}

function differences(before: StoredRow, changed: Draft['changed']): Draft['changed'] {
  return Object.fromEntries(Object.entries(changed).filter(([name, value]) => before.values[name] !== value));
}

type Truth = {
  operation: 'create' | 'update' | 'delete';
  record: RecordDefinition;
  id: number;
  values: Readonly<Record<string, StoredValue>>;
  after: Readonly<Record<string, StoredValue>>;
  lines: Lines;
};

/** The one line of ground truth that every committed write leaves. */
export function appendTruth(account: AccountState, actor: Actor, truth: Truth): void {
  const { operation, record, id, values, after, lines } = truth;
  const externalId = after['externalid'] ?? null;
  const shown = Object.entries(values).flatMap(([name, value]) => {
    const field = record.fields.get(name);
    return field && (value !== null || operation === 'update') ? [[name, plainValueOf(field, value)]] : [];
  });
  account.groundTruth.append({
    operation,
    type: record.type,
    id: String(id),
    ...(externalId === null ? {} : { externalId: String(externalId) }),
    values: { ...Object.fromEntries(shown), ...plainLinesOf(record, lines) },
    actor: actor.role.id,
    ...(actor.execution === undefined ? {} : { execution: actor.execution }),
    ...(actor.requestId === undefined ? {} : { requestId: actor.requestId }),
  });
}
