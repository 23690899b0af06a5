import { findField } from '../metadata/object-type.ts';
import type { Field, ObjectType } from '../metadata/object-type.ts';
import { deleteRow } from '../records/delete.ts';
import type { RowInput } from '../records/inputs.ts';
import { done, refused } from '../records/record.ts';
import type { Outcome, StoredRecord } from '../records/record.ts';
import { createRow, updateRow } from '../records/save.ts';
import { readValue } from '../records/values.ts';
import { errorReply, notFound } from './errors.ts';
import { withInput, withType, writeRow } from './rows.ts';
import { route } from './scope.ts';
import type { DataReply, DataRequest, DataRoute, Scope } from './scope.ts';

/** Rows by an external id instead of their own. */
export const upsertRoutes: readonly DataRoute[] = [
  route('PATCH sobjects/:/:/:', (scope, request, values) =>
    byExternalId(scope, values, (target) => withInput(request, (input) => upsertOne(scope, request, target, input))),
  ),
  route('GET sobjects/:/:/:', (scope, request, values) =>
    byExternalId(scope, values, (target) => {
      const [row, ...more] = target.rows;
      if (more.length > 0) return severalMatch(scope, target.rows);
      return row ? writeRow(scope, target.type, row, request.query.get('fields') ?? undefined) : notFound();
    }),
  ),
  route('DELETE sobjects/:/:/:', (scope, _request, values) =>
    byExternalId(scope, values, ({ type, rows }) => {
      const [row, ...more] = rows;
      if (more.length > 0) return severalMatch(scope, rows);
      if (!row) return notFound();
      const deleted = deleteRow(scope.state, scope.access, type, row.id);
      return deleted.ok ? { status: 204 } : errorReply(deleted.errors);
    }),
  ),
];

type Target = { type: ObjectType; field: Field; value: string; rows: readonly StoredRecord[] };

function byExternalId(scope: Scope, values: readonly string[], work: (target: Target) => DataReply): DataReply {
  const [typeName = '', fieldName = '', value = ''] = values;
  return withType(scope, typeName, (type) => {
    const field = findExternalId(scope, type, fieldName);
    if (!field.ok) return errorReply(field.errors);
    const rows = findByExternalId(scope, type, field.value, value);
    return rows.ok ? work({ type, field: field.value, value, rows: rows.value }) : errorReply(rows.errors);
  });
}

function upsertOne(scope: Scope, request: DataRequest, target: Target, input: RowInput): DataReply {
  const { type, field, value, rows } = target;
  if (rows.length > 1) return severalMatch(scope, rows);
  if (rows.length === 0 && request.query.get('updateOnly') === 'true') return notFound();
  if (field.name in input) {
    const text = `The ${field.name} field should not be specified in the sobject data.`;
    return errorReply(refused('INVALID_FIELD', text, [field.name]).errors);
  }
  const outcome = upsertRow(scope, type, field, value, input, rows);
  if (!outcome.ok) return errorReply(outcome.errors);
  const { id, created } = outcome.value;
  return { status: created ? 201 : 200, body: { id, success: true, errors: [], created } };
}

/** Source: REST API Developer Guide, "Upsert": 300 with the matching records' addresses, nothing written. */
function severalMatch({ base }: Scope, rows: readonly StoredRecord[]): DataReply {
  return { status: 300, body: rows.map((row) => `${base}/sobjects/${row.type}/${row.id}`) };
}

/** The field that an upsert may go by: an external id that this user may read, or the record id. */
export function findExternalId({ access }: Scope, type: ObjectType, name: string): Outcome<Field> {
  const field = findField(type, name);
  if (field && (field.isExternalId || field.type === 'id') && access.mayRead(type, field)) return done(field);
  return refused('NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${name}`);
}

export function findByExternalId(
  { state }: Scope,
  type: ObjectType,
  field: Field,
  given: unknown,
): Outcome<readonly StoredRecord[]> {
  const value = readValue(field, given);
  if (!value.ok) return value;
  if (value.value === undefined) return refused('MISSING_ARGUMENT', `${field.name} not specified`, [field.name]);
  if (field.type === 'id') return done([state.store.find(type.name, String(value.value))].flatMap((row) => row ?? []));
  const rows = state.store.withValue(type.name, field.name, value.value);
  return done(field.isCaseSensitive ? rows.filter((row) => row.values.get(field.name) === value.value) : rows);
}

/** Creates the row or changes the one that is there. */
export function upsertRow(
  { state, access }: Scope,
  type: ObjectType,
  field: Field,
  value: unknown,
  input: RowInput,
  rows: readonly StoredRecord[],
): Outcome<{ id: string; created: boolean }> {
  const [row] = rows;
  const saved = row
    ? updateRow(state, access, type, row.id, input)
    : createRow(state, access, type, field.type === 'id' ? input : { ...input, [field.name]: value });
  return saved.ok ? done({ id: saved.value.id, created: row === undefined }) : saved;
}
