import { compileQuery } from '../soql/compile.ts';
import { answerRow, findRecords } from '../soql/run.ts';
import { errorReply, refuse } from './errors.ts';
import { route } from './scope.ts';
import type { DataReply, DataRequest, DataRoute, Scope } from './scope.ts';

/** Source: SOQL reference and REST API Developer Guide, "Query": 2,000 rows a page, 200 at least. */
const maxPageSize = 2_000;
const minPageSize = 200;

/** Queries and their further pages. */
export const queryRoutes: readonly DataRoute[] = [
  route('GET query', runQuery),
  route('GET query/:', (scope, request, [locator = '']) => nextPage(scope, request, locator)),
];

function runQuery(scope: Scope, request: DataRequest): DataReply {
  const text = request.query.get('q');
  if (text === null) return refuse('MALFORMED_QUERY', 'A query string has to be specified');
  const plan = compileQuery(scope.state, scope.access, text);
  if (!plan.ok) return errorReply(plan.errors);
  const records = findRecords(scope.state, plan.value);
  if (plan.value.isCount) return { status: 200, body: { totalSize: records.length, done: true, records: [] } };
  const rows = records.map((record) => answerRow(scope.state, record, plan.value.columns, scope.base));
  const size = pageSize(request);
  if (rows.length <= size) return { status: 200, body: { totalSize: rows.length, done: true, records: rows } };
  const locator = `01g${String(scope.state.store.nextNumber('locator')).padStart(15, '0')}`;
  const [oldest] = scope.openQueries.keys();
  if (scope.openQueries.size >= scope.state.assumptions.mostOpenQueries && oldest !== undefined)
    scope.openQueries.delete(oldest);
  scope.openQueries.set(locator, { rows, openedAt: scope.state.clock.now() });
  return page(scope, locator, rows, 0, size);
}

function nextPage(scope: Scope, request: DataRequest, text: string): DataReply {
  const [, locator = '', start = ''] = /^(\w+)-(\d+)$/.exec(text) ?? [];
  const open = scope.openQueries.get(locator);
  if (!open || open.openedAt + scope.state.assumptions.locatorLifeMs < scope.state.clock.now())
    return refuse('INVALID_QUERY_LOCATOR', 'invalid query locator');
  return page(scope, locator, open.rows, Number(start), pageSize(request));
}

function page(scope: Scope, locator: string, rows: readonly unknown[], start: number, size: number): DataReply {
  const end = start + size;
  const isDone = end >= rows.length;
  const next = isDone ? {} : { nextRecordsUrl: `${scope.base}/query/${locator}-${end}` };
  return { status: 200, body: { totalSize: rows.length, done: isDone, ...next, records: rows.slice(start, end) } };
}

function pageSize(request: DataRequest): number {
  const [, text] = /batchSize\s*=\s*(\d+)/i.exec(request.header('sforce-query-options') ?? '') ?? [];
  return text === undefined ? maxPageSize : Math.min(maxPageSize, Math.max(minPageSize, Number(text)));
}
