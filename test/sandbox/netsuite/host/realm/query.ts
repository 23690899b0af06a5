import { fieldOf, isObject, optionOf, textOption } from './options.ts';

type Call = (api: string, input: unknown) => unknown;

/** Source: documented (N/query, N/search): one call with its own units for each page. */
export function queryModule(call: Call): object {
  return {
    runSuiteQL: (options: unknown) => resultSet(call('query.runSuiteQL', queryOf(options))),
    runSuiteQLPaged: (options: unknown) => {
      const pageSize = optionOf(options, 'pageSize') ?? 50;
      return pagedResult(call, { ...queryOf(options), pageSize });
    },
  };
}

export function searchModule(call: Call, types: Readonly<Record<string, string>>): object {
  return {
    Type: Object.freeze({ ...types }),
    lookupFields: (options: unknown) =>
      call('search.lookupFields', {
        type: textOption(options, 'type'),
        id: textOption(options, 'id'),
        columns: [optionOf(options, 'columns')].flat(),
      }),
  };
}

function queryOf(options: unknown): { query: string; params: unknown } {
  if (typeof options === 'string') return { query: options, params: [] };
  return { query: textOption(options, 'query'), params: optionOf(options, 'params') ?? [] };
}

function resultSet(answer: unknown): object {
  const columns = listOf(fieldOf(answer, 'columns')).map(String);
  const rows = listOf(fieldOf(answer, 'rows')).map(listOf);
  const mapOf = (row: readonly unknown[]) => Object.fromEntries(columns.map((column, index) => [column, row[index]]));
  return {
    results: rows.map((values) => ({ values, asMap: () => mapOf(values) })),
    asMappedResults: () => rows.map(mapOf),
  };
}

function pagedResult(call: Call, query: object): object {
  const answer = call('query.runSuiteQLPaged', query);
  const count = Number(fieldOf(answer, 'count'));
  const pageSize = Number(fieldOf(answer, 'pageSize'));
  const sizes = Array.from({ length: Math.ceil(count / pageSize) }, (_, index) =>
    Math.min(pageSize, count - index * pageSize),
  );
  return {
    count,
    pageSize,
    pageRanges: sizes.map((size, index) => ({ index, size })),
    fetch: (options: unknown) => {
      const index = Number(isObject(options) ? optionOf(options, 'index') : options);
      return { data: resultSet(call('PagedData.fetch', { ...query, index })) };
    },
  };
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
