import { childRelationships, findField } from '../metadata/object-type.ts';
import type { ObjectType } from '../metadata/object-type.ts';
import { isInList } from '../metadata/list-views.ts';
import { resolvePath, valueAt } from '../records/paths.ts';
import type { FieldPath } from '../records/paths.ts';
import type { StoredRecord, Value } from '../records/record.ts';
import { errorReply, findType, refuse } from '../rest/errors.ts';
import { route } from '../rest/scope.ts';
import type { DataReply, DataRequest, DataRoute, Scope } from '../rest/scope.ts';
import { findRecords } from '../soql/run.ts';
import { onRecord } from './records.ts';
import { readFieldNames, representRecord, tagOf } from './representation.ts';

/** Source: User Interface API Developer Guide, "Get Related List Records" and "Get List View Records": 50 unless asked, 2,000 at most. */
const usualPageSize = 50;
const maxPageSize = 2_000;

/** Lists for pages. */
export const uiListRoutes: readonly DataRoute[] = [
  route('GET ui-api/related-list-records/:/:', (scope, request, [parentId = '', listName = '']) =>
    onRecord(scope, parentId, (type, parent) => relatedList(scope, request, type, parent, listName)),
  ),
  route('GET ui-api/list-records/:/:', (scope, request, [objectName = '', viewName = '']) =>
    listView(scope, request, objectName, viewName),
  ),
];

function relatedList(
  scope: Scope,
  request: DataRequest,
  parentType: ObjectType,
  parent: StoredRecord,
  listName: string,
): DataReply {
  const { objects } = scope.state.metadata;
  const found = childRelationships(objects, parentType.name).find((one) => one.name === listName);
  const type = found && findType(scope, found.child);
  if (!found || !type || !scope.access.may('read', type))
    return refuse('INVALID_PARAMETER_VALUE', `Related list ${listName} was not found on ${parentType.name}`);
  const rows = scope.state.store.withValue(type.name, found.field, parent.id);
  const listReference = {
    inContextOfRecordId: parent.id,
    parentObjectApiName: parentType.name,
    recordTypeId: null,
    relatedListId: listName,
    type: 'relatedList',
  };
  return writeList(scope, request, type, rows, { listReference });
}

function listView(scope: Scope, request: DataRequest, objectName: string, viewName: string): DataReply {
  const type = findType(scope, objectName);
  if (!type || !scope.access.may('read', type))
    return refuse('INVALID_TYPE', `Object ${objectName} is not supported in UI API`);
  const view = type.listViews.get(viewName);
  if (!view) return refuse('NOT_FOUND', `List view ${viewName} was not found on ${objectName}`);
  const listReference = { id: null, listViewApiName: viewName, objectApiName: type.name, type: 'listView' };
  const columns = view.columns.map((column) => `${type.name}.${column}`).join(',');
  return writeList(
    scope,
    request,
    type,
    scope.state.store.all(type.name).filter((row) => isInList(view, (field) => valueOfPath(scope, type, row, field))),
    { listReference, listInfoETag: tagOf(view) },
    columns,
  );
}

function valueOfPath({ state }: Scope, type: ObjectType, row: StoredRecord, field: string): Value | undefined {
  const path = resolvePath(state.metadata.objects, type, field.split('.'));
  return path && valueAt(state, row, path);
}

function writeList(
  scope: Scope,
  { query }: DataRequest,
  type: ObjectType,
  rows: readonly StoredRecord[],
  reference: object,
  columns = '',
): DataReply {
  const fields = [columns, query.get('fields') ?? ''].filter((part) => part !== '').join(',');
  const paths = readFieldNames(
    scope,
    type,
    query.get('fields'),
    [columns, query.get('optionalFields') ?? ''].join(','),
  );
  if (!paths.ok) return errorReply(paths.errors);
  const sortBy = query.get('sortBy')?.split(',') ?? [];
  const sorted = sortRows(scope, type, rows, sortBy);
  if (!sorted) return refuse('INVALID_FIELD', `Cannot sort by ${sortBy.join(',')}`);
  const size = Math.min(maxPageSize, Math.max(1, Number(query.get('pageSize') ?? usualPageSize) || usualPageSize));
  const start = Math.max(0, Number(query.get('pageToken') ?? 0) || 0);
  const page = sorted.slice(start, start + size);
  const nextToken = start + size < sorted.length ? String(start + size) : null;
  const previousToken = start > 0 ? String(Math.max(0, start - size)) : null;
  return {
    status: 200,
    body: {
      ...reference,
      count: page.length,
      currentPageToken: String(start),
      nextPageToken: nextToken,
      previousPageToken: previousToken,
      fields: fields === '' ? [] : fields.split(','),
      optionalFields: query.get('optionalFields')?.split(',') ?? [],
      pageSize: size,
      sortBy,
      records: page.map((row) => representRecord(scope, row, paths.value)),
    },
  };
}

/** `Name` rises, `-Name` falls; the object's name may stand before the field. */
function sortRows(
  scope: Scope,
  type: ObjectType,
  rows: readonly StoredRecord[],
  sortBy: readonly string[],
): readonly StoredRecord[] | undefined {
  const orders: { path: FieldPath; isDescending: boolean; areBlanksLast: boolean }[] = [];
  for (const text of sortBy.filter((one) => one !== '')) {
    const field = findField(type, text.replace(/^-/, '').replace(`${type.name}.`, ''));
    if (!field || !scope.access.mayRead(type, field)) return undefined;
    const path = { steps: [], types: [type], type, field };
    orders.push({ path, isDescending: text.startsWith('-'), areBlanksLast: false });
  }
  return findRecords(scope.state, { type, columns: [], isCount: false, orders, offset: 0 }, rows);
}
