import { evaluate } from '../formula/evaluate.ts';
import type { ObjectType } from '../metadata/object-type.ts';
import type { Access } from './access.ts';
import { checkDraft } from './checks.ts';
import { deriveValues } from './derived.ts';
import { runFlows } from './flow-run.ts';
import { makeRecordId } from './ids.ts';
import { readInput } from './inputs.ts';
import type { RowInput } from './inputs.ts';
import { publishEvent } from './publish.ts';
import { done, refused } from './record.ts';
import type { Outcome, StoredRecord, Value } from './record.ts';
import type { OrgState } from './state.ts';
import { attempt } from './transaction.ts';
import { secondText } from './values.ts';

/** How deep saves may cause saves. Source: Apex Governor Limits, "Total stack depth for trigger recursion". */
const maxDepth = 16;

/** Makes one row through the whole save path; an event object publishes instead. Nothing stays of a row that fails. */
export function createRow(
  state: OrgState,
  access: Access,
  type: ObjectType,
  input: RowInput,
  depth = 0,
): Outcome<StoredRecord> {
  if (!access.may('create', type)) return noAccess(`create ${type.name}`);
  return attempt(state, () => {
    const values = readInput(state, access, type, input, 'create');
    if (!values.ok) return values;
    if (type.isEvent) return publishEvent(state, access, type, values.value);
    const id = makeRecordId(type.keyPrefix, state.epoch, state.store.nextNumber(type.name));
    const draft = new Map<string, Value>(defaultValues(type, access));
    applyValues(draft, values.value);
    const given = new Set(values.value.keys());
    return saveDraft(state, access, type, { id, before: undefined, draft, given }, depth);
  });
}

/** Changes one row; a change that equals what is there is a save all the same. */
export function updateRow(
  state: OrgState,
  access: Access,
  type: ObjectType,
  id: string,
  input: RowInput,
  depth = 0,
): Outcome<StoredRecord> {
  const found = findRow(state, access, type, id);
  if (!found.ok) return found;
  if (!access.may('edit', type)) return noAccess(`edit ${type.name}`);
  return attempt(state, () => {
    const values = readInput(state, access, type, input, 'update');
    if (!values.ok) return values;
    const before = found.value;
    const draft = new Map(before.values);
    applyValues(draft, values.value);
    return saveDraft(state, access, type, { id, before, draft, given: new Set(values.value.keys()) }, depth);
  });
}

/** A row that this user may see. */
export function findRow(state: OrgState, access: Access, type: ObjectType, id: string): Outcome<StoredRecord> {
  const row = access.may('read', type) ? state.store.find(type.name, id) : undefined;
  if (!row) return refused('NOT_FOUND', 'The requested resource does not exist');
  return row.isDeleted ? refused('ENTITY_IS_DELETED', 'entity is deleted') : done(row);
}

export function noAccess(what: string): Outcome<never> {
  return refused('INSUFFICIENT_ACCESS_OR_READONLY', `insufficient access rights on object id: may not ${what}`);
}

type Pending = { id: string; before: StoredRecord | undefined; draft: Map<string, Value>; given: ReadonlySet<string> };

function saveDraft(
  state: OrgState,
  access: Access,
  type: ObjectType,
  pending: Pending,
  depth: number,
): Outcome<StoredRecord> {
  if (depth > maxDepth) return refused('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'maximum trigger depth exceeded');
  const { id, before, draft, given } = pending;
  deriveValues(type.name, draft, given);
  stampRow(state, access, draft, before);
  const record = (): StoredRecord => ({ id, type: type.name, values: new Map(draft), isDeleted: false });
  const create = (by: Access, ofType: ObjectType, input: RowInput) => createRow(state, by, ofType, input, depth + 1);
  const update = (by: Access, ofType: ObjectType, rowId: string, input: RowInput) =>
    updateRow(state, by, ofType, rowId, input, depth + 1);
  const early = runFlows(state, 'before-save', { type, record: record(), before }, { draft, create, update });
  if (!early.ok) return early;
  const checked = checkDraft(state, access, { record: record(), before, type });
  if (!checked.ok) return checked;
  if (!before) setAutoNumbers(state, type, draft);
  const saved = record();
  state.store.put(saved);
  const late = runFlows(state, 'after-save', { type, record: saved, before }, { create, update });
  return late.ok ? done(saved) : late;
}

function applyValues(draft: Map<string, Value>, values: ReadonlyMap<string, Value | undefined>): void {
  for (const [name, value] of values) {
    if (value === undefined) draft.delete(name);
    else draft.set(name, value);
  }
}

function defaultValues(type: ObjectType, access: Access): [string, Value][] {
  const nothing = { isNew: true, read: () => undefined, readPrior: () => undefined };
  const owner: [string, Value][] = type.fields.has('OwnerId') ? [['OwnerId', access.userId]] : [];
  const rest = [...type.fields.values()].flatMap((field): [string, Value][] => {
    const value = field.defaultValue
      ? evaluate(field.defaultValue, nothing)
      : field.picklist?.values.find((one) => one.isDefault)?.value;
    if (value !== undefined) return [[field.name, value]];
    return field.type === 'checkbox' ? [[field.name, false]] : [];
  });
  return [...owner, ...rest];
}

function stampRow(state: OrgState, access: Access, draft: Map<string, Value>, before: StoredRecord | undefined): void {
  const now = secondText(state.clock.now());
  if (!before) draft.set('CreatedDate', now).set('CreatedById', access.userId);
  draft.set('LastModifiedDate', now).set('LastModifiedById', access.userId).set('SystemModstamp', now);
}

function setAutoNumbers(state: OrgState, type: ObjectType, draft: Map<string, Value>): void {
  for (const field of type.fields.values()) {
    if (field.type !== 'autonumber' || field.displayFormat === undefined) continue;
    const number = String(state.store.nextNumber(`${type.name}.${field.name}`));
    draft.set(
      field.name,
      field.displayFormat.replace(/\{(0+)\}/, (_whole, zeros: string) => number.padStart(zeros.length, '0')),
    );
  }
}
