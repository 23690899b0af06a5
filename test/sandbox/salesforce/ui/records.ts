import * as z from 'zod/mini';

import type { ObjectType } from '../metadata/object-type.ts';
import { deleteRow } from '../records/delete.ts';
import { recordId18 } from '../records/ids.ts';
import type { StoredRecord } from '../records/record.ts';
import { createRow, findRow, updateRow } from '../records/save.ts';
import { errorReply, findType, refuse } from '../rest/errors.ts';
import { route } from '../rest/scope.ts';
import type { DataReply, DataRequest, DataRoute, Scope } from '../rest/scope.ts';
import { noRecordAccess, saveErrorReply } from './errors.ts';
import { allFields, readFieldNames, representRecord } from './representation.ts';

const Fields = z.record(z.string(), z.unknown());
const CreateBody = z.object({ apiName: z.string(), fields: Fields });
const UpdateBody = z.object({ fields: Fields });

/** Records for pages. */
export const uiRecordRoutes: readonly DataRoute[] = [
  route('GET ui-api/records/:', (scope, request, [id = '']) =>
    onRecord(scope, id, (type, row) => read(scope, request, type, row)),
  ),
  route('POST ui-api/records', create),
  route('PATCH ui-api/records/:', (scope, request, [id = '']) =>
    onRecord(scope, id, (type, row) => update(scope, request, type, row)),
  ),
  route('DELETE ui-api/records/:', (scope, _request, [id = '']) =>
    onRecord(scope, id, (type, row) => {
      const gone = deleteRow(scope.state, scope.access, type, row.id);
      return gone.ok ? { status: 204 } : saveErrorReply(type, gone.errors, 'update');
    }),
  ),
];

function read(scope: Scope, { query }: DataRequest, type: ObjectType, row: StoredRecord): DataReply {
  const [fields, optional] = [query.get('fields'), query.get('optionalFields')];
  if (fields === null && optional === null && query.get('layoutTypes') === null)
    return refuse('ILLEGAL_QUERY_PARAMETER_VALUE', 'Either fields, optionalFields or layoutTypes is required.');
  const paths = readFieldNames(scope, type, fields, optional);
  if (!paths.ok) return errorReply(paths.errors);
  const wanted = query.get('layoutTypes') === null ? paths.value : [...allFields(scope, type), ...paths.value];
  return { status: 200, body: representRecord(scope, row, wanted) };
}

function create(scope: Scope, request: DataRequest): DataReply {
  const body = CreateBody.safeParse(request.body);
  if (!body.success) return refuse('JSON_PARSER_ERROR', 'apiName and fields are required');
  const { apiName, fields } = body.data;
  const type = findType(scope, apiName);
  if (!type || type.isEvent) return refuse('INVALID_TYPE', `Object ${apiName} is not supported in UI API`);
  const created = createRow(scope.state, scope.access, type, fields);
  if (!created.ok) return saveErrorReply(type, created.errors, 'create');
  return { status: 201, body: representRecord(scope, created.value, allFields(scope, type)) };
}

function update(scope: Scope, request: DataRequest, type: ObjectType, row: StoredRecord): DataReply {
  const body = UpdateBody.safeParse(request.body);
  if (!body.success) return refuse('JSON_PARSER_ERROR', 'fields are required');
  const saved = updateRow(scope.state, scope.access, type, row.id, body.data.fields);
  if (!saved.ok) return saveErrorReply(type, saved.errors, 'update');
  return { status: 200, body: representRecord(scope, saved.value, allFields(scope, type)) };
}

/** Finds the object by the id's first three characters. */
export function onRecord(
  scope: Scope,
  given: string,
  work: (type: ObjectType, row: StoredRecord) => DataReply,
): DataReply {
  const id = recordId18(given);
  if (id === undefined) return refuse('MALFORMED_ID', `malformed id ${given}`);
  const type = [...scope.state.metadata.objects.values()].find((one) => id.startsWith(one.keyPrefix));
  if (!type) return refuse('NOT_FOUND', 'The requested resource does not exist');
  if (!scope.access.may('read', type)) return noRecordAccess();
  const row = findRow(scope.state, scope.access, type, id);
  return row.ok ? work(type, row.value) : errorReply(row.errors);
}
