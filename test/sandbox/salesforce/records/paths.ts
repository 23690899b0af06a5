import { findField, findParentField } from '../metadata/object-type.ts';
import type { Field, ObjectType, Reference } from '../metadata/object-type.ts';
import type { StoredRecord, Value } from './record.ts';
import type { OrgState } from './state.ts';

/** A field reached over parents: the references to climb, the object they lead to, and its field. */
export type FieldPath = {
  steps: readonly (Field & { reference: Reference })[];
  /** The objects on the way, the last one holds the field. */
  types: readonly ObjectType[];
  type: ObjectType;
  field: Field;
};

/** Finds the field that names such as `['Opportunity__r', 'Account', 'Name']` lead to. */
export function resolvePath(
  objects: ReadonlyMap<string, ObjectType>,
  start: ObjectType,
  names: readonly string[],
): FieldPath | undefined {
  const steps: (Field & { reference: Reference })[] = [];
  const types = [start];
  let type = start;
  for (const name of names.slice(0, -1)) {
    const step = findParentField(type, name);
    const next = step && objects.get(step.reference.to);
    if (!step || !next) return undefined;
    steps.push(step);
    types.push(next);
    type = next;
  }
  const field = findField(type, names.at(-1) ?? '');
  return field && { steps, types, type, field };
}

/** Climbs from a record; `undefined` where a reference is blank or its record is gone. */
export function recordAt(state: OrgState, record: StoredRecord, steps: FieldPath['steps']): StoredRecord | undefined {
  let at: StoredRecord | undefined = record;
  for (const step of steps) {
    const id: Value | undefined = at?.values.get(step.name);
    if (id === undefined) return undefined;
    const parent: StoredRecord | undefined = state.store.find(step.reference.to, String(id));
    at = parent?.isDeleted ? undefined : parent;
  }
  return at;
}

/** The value of a field of a record; the id is a field like any other. */
export function valueOf(record: StoredRecord | undefined, field: Field): Value | undefined {
  if (!record) return undefined;
  return field.type === 'id' ? record.id : record.values.get(field.name);
}

export function valueAt(state: OrgState, record: StoredRecord, path: FieldPath): Value | undefined {
  return valueOf(recordAt(state, record, path.steps), path.field);
}
