import type { Catalog } from '../definitions.ts';
import { displayCall, displayText, tablesIn } from './display-text.ts';
import { isWord, tokensOf } from './tokens.ts';
import type { Token } from './tokens.ts';

export type Rewritten = {
  sql: string;
  /** Tables that are read only for the display texts of `BUILTIN.DF`. */
  displayTables: ReadonlySet<string>;
};

/** What SQLite would run and SuiteQL, in the subset that we allow ourselves, would not. */
const foreignWords = [
  'LIMIT',
  'ROWNUM',
  'GLOB',
  'REGEXP',
  'MATCH',
  'PRAGMA',
  'ATTACH',
  'INSERT',
  'UPDATE',
  'DELETE',
  'ISNULL',
  'NOTNULL',
  'CURRENT_TIMESTAMP',
];

/** Rewrites the restricted dialect into SQLite's, or says in the platform's words what is wrong with it. */
export function rewrite(sql: string, catalog: Catalog, now: string): Rewritten | { problem: string } {
  const tokens = tokensOf(sql);
  if (!tokens) return { problem: 'Invalid or unsupported search' };
  const foreign = tokens.find((token) => isWord(token, ...foreignWords));
  if (foreign) return { problem: `Invalid or unsupported search: ${foreign.text}` };
  const tables = tablesIn(tokens, catalog);
  const displayTables = new Set<string>();
  const out: string[] = [];
  for (let at = 0; at < tokens.length;) {
    const display = displayCall(tokens, at);
    const page = pageClause(tokens, at);
    if (display) out.push(displayText(display, tables, catalog, displayTables));
    else if (page) out.push(page.sql);
    else out.push(plainText(tokens, at, now));
    at += display?.length ?? page?.length ?? 1;
  }
  return { sql: out.join(' ').replaceAll(' . ', '.'), displayTables };
}

function plainText(tokens: readonly Token[], at: number, now: string): string {
  const token = tokens[at];
  if (isWord(token, 'SYSDATE')) return `'${now}'`;
  if (isWord(token, 'DUAL') && isWord(tokens[at - 1], 'FROM')) return '(SELECT 1)';
  return token?.text ?? '';
}

/** `[OFFSET m ROWS] FETCH FIRST|NEXT n ROWS ONLY`. */
function pageClause(tokens: readonly Token[], at: number): { sql: string; length: number } | undefined {
  const skip = isWord(tokens[at], 'OFFSET') && isWord(tokens[at + 2], 'ROW', 'ROWS') ? tokens[at + 1]?.text : undefined;
  const start = skip === undefined ? at : at + 3;
  const [fetch, first, count, rows, only] = tokens.slice(start, start + 5);
  const isFetch =
    isWord(fetch, 'FETCH') && isWord(first, 'FIRST', 'NEXT') && isWord(rows, 'ROW', 'ROWS') && isWord(only, 'ONLY');
  if (!isFetch) return skip === undefined ? undefined : { sql: `LIMIT -1 OFFSET ${skip}`, length: 3 };
  return { sql: `LIMIT ${count?.text ?? '0'} OFFSET ${skip ?? '0'}`, length: start - at + 5 };
}
