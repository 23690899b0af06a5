import { findField } from '../metadata/object-type.ts';
import type { ObjectType } from '../metadata/object-type.ts';
import { recordAt, valueOf } from '../records/paths.ts';
import type { FieldPath } from '../records/paths.ts';
import { done, refused } from '../records/record.ts';
import type { Outcome, StoredRecord, Value } from '../records/record.ts';
import type { Scope } from '../rest/scope.ts';
import { findPath } from '../soql/compile-path.ts';
import { displayValue } from './display.ts';

/** A field as Lightning Data Service keeps it; the value of a parent is a record again. */
type UiField = { displayValue: string | null; value: Value | UiRecord | null };

/** A record as Lightning Data Service keeps it. Source: User Interface API Developer Guide, "Record". */
export type UiRecord = {
  apiName: string;
  childRelationships: Record<string, never>;
  eTag: string;
  fields: Record<string, UiField>;
  id: string;
  lastModifiedById: string | null;
  lastModifiedDate: string | null;
  recordTypeId: null;
  recordTypeInfo: null;
  systemModstamp: string | null;
  weakEtag: number;
};

/**
 * Reads field lists such as `Opportunity.Name,Opportunity.Account.Name`.
 *
 * @param optional fields that are left out when this user may not see them
 */
export function readFieldNames(
  scope: Scope,
  type: ObjectType,
  required: string | null,
  optional: string | null,
): Outcome<readonly FieldPath[]> {
  const paths: FieldPath[] = [];
  for (const [text, isRequired] of [...split(required, true), ...split(optional, false)]) {
    const [objectName = '', ...names] = text.split('.');
    const path =
      objectName === type.name
        ? findPath(scope, type, names)
        : refused('INVALID_FIELD', `${text} is not a field of ${type.name}`);
    if (path.ok) paths.push(path.value);
    else if (isRequired) return path;
  }
  return done(paths);
}

function split(text: string | null, isRequired: boolean): [string, boolean][] {
  const names = text === null || text === '' ? [] : text.split(',');
  return names.map((name) => [name.trim(), isRequired]);
}

/** Every field of the record itself that this user may read. */
export function allFields({ access }: Scope, type: ObjectType): readonly FieldPath[] {
  return [...type.fields.values()]
    .filter((field) => field.type !== 'id' && access.mayRead(type, field))
    .map((field) => ({ steps: [], types: [type], type, field }));
}

/** Writes a record with these fields. */
export function representRecord(scope: Scope, record: StoredRecord, paths: readonly FieldPath[]): UiRecord {
  const fields: Record<string, UiField> = {};
  const parents = new Map<string, FieldPath[]>();
  for (const path of paths) {
    const [step] = path.steps;
    if (step) parents.set(step.reference.parentName, [...(parents.get(step.reference.parentName) ?? []), path]);
    else fields[path.field.name] = representField(path, record);
  }
  for (const [name, climbing] of parents) fields[name] = representParent(scope, record, climbing);
  const modified = record.values.get('LastModifiedDate');
  const stamp = record.values.get('SystemModstamp');
  const body = {
    apiName: record.type,
    childRelationships: {},
    fields,
    id: record.id,
    lastModifiedById: textOf(record.values.get('LastModifiedById')),
    lastModifiedDate: textOf(modified),
    recordTypeId: null,
    recordTypeInfo: null,
    systemModstamp: textOf(stamp),
    weakEtag: stamp === undefined ? 0 : Date.parse(String(stamp)),
  };
  return { ...body, eTag: tagOf(body) };
}

function representField({ field }: FieldPath, record: StoredRecord): UiField {
  const value = valueOf(record, field);
  const blank = field.type === 'checkbox' ? false : null;
  return { displayValue: displayValue(field, value, record), value: value ?? blank };
}

function representParent(scope: Scope, record: StoredRecord, climbing: readonly FieldPath[]): UiField {
  const step = climbing[0]?.steps[0];
  const parent = step && recordAt(scope.state, record, [step]);
  const type = step && scope.state.metadata.objects.get(step.reference.to);
  if (!parent || !type) return { displayValue: null, value: null };
  const rest = climbing.map((path) => ({ ...path, steps: path.steps.slice(1), types: path.types.slice(1) }));
  const name = findField(type, 'Name');
  return {
    displayValue: name ? textOf(parent.values.get('Name')) : null,
    value: representRecord(scope, parent, rest),
  };
}

function textOf(value: Value | undefined): string | null {
  return value === undefined ? null : String(value);
}

/** Equal bodies have equal tags: FNV-1a over the JSON, 32 bits, twice. */
export function tagOf(body: unknown): string {
  const text = JSON.stringify(body);
  return [0x811c9dc5, 0x01000193].map((seed) => fnv(text, seed)).join('');
}

function fnv(text: string, seed: number): string {
  let hash = seed;
  for (let place = 0; place < text.length; place += 1) hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
