import type { Catalog, FieldDefinition, RecordDefinition } from '../definitions.ts';
import { isMark, isWord } from './tokens.ts';
import type { Token } from './tokens.ts';

/** The record type behind each table name and alias of a query, in lower case. */
export type Tables = ReadonlyMap<string, RecordDefinition>;

export function tablesIn(tokens: readonly Token[], catalog: Catalog): Tables {
  const byTable = new Map([...catalog.records.values()].map((record) => [record.table, record]));
  const tables = new Map<string, RecordDefinition>();
  for (const [at, token] of tokens.entries()) {
    const name = tokens[at + 1]?.text.toLowerCase() ?? '';
    const record = isWord(token, 'FROM', 'JOIN') ? byTable.get(name) : undefined;
    if (!record) continue;
    const alias = isWord(tokens[at + 2], 'AS') ? tokens[at + 3] : tokens[at + 2];
    tables.set(name, record);
    if (alias?.kind === 'word') tables.set(alias.text.toLowerCase(), record);
  }
  return tables;
}

export type DisplayCall = { table: string | undefined; column: string; length: number };

/** `BUILTIN.DF(column)` or `BUILTIN.DF(table.column)` at this place. */
export function displayCall(tokens: readonly Token[], at: number): DisplayCall | undefined {
  const isCall = isWord(tokens[at], 'BUILTIN') && isMark(tokens[at + 1], '.') && isWord(tokens[at + 2], 'DF');
  if (!isCall || !isMark(tokens[at + 3], '(')) return undefined;
  const [first, second, third, fourth] = tokens.slice(at + 4);
  if (first?.kind !== 'word') return undefined;
  if (isMark(second, ')')) return { table: undefined, column: first.text.toLowerCase(), length: 6 };
  if (!isMark(second, '.') || third?.kind !== 'word' || !isMark(fourth, ')')) return undefined;
  return { table: first.text, column: third.text.toLowerCase(), length: 8 };
}

/** The expression that gives the display text; a column with none stands for itself. */
export function displayText(call: DisplayCall, tables: Tables, catalog: Catalog, displayTables: Set<string>): string {
  const column = call.table === undefined ? call.column : `${call.table}.${call.column}`;
  const field = fieldOf(call, tables);
  if (field?.kind === 'choice') return choiceText(field, column);
  const targets = (field?.refersTo ?? []).flatMap((type) => catalog.records.get(type) ?? []);
  const texts = targets.map(({ table, titleField }) => {
    displayTables.add(table);
    return `(SELECT df."${titleField}" FROM "${table}" df WHERE df.id = ${column})`;
  });
  return texts.length > 1 ? `coalesce(${texts.join(', ')})` : (texts[0] ?? column);
}

function fieldOf(call: DisplayCall, tables: Tables): FieldDefinition | undefined {
  if (call.table !== undefined) return tables.get(call.table.toLowerCase())?.fields.get(call.column);
  return [...tables.values()].map((record) => record.fields.get(call.column)).find((field) => field !== undefined);
}

function choiceText(field: FieldDefinition, column: string): string {
  const cases = Object.entries(field.choices ?? {}).map(([code, text]) => `WHEN '${code}' THEN '${text}'`);
  return `CASE CAST(${column} AS TEXT) ${cases.join(' ')} END`;
}
