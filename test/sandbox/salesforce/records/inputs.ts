import { findField, findParentField } from '../metadata/object-type.ts';
import type { Field, ObjectType } from '../metadata/object-type.ts';
import type { Access } from './access.ts';
import { done, refused } from './record.ts';
import type { Outcome, Value } from './record.ts';
import type { OrgState } from './state.ts';
import { numberTypes, readValue, wrongType } from './values.ts';

export type RowInput = Readonly<Record<string, unknown>>;

/** What a caller may write into this row, read and typed; a blank is `undefined`. */
export function readInput(
  state: OrgState,
  access: Access,
  type: ObjectType,
  input: RowInput,
  act: 'create' | 'update',
): Outcome<ReadonlyMap<string, Value | undefined>> {
  const values = new Map<string, Value | undefined>();
  for (const [name, given] of Object.entries(input)) {
    if (name === 'attributes') continue;
    const read = readOne(state, access, type, name, given, act);
    if (!read.ok) return read;
    values.set(read.value.field.name, read.value.value);
  }
  return done(values);
}

type ReadField = { field: Field; value: Value | undefined };

function readOne(
  state: OrgState,
  access: Access,
  type: ObjectType,
  name: string,
  given: unknown,
  act: 'create' | 'update',
): Outcome<ReadField> {
  if (name.toLowerCase() === 'id')
    return refused('INVALID_FIELD', 'The Id field should not be specified in the sobject data.', ['Id']);
  const parent = typeof given === 'object' && given !== null ? findParentField(type, name) : undefined;
  const field = parent ?? findField(type, name);
  if (!field || !access.mayRead(type, field))
    return refused('INVALID_FIELD', `No such column '${name}' on sobject of type ${type.name}`);
  const isOpen = act === 'create' ? field.isCreateable : field.isUpdateable;
  if (!isOpen || !access.mayEdit(type, field)) return notWritable(field);
  if (parent) return readParent(state, access, parent, given);
  if (typeof given === 'string' && numberTypes.has(field.type) && given !== '' && !state.assumptions.isNumericTextTaken)
    return wrongType('double', given);
  const value = readValue(field, given);
  return value.ok ? done({ field, value: value.value }) : value;
}

function notWritable(field: Field): Outcome<never> {
  const advice =
    'Please check the security settings of this field and verify that it is read/write for your profile or permission set.';
  return refused('INVALID_FIELD_FOR_INSERT_UPDATE', `Unable to create/update fields: ${field.name}. ${advice}`, [
    field.name,
  ]);
}

/** A parent named by its external id: `"Opportunity__r": {"External__c": "x"}`. */
function readParent(
  state: OrgState,
  access: Access,
  field: Field & { reference: { to: string } },
  given: unknown,
): Outcome<ReadField> {
  const type = state.metadata.objects.get(field.reference.to);
  const [entry, ...more] = Object.entries(given ?? {}).filter(([name]) => name !== 'attributes');
  const key = entry && type && findField(type, entry[0]);
  if (!type || !entry || !key || more.length > 0 || !(key.isExternalId || key.type === 'id'))
    return refused('INVALID_FIELD', `${field.reference.to}: name the parent by one external id`, [field.name]);
  if (!access.may('read', type))
    return refused(
      'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
      'insufficient access rights on cross-reference id',
      [field.name],
    );
  const value = readValue(key, entry[1]);
  if (!value.ok) return value;
  const rows = value.value === undefined ? [] : state.store.withValue(type.name, key.name, value.value);
  const [row, another] = rows;
  if (row && !another) return done({ field, value: row.id });
  const text = `Foreign key external ID: ${String(entry[1])} not found for field ${key.name} in entity ${type.name}`;
  return refused('INVALID_FIELD', text, [field.name]);
}
