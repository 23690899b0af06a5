import { findField } from '../metadata/object-type.ts';
import type { ObjectType } from '../metadata/object-type.ts';
import { deleteRow } from '../records/delete.ts';
import { recordId18 } from '../records/ids.ts';
import type { RowInput } from '../records/inputs.ts';
import { valueOf } from '../records/paths.ts';
import type { StoredRecord } from '../records/record.ts';
import { createRow, findRow, updateRow } from '../records/save.ts';
import { restValue } from '../records/values.ts';
import { attributesOf } from '../soql/run.ts';
import { errorReply, findType, notFound, refuse } from './errors.ts';
import { route } from './scope.ts';
import type { DataHandler, DataReply, DataRequest, DataRoute, Scope } from './scope.ts';

/** Create, read, change and delete one row by its id. */
export const rowRoutes: readonly DataRoute[] = [
  route('POST sobjects/:', (scope, request, [name = '']) =>
    withType(scope, name, (type) => create(scope, request, type)),
  ),
  route('GET sobjects/:/:', onRow(readRow)),
  route(
    'PATCH sobjects/:/:',
    onRow((scope, request, type, id) =>
      withInput(request, (input) => noContent(updateRow(scope.state, scope.access, type, id, input))),
    ),
  ),
  route(
    'DELETE sobjects/:/:',
    onRow((scope, _request, type, id) => noContent(deleteRow(scope.state, scope.access, type, id))),
  ),
];

function create(scope: Scope, request: DataRequest, type: ObjectType): DataReply {
  return withInput(request, (input) => {
    const created = createRow(scope.state, scope.access, type, input);
    if (!created.ok) return errorReply(created.errors);
    const uuid = created.value.values.get('EventUuid');
    const errors = type.isEvent ? [{ statusCode: 'OPERATION_ENQUEUED', message: uuid, fields: [] }] : [];
    return { status: 201, body: { id: created.value.id, success: true, errors } };
  });
}

function readRow(scope: Scope, request: DataRequest, type: ObjectType, id: string): DataReply {
  const found = findRow(scope.state, scope.access, type, id);
  if (!found.ok) return errorReply(found.errors);
  const since = request.header('if-modified-since');
  if (since !== undefined && modifiedAt(found.value) <= Date.parse(since)) return { status: 304 };
  return writeRow(scope, type, found.value, request.query.get('fields') ?? undefined);
}

/** Writes the named fields of a row, or all that this user may read. */
export function writeRow(scope: Scope, type: ObjectType, row: StoredRecord, wanted: string | undefined): DataReply {
  const fields = wanted === undefined ? [...type.fields.values()] : [];
  for (const name of wanted?.split(',') ?? []) {
    const field = findField(type, name.trim());
    if (!field || !scope.access.mayRead(type, field))
      return refuse('INVALID_FIELD', `No such column '${name.trim()}' on sobject of type ${type.name}`);
    fields.push(field);
  }
  const body: Record<string, unknown> = { attributes: attributesOf(row, scope.base) };
  for (const field of fields)
    if (scope.access.mayRead(type, field)) body[field.name] = restValue(field, valueOf(row, field));
  if (wanted !== undefined) body['Id'] ??= row.id;
  return { status: 200, body };
}

function modifiedAt(row: StoredRecord): number {
  return Date.parse(String(row.values.get('LastModifiedDate')));
}

type RowWork = (scope: Scope, request: DataRequest, type: ObjectType, id: string) => DataReply;

function onRow(work: RowWork): DataHandler {
  return (scope, request, [name = '', given = '']) =>
    withType(scope, name, (type) => {
      const id = recordId18(given);
      if (id === undefined) return refuse('MALFORMED_ID', `malformed id ${given}`);
      const since = request.header('if-unmodified-since');
      const row = scope.state.store.find(type.name, id);
      if (since !== undefined && row && modifiedAt(row) > Date.parse(since)) return { status: 412 };
      return work(scope, request, type, id);
    });
}

export function withType(scope: Scope, name: string, work: (type: ObjectType) => DataReply): DataReply {
  const type = findType(scope, name);
  return type ? work(type) : notFound();
}

export function withInput(request: DataRequest, work: (input: RowInput) => DataReply): DataReply {
  const input = rowInput(request.body);
  return input ? work(input) : refuse('JSON_PARSER_ERROR', 'The HTTP entity body is required to be one JSON object');
}

/** A JSON object, copied; anything else is `undefined`. */
export function rowInput(body: unknown): RowInput | undefined {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : undefined;
}

function noContent(outcome: ReturnType<typeof updateRow>): DataReply {
  return outcome.ok ? { status: 204 } : errorReply(outcome.errors);
}
