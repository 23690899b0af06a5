import { findField } from '../metadata/object-type.ts';
import { findType, refuse } from '../rest/errors.ts';
import { route } from '../rest/scope.ts';
import type { DataReply, DataRequest, DataRoute, Scope } from '../rest/scope.ts';

/** Source: User Interface API Developer Guide, "Get Lookup Suggestions": 25 unless asked, 100 at most. */
const usualPageSize = 25;
const maxPageSize = 100;

/** What a form offers for a field: the values of a picklist, the records that a lookup may name. */
export const uiChoiceRoutes: readonly DataRoute[] = [
  route('GET ui-api/object-info/:/picklist-values/:/:', (scope, _request, [object = '', , field = '']) =>
    picklistValues(scope, object, field),
  ),
  route('GET ui-api/lookups/:/:', (scope, request, [object = '', field = '']) =>
    suggestions(scope, request, object, field),
  ),
];

function picklistValues(scope: Scope, object: string, name: string): DataReply {
  const type = findType(scope, object);
  const field = type && findField(type, name);
  if (!type || !field?.picklist || !scope.access.mayRead(type, field))
    return refuse('INVALID_FIELD', `No picklist ${name} on ${object}`);
  const values = field.picklist.values.map(({ value, label }) => ({ attributes: null, label, validFor: [], value }));
  const usual = field.picklist.values.find(({ isDefault }) => isDefault);
  const defaultValue = usual === undefined ? null : (values.find(({ value }) => value === usual.value) ?? null);
  return { status: 200, body: { controllerValues: {}, defaultValue, values } };
}

/** Records whose name holds the text that was typed, by name; whoever may not read them gets none. */
function suggestions(scope: Scope, { query }: DataRequest, object: string, name: string): DataReply {
  const type = findType(scope, object);
  const field = type && findField(type, name);
  const target = field?.reference && scope.state.metadata.objects.get(field.reference.to);
  if (!type || !target) return refuse('INVALID_FIELD', `No lookup ${name} on ${object}`);
  const wanted = (query.get('q') ?? '').toLowerCase();
  const size = Math.min(maxPageSize, Number(query.get('pageSize') ?? usualPageSize) || usualPageSize);
  const rows = scope.access.may('read', target) ? scope.state.store.all(target.name) : [];
  const named = rows
    .map((row) => ({ id: row.id, name: String(row.values.get('Name') ?? row.id) }))
    .filter((row) => row.name.toLowerCase().includes(wanted))
    .toSorted((a, b) => a.name.localeCompare(b.name));
  const records = named.slice(0, size).map((row) => ({
    apiName: target.name,
    id: row.id,
    fields: { Id: { displayValue: null, value: row.id }, Name: { displayValue: null, value: row.name } },
  }));
  return { status: 200, body: { count: records.length, records } };
}
