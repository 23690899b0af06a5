import { isTrue } from '../formula/evaluate.ts';
import type { FormulaScope } from '../formula/evaluate.ts';
import type { Field, ObjectType } from '../metadata/object-type.ts';
import type { Access } from './access.ts';
import { resolvePath, valueAt } from './paths.ts';
import { done, refused } from './record.ts';
import type { Outcome, StoredRecord, Value } from './record.ts';
import type { OrgState } from './state.ts';

/** A row about to be saved. */
export type Draft = { record: StoredRecord; before: StoredRecord | undefined; type: ObjectType };

/** Everything the platform checks of a row after the flows that run before the save. */
export function checkDraft(state: OrgState, access: Access, draft: Draft): Outcome<undefined> {
  const checks = [checkRequired, checkPicklists, checkReferences, checkRules, checkUnique];
  for (const check of checks) {
    const outcome = check(draft, state, access);
    if (!outcome.ok) return outcome;
  }
  return done(undefined);
}

function checkRequired({ type, record }: Draft): Outcome<undefined> {
  const missing = [...type.fields.values()]
    .filter((field) => field.isRequired && field.isCreateable && !record.values.has(field.name))
    .map((field) => field.name);
  if (missing.length === 0) return done(undefined);
  return refused('REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing.join(', ')}]`, missing);
}

function checkPicklists({ type, record }: Draft): Outcome<undefined> {
  for (const { name, label, picklist } of type.fields.values()) {
    const value = record.values.get(name);
    if (!picklist?.isRestricted || value === undefined) continue;
    if (picklist.values.some((one) => one.value === value)) continue;
    const text = `${label}: bad value for restricted picklist field: ${String(value)}`;
    return refused('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', text, [name]);
  }
  return done(undefined);
}

function checkReferences({ type, record, before }: Draft, state: OrgState, access: Access): Outcome<undefined> {
  for (const field of type.fields.values()) {
    const value = record.values.get(field.name);
    if (!field.reference || value === undefined || value === before?.values.get(field.name)) continue;
    const outcome = checkReference(field, String(value), state, access);
    if (!outcome.ok) return outcome;
  }
  return done(undefined);
}

function checkReference(field: Field, id: string, { metadata, store }: OrgState, access: Access): Outcome<undefined> {
  const parentType = metadata.objects.get(field.reference?.to ?? '');
  if (!parentType) throw new Error(`The object behind ${field.name} is gone`);
  if (!id.startsWith(parentType.keyPrefix))
    return refused('FIELD_INTEGRITY_EXCEPTION', `${field.label}: id value of incorrect type: ${id}`, [field.name]);
  const parent = store.find(parentType.name, id);
  if (!parent) return refused('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [field.name]);
  if (parent.isDeleted) return refused('ENTITY_IS_DELETED', 'entity is deleted', [field.name]);
  if (!access.may('read', parentType))
    return refused(
      'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
      `insufficient access rights on cross-reference id: ${id}`,
      [field.name],
    );
  return done(undefined);
}

function checkRules(draft: Draft, state: OrgState): Outcome<undefined> {
  const scope = formulaScope(state, draft);
  for (const rule of draft.type.validationRules) {
    if (!isTrue(rule.condition, scope)) continue;
    return refused('FIELD_CUSTOM_VALIDATION_EXCEPTION', rule.message, rule.field === undefined ? [] : [rule.field]);
  }
  return done(undefined);
}

function checkUnique({ type, record }: Draft, { store }: OrgState): Outcome<undefined> {
  for (const field of type.fields.values()) {
    const value: Value | undefined = record.values.get(field.name);
    if (!field.isUnique || value === undefined) continue;
    const twin = store
      .withValue(type.name, field.name, value)
      .find((row) => row.id !== record.id && (!field.isCaseSensitive || row.values.get(field.name) === value));
    if (!twin) continue;
    const text = `duplicate value found: ${field.name} duplicates value on record with id: ${twin.id.slice(0, 15)}`;
    return refused('DUPLICATE_VALUE', text, [field.name]);
  }
  return done(undefined);
}

/** What a formula of this object reads while a row of it is saved. */
export function formulaScope(state: OrgState, { record, before, type }: Draft): FormulaScope {
  const read = (row: StoredRecord | undefined, names: readonly string[]) => {
    const path = resolvePath(state.metadata.objects, type, names);
    return path && row ? valueAt(state, row, path) : undefined;
  };
  return {
    isNew: before === undefined,
    read: (names) => read(record, names),
    readPrior: (names) => read(before ?? record, names),
  };
}
