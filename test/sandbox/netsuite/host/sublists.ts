import type { RecordDefinition, SublistDefinition } from './definitions.ts';
import type { Line, Lines } from './record-store.ts';
import { refusals, refuse } from './refusals.ts';
import type { Refused } from './refusals.ts';
import { plainValueOf, storedValueOf } from './values.ts';
import type { ScriptValue } from './values.ts';

type ScriptLine = Readonly<Record<string, ScriptValue>>;

/** Turns the lines that a script set into what the account stores, or says what is wrong with one of them. */
export function linesOf(
  record: RecordDefinition,
  given: Readonly<Record<string, readonly ScriptLine[]>>,
): { lines: Lines } | Refused {
  const lines: Record<string, readonly Line[]> = {};
  for (const [name, rows] of Object.entries(given)) {
    const list = record.sublists.get(name);
    if (!list) return refuse(refusals.unknownSublist(name));
    const stored = rows.map((row) => lineOf(list, row));
    const refused = stored.find((line) => 'refusal' in line);
    if (refused !== undefined && 'refusal' in refused) return refused;
    lines[name] = stored.flatMap((line) => ('line' in line ? [line.line] : []));
  }
  return { lines };
}

function lineOf(list: SublistDefinition, given: ScriptLine): { line: Line } | Refused {
  const line: Record<string, Line[string]> = {};
  const unknown = Object.keys(given).find((name) => !list.fields.has(name));
  if (unknown !== undefined) return refuse(refusals.unknownField(unknown, list.id));
  for (const field of list.fields.values()) {
    const value = given[field.id] ?? field.defaultValue ?? null;
    const stored = storedValueOf(field, value);
    if ('refusal' in stored) return stored;
    if (stored.value === null && field.isMandatory) return refuse(refusals.missingFields([field.label]));
    line[field.id] = stored.value;
  }
  return { line };
}

/** Lines for ground truth and pages; a field that is empty is left out. */
export function plainLinesOf(
  record: RecordDefinition,
  lines: Lines,
): Record<string, Record<string, string | number | boolean>[]> {
  const shown = Object.entries(lines).flatMap(([name, rows]) => {
    const list = record.sublists.get(name);
    return list === undefined ? [] : [[name, rows.map((row) => plainLineOf(list, row))] as const];
  });
  return Object.fromEntries(shown);
}

function plainLineOf(list: SublistDefinition, row: Line): Record<string, string | number | boolean> {
  const filled = [...list.fields.values()].filter((field) => (row[field.id] ?? null) !== null);
  return Object.fromEntries(filled.map((field) => [field.id, plainValueOf(field, row[field.id] ?? null)]));
}
