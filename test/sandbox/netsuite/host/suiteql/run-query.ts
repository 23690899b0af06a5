import { constants } from 'node:sqlite';
import type { DatabaseSync, StatementSync } from 'node:sqlite';

import * as z from 'zod/mini';

import { openType } from '../account-state.ts';
import type { AccountState, Actor } from '../account-state.ts';
import { mayUseField, queryRefusal } from '../permissions.ts';
import { slashed } from '../record-copies.ts';
import { refusals, refuse } from '../refusals.ts';
import type { Refused } from '../refusals.ts';
import { instantText } from '../values.ts';
import type { StoredValue } from '../values.ts';
import { knownFunctions, registerFunctions } from './functions.ts';
import { rewrite } from './rewrite.ts';

type Parameter = string | number | boolean;
export type Table = { columns: readonly string[]; rows: readonly (readonly StoredValue[])[] };

/** Source: documented (section_157960542026): rows of `runSuiteQL`, sizes of a page, pages of a query. */
const mostRows = 5000;
const pageSizes = { least: 5, most: 1000 } as const;
const mostPages = 1000;

/** Columns of ours that no query may see: `*` leaves them out. */
const hiddenColumns: readonly (string | null)[] = ['_version', '_lines'];

/** Runs SuiteQL for a role; more rows than the cap are left out without a word, as on the platform. */
export function runQuery(
  account: AccountState,
  database: DatabaseSync,
  actor: Actor,
  sql: string,
  parameters: readonly Parameter[],
): { value: Table } | Refused {
  const answer = readTable(account, database, actor, sql, parameters);
  return 'refusal' in answer ? answer : { value: { ...answer.value, rows: answer.value.rows.slice(0, mostRows) } };
}

export function runPaged(
  account: AccountState,
  database: DatabaseSync,
  actor: Actor,
  sql: string,
  parameters: readonly Parameter[],
  pageSize: number,
): { value: { count: number; pageSize: number } } | Refused {
  if (pageSize < pageSizes.least || pageSize > pageSizes.most) {
    return refuse({
      name: 'INVALID_PAGE_SIZE',
      message: `The page size must be from ${pageSizes.least} to ${pageSizes.most}.`,
    });
  }
  const answer = readTable(account, database, actor, sql, parameters);
  if ('refusal' in answer) return answer;
  return { value: { count: Math.min(answer.value.rows.length, pageSize * mostPages), pageSize } };
}

export function runPage(
  account: AccountState,
  database: DatabaseSync,
  actor: Actor,
  sql: string,
  parameters: readonly Parameter[],
  page: { pageSize: number; index: number },
): { value: Table } | Refused {
  const answer = readTable(account, database, actor, sql, parameters);
  if ('refusal' in answer) return answer;
  const from = page.index * page.pageSize;
  return { value: { ...answer.value, rows: answer.value.rows.slice(from, from + page.pageSize) } };
}

function readTable(
  account: AccountState,
  database: DatabaseSync,
  actor: Actor,
  sql: string,
  parameters: readonly Parameter[],
): { value: Table } | Refused {
  const refusal = queryRefusal(actor.role);
  if (refusal) return refuse(refusal);
  const rewritten = rewrite(sql, account.catalog, instantText(account.clock.now()));
  if ('problem' in rewritten) return refuse(refusals.search(rewritten.problem));
  registerFunctions(database, account.assumptions.isLikeCaseSensitive);
  const problems: string[] = [];
  const isAllowed = (action: number, first: string | null, second: string | null): boolean => {
    const problem = problemOf(account, actor, rewritten.displayTables, action, first, second);
    if (problem !== undefined) problems.push(problem);
    return problem === undefined;
  };
  try {
    return { value: withAllowance(database, isAllowed, () => answerOf(database.prepare(rewritten.sql), parameters)) };
  } catch (problem) {
    return refuse(refusals.search(problems[0] ?? textOf(problem)));
  }
}

type IsAllowed = (action: number, first: string | null, second: string | null) => boolean;

/** What the query may read is decided by SQLite's own hook, column by column; the hook must outlive the reading. */
function withAllowance(database: DatabaseSync, isAllowed: IsAllowed, read: () => Table): Table {
  database.setAuthorizer((action, first, second) => {
    if (!isAllowed(action, first, second)) return constants.SQLITE_DENY;
    return hiddenColumns.includes(second) ? constants.SQLITE_IGNORE : constants.SQLITE_OK;
  });
  try {
    return read();
  } finally {
    database.setAuthorizer(null);
  }
}

function problemOf(
  account: AccountState,
  actor: Actor,
  displayTables: ReadonlySet<string>,
  action: number,
  first: string | null,
  second: string | null,
): string | undefined {
  if (action === constants.SQLITE_SELECT || action === constants.SQLITE_RECURSIVE) return undefined;
  if (action === constants.SQLITE_FUNCTION) {
    return knownFunctions.has(second ?? '') ? undefined : `Unknown function '${second ?? ''}'`;
  }
  if (action !== constants.SQLITE_READ) return 'Invalid or unsupported search';
  const record = [...account.catalog.records.values()].find(({ table }) => table === first);
  if (!record) return notFound(first);
  const field = record.fields.get(second ?? '');
  if (field !== undefined && !mayUseField(actor.role, field)) return `Unknown identifier '${field.id}'`;
  if ('record' in openType(account, actor, record.type, 'VIEW')) return undefined;
  const isTitle = second === 'id' || second === record.titleField;
  return displayTables.has(record.table) && isTitle ? undefined : notFound(first);
}

function notFound(table: string | null): string {
  return `Record '${table ?? ''}' was not found.`;
}

/** SQLite's complaint in the platform's words. */
function textOf(problem: unknown): string {
  const text = problem instanceof Error ? problem.message : '';
  const table = /no such table: (\S+)/.exec(text)?.[1];
  if (table !== undefined) return notFound(table);
  const column = /no such column: (\S+)/.exec(text)?.[1];
  if (column !== undefined) return `Unknown identifier '${column}'`;
  return 'Invalid or unsupported search';
}

const Cell = z.nullable(z.union([z.string(), z.number()]));
const plainName = /^[a-z_][a-z0-9_$]*$/i;

function answerOf(statement: StatementSync, parameters: readonly Parameter[]): Table {
  const columns = [...statement.columns().entries()].filter(([, { name }]) => !hiddenColumns.includes(name));
  statement.setReturnArrays(true);
  const bound = parameters.map((value) => (typeof value === 'boolean' ? (value ? 'T' : 'F') : value));
  const rows: unknown[] = statement.all(...bound);
  const cells = (row: unknown): unknown[] => (Array.isArray(row) ? row : []);
  return {
    columns: columns.map(([index, { name }]) => (plainName.test(name) ? name.toLowerCase() : `expr${index + 1}`)),
    rows: rows.map((row) => columns.map(([index, { type }]) => shown(Cell.parse(cells(row)[index]), type))),
  };
}

/** Days and instants are written in the account's format, without the time. Source: assumed (a preference); use TO_CHAR. */
function shown(value: StoredValue, type: string | null): StoredValue {
  const isDay = type === 'DAY_TEXT' || type === 'INSTANT_TEXT';
  return isDay && typeof value === 'string' ? slashed(value.slice(0, 10)) : value;
}
