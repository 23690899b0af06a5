import * as z from 'zod/mini';

import { deleteRow } from '../records/delete.ts';
import { recordId18 } from '../records/ids.ts';
import { done, refused } from '../records/record.ts';
import type { Outcome } from '../records/record.ts';
import { createRow, findRow, updateRow } from '../records/save.ts';
import { attempt } from '../records/transaction.ts';
import { findType, refuse, rowResult } from './errors.ts';
import { withType, writeRow } from './rows.ts';
import { route } from './scope.ts';
import type { DataReply, DataRequest, DataRoute, Scope } from './scope.ts';
import { findByExternalId, findExternalId, upsertRow } from './upsert.ts';

/** Source: REST API Developer Guide, "sObject Collections": 200 rows in one request. */
const maxRows = 200;

const Row = z.record(z.string(), z.unknown());
const RowsBody = z.object({ allOrNone: z._default(z.boolean(), false), records: z.array(Row) });
const ReadBody = z.object({ ids: z.array(z.string()), fields: z.array(z.string()) });
const TypeName = z.object({ type: z.string() });

/** Up to 200 rows in one request, answered in its order. */
export const collectionRoutes: readonly DataRoute[] = [
  route('POST composite/sobjects', (scope, request) => eachRow(scope, request, (row) => createOne(scope, row))),
  route('PATCH composite/sobjects', (scope, request) => eachRow(scope, request, (row) => updateOne(scope, row))),
  route('DELETE composite/sobjects', deleteMany),
  route('PATCH composite/sobjects/:/:', (scope, request, [typeName = '', fieldName = '']) => {
    const seen = new Set<unknown>();
    return eachRow(scope, request, (row) => upsertOnce(scope, typeName, fieldName, row, seen));
  }),
  route('POST composite/sobjects/:', (scope, request, [typeName = '']) => {
    const body = ReadBody.safeParse(request.body);
    return body.success
      ? readMany(scope, typeName, body.data)
      : refuse('JSON_PARSER_ERROR', 'ids and fields are required');
  }),
  route('GET composite/sobjects/:', (scope, { query }, [typeName = '']) =>
    readMany(scope, typeName, { ids: list(query.get('ids')), fields: list(query.get('fields')) }),
  ),
];

type Saved = Outcome<{ id: string; created?: boolean }>;
type RowBody = z.infer<typeof Row>;

function eachRow(scope: Scope, request: DataRequest, save: (row: RowBody) => Saved): DataReply {
  const body = RowsBody.safeParse(request.body);
  if (!body.success) return refuse('JSON_PARSER_ERROR', 'a list named "records" is required');
  return saveAll(scope, body.data.records, body.data.allOrNone, save);
}

function saveAll<Item>(
  scope: Scope,
  items: readonly Item[],
  allOrNone: boolean,
  save: (item: Item) => Saved,
): DataReply {
  if (items.length > maxRows)
    return refuse(
      'EXCEEDED_ID_LIMIT',
      `record limit reached. cannot submit more than ${maxRows} records into this call`,
    );
  const results: Saved[] = [];
  attempt(scope.state, () => {
    for (const item of items) results.push(save(item));
    const hasFailed = results.some((result) => !result.ok);
    return allOrNone && hasFailed ? refused('ALL_OR_NONE_OPERATION_ROLLED_BACK', '') : done(undefined);
  });
  const isRolledBack = allOrNone && results.some((result) => !result.ok);
  return { status: 200, body: results.map((result) => rowResult(isRolledBack && result.ok ? rolledBack : result)) };
}

const rolledBack = refused(
  'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  'Record rolled back because not all records were valid and the request was using AllOrNone header',
);

function createOne(scope: Scope, row: RowBody): Saved {
  const type = typeOf(scope, row);
  if (!type.ok) return type;
  if (Object.keys(row).some((name) => name.toLowerCase() === 'id'))
    return refused('INVALID_FIELD_FOR_INSERT_UPDATE', 'cannot specify Id in an insert call', ['Id']);
  const saved = createRow(scope.state, scope.access, type.value, row);
  return saved.ok ? done({ id: saved.value.id }) : saved;
}

