import type { DatabaseSync, SQLInputValue } from 'node:sqlite';

/** SQLite's own functions that SuiteQL has too, and `like`, which is how SQLite names the operator. */
const sharedFunctions = [
  ...[
    'abs',
    'avg',
    'coalesce',
    'count',
    'instr',
    'length',
    'like',
    'lower',
    'ltrim',
    'max',
    'min',
    'nullif',
    'replace',
  ],
  ...['round', 'rtrim', 'substr', 'sum', 'trim', 'upper'],
];

const ownFunctions: Readonly<Record<string, (...values: SQLInputValue[]) => SQLInputValue>> = {
  nvl: (value, other) => value ?? other ?? null,
  nvl2: (value, some, none) => (value === null ? (none ?? null) : (some ?? null)),
  decode: (value, ...pairs) => decode(value ?? null, pairs),
  to_number: (value) => (value === null || value === undefined ? null : Number(value)),
  to_char: (value, format) =>
    typeof value === 'string' || typeof value === 'number' ? toChar(`${value}`, format) : null,
  to_date: (value, format) => toInstant(value, format)?.slice(0, 10) ?? null,
  to_timestamp: (value, format) => toInstant(value, format) ?? null,
};

/** Functions that a query may use. Source: the written subset; each is a documented SuiteQL function. */
export const knownFunctions: ReadonlySet<string> = new Set([...sharedFunctions, ...Object.keys(ownFunctions)]);

const prepared = new WeakSet<DatabaseSync>();

/** Gives the database SuiteQL's own functions, once. */
export function registerFunctions(database: DatabaseSync, isLikeCaseSensitive: boolean): void {
  if (prepared.has(database)) return;
  prepared.add(database);
  for (const [name, evaluate] of Object.entries(ownFunctions)) {
    database.function(name, { varargs: true, deterministic: true }, evaluate);
  }
  database.exec(`PRAGMA case_sensitive_like = ${isLikeCaseSensitive ? 'ON' : 'OFF'}`);
}

function decode(value: SQLInputValue, pairs: readonly SQLInputValue[]): SQLInputValue {
  for (let at = 0; at + 1 < pairs.length; at += 2) if (pairs[at] === value) return pairs[at + 1] ?? null;
  return pairs.length % 2 === 1 ? (pairs.at(-1) ?? null) : null;
}

const parts = ['YYYY', 'MM', 'DD', 'HH24', 'MI', 'SS'] as const;
const partPattern = /YYYY|HH24|MM|DD|MI|SS/g;

/** Stored days and instants are `2026-11-02[ 09:00:00]`. */
function toChar(value: string, format: SQLInputValue | undefined): string {
  if (typeof format !== 'string') return value;
  const [year, month, day, hours = '00', minutes = '00', seconds = '00'] = value.split(/[- :]/);
  const byPart: Readonly<Record<string, string | undefined>> = {
    ...{ YYYY: year, MM: month, DD: day, HH24: hours, MI: minutes, SS: seconds },
  };
  return format.toUpperCase().replace(partPattern, (part) => byPart[part] ?? part);
}

function toInstant(value: SQLInputValue | undefined, format: SQLInputValue | undefined): string | undefined {
  if (typeof value !== 'string' || typeof format !== 'string') return undefined;
  const order = format.toUpperCase().match(partPattern) ?? [];
  const numbers = value.match(/\d+/g) ?? [];
  const found = (part: string): string => (numbers[order.findIndex((name) => name === part)] ?? '0').padStart(2, '0');
  const [year, month, day, hours, minutes, seconds] = parts.map(found);
  return `${year}-${month}-${day} ${hours}:${minutes}:${seconds}`;
}