function updateOne(scope: Scope, row: RowBody): Saved {
  const type = typeOf(scope, row);
  if (!type.ok) return type;
  const given = row['Id'] ?? row['id'];
  const id = typeof given === 'string' ? recordId18(given) : undefined;
  if (given === undefined) return refused('MISSING_ARGUMENT', 'Id not specified in an update call');
  if (id === undefined) return refused('MALFORMED_ID', `bad id ${JSON.stringify(given)}`);
  const saved = updateRow(scope.state, scope.access, type.value, id, withoutId(row));
  return saved.ok ? done({ id }) : saved;
}

function upsertOnce(scope: Scope, typeName: string, fieldName: string, row: RowBody, seen: Set<unknown>): Saved {
  const value = row[fieldName];
  const isRefused = scope.state.assumptions.isRepeatedExternalIdRefused && value !== undefined && seen.has(value);
  if (isRefused)
    return refused('DUPLICATE_VALUE', `Duplicate external id specified: ${JSON.stringify(value)}`, [fieldName]);
  seen.add(value);
  return upsertOne(scope, typeName, fieldName, row);
}

function upsertOne(scope: Scope, typeName: string, fieldName: string, row: RowBody): Saved {
  const type = typeOf(scope, row);
  if (!type.ok) return type;
  if (type.value.name.toLowerCase() !== typeName.toLowerCase())
    return refused('INVALID_TYPE', `records of ${type.value.name} cannot be upserted as ${typeName}`);
  const field = findExternalId(scope, type.value, fieldName);
  if (!field.ok) return field;
  const { [field.value.name]: value, ...input } = row;
  const rows = findByExternalId(scope, type.value, field.value, value);
  if (!rows.ok) return rows;
  if (rows.value.length > 1)
    return refused('DUPLICATE_EXTERNAL_ID', `${field.value.name}: more than one record found for external id`);
  return upsertRow(
    scope,
    type.value,
    field.value,
    value,
    field.value.type === 'id' ? input : withoutId(input),
    rows.value,
  );
}

function typeOf(scope: Scope, row: RowBody): Outcome<NonNullable<ReturnType<typeof findType>>> {
  const attributes = TypeName.safeParse(row['attributes']);
  const name = attributes.success ? attributes.data.type : '';
  const type = findType(scope, name);
  if (type) return done(type);
  return refused('INVALID_TYPE', `sObject type '${name}' is not supported.`);
}

function withoutId(row: RowBody): RowBody {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name.toLowerCase() !== 'id'));
}

function deleteMany(scope: Scope, { query }: DataRequest): DataReply {
  const ids = list(query.get('ids'));
  return saveAll(scope, ids, query.get('allOrNone') === 'true', (given) => {
    const id = recordId18(given);
    const type = [...scope.state.metadata.objects.values()].find((one) => id?.startsWith(one.keyPrefix));
    if (id === undefined || !type) return refused('MALFORMED_ID', `bad id ${given}`);
    const gone = deleteRow(scope.state, scope.access, type, id);
    return gone.ok ? done({ id }) : gone;
  });
}

function readMany(
  scope: Scope,
  typeName: string,
  wanted: { ids: readonly string[]; fields: readonly string[] },
): DataReply {
  return withType(scope, typeName, (type) => {
    const rows: unknown[] = [];
    for (const given of wanted.ids.slice(0, 2_000)) {
      const found = findRow(scope.state, scope.access, type, recordId18(given) ?? given);
      const reply = found.ok ? writeRow(scope, type, found.value, wanted.fields.join(',')) : undefined;
      if (reply && reply.status !== 200) return reply;
      rows.push(reply ? reply.body : null);
    }
    return { status: 200, body: rows };
  });
}

function list(text: string | null): readonly string[] {
  return text === null || text === '' ? [] : text.split(',').map((part) => part.trim());
}
