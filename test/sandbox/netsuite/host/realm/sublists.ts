import { raiseError } from './errors.ts';
import { optionOf, textOption } from './options.ts';

type Line = Map<string, unknown>;

/** The sublists of a script's own copy; `current` is the line that is being filled in dynamic mode. */
export type Lists = {
  lines: Map<string, Line[]>;
  changed: Set<string>;
  current: Map<string, { at: number; line: Line }>;
};

export function listsOf(sent: unknown): Lists {
  const lists = Object.entries(typeof sent === 'object' && sent !== null ? sent : {}).map(
    ([name, lines]): [string, Line[]] => [
      name,
      (Array.isArray(lines) ? lines : []).map((line: unknown) => new Map(Object.entries(line ?? {}))),
    ],
  );
  return { lines: new Map(lists), changed: new Set(), current: new Map() };
}

/** Every line of the sublists that the script touched; a field that was never set is left out. */
export function changedLines(lists: Lists): Record<string, Record<string, unknown>[]> {
  const lines = [...lists.changed].map((name): [string, Record<string, unknown>[]] => [
    name,
    (lists.lines.get(name) ?? []).map((line) => Object.fromEntries(line)),
  ]);
  return Object.fromEntries(lines);
}

/**
 * The members of `Record` for sublists, in standard and in dynamic mode; lines count from 0.
 *
 * Source: documented (N/record); in standard mode a value set on the line after the last makes a new one.
 */
export function sublistMembers(lists: Lists, isDynamic: boolean): object {
  return {
    getLineCount: (options: unknown) => linesIn(lists, options).length,
    getSublistValue: (options: unknown) => lineAt(lists, options).get(fieldOfLine(options)) ?? '',
    setSublistValue: (options: unknown) => {
      const lines = linesIn(lists, options);
      if (Number(optionOf(options, 'line')) === lines.length) lines.push(new Map());
      lineAt(lists, options).set(fieldOfLine(options), optionOf(options, 'value'));
      lists.changed.add(textOption(options, 'sublistId'));
    },
    hasSublistSubrecord: (options: unknown) => {
      const subrecord = textOption(options, 'fieldId');
      return [...lineAt(lists, options).keys()].some((name) => name.startsWith(`${subrecord}.`));
    },
    getSublistSubrecord: (options: unknown) => {
      if (isDynamic) raiseError('SSS_INVALID_API_USAGE', 'In dynamic mode a subrecord is read from the current line.');
      const changed = () => lists.changed.add(textOption(options, 'sublistId'));
      return insideOf(lineAt(lists, options), textOption(options, 'fieldId'), changed);
    },
    removeLine: (options: unknown) => {
      linesIn(lists, options).splice(Number(optionOf(options, 'line')), 1);
      lists.changed.add(textOption(options, 'sublistId'));
    },
    ...dynamicMembers(lists),
  };
}

function dynamicMembers(lists: Lists): object {
  return {
    selectNewLine: (options: unknown) => {
      const at = linesIn(lists, options).length;
      lists.current.set(textOption(options, 'sublistId'), { at, line: new Map() });
    },
    selectLine: (options: unknown) => {
      const line = new Map(lineAt(lists, options));
      lists.current.set(textOption(options, 'sublistId'), { at: Number(optionOf(options, 'line')), line });
    },
    setCurrentSublistValue: (options: unknown) => {
      currentLine(lists, options).line.set(fieldOfLine(options), optionOf(options, 'value'));
    },
    commitLine: (options: unknown) => {
      const { at, line } = currentLine(lists, options);
      linesIn(lists, options)[at] = line;
      lists.current.delete(textOption(options, 'sublistId'));
      lists.changed.add(textOption(options, 'sublistId'));
    },
  };
}

/**
 * The record inside of a line, saved with the record around it. A name that it does not have is refused only then.
 *
 * Source: documented (standard mode only, section_4296711506).
 */
function insideOf(line: Line, subrecord: string, changed: () => void): object {
  const nameOf = (options: unknown): string => `${subrecord}.${textOption(options, 'fieldId')}`;
  return {
    getValue: (options: unknown) => line.get(nameOf(options)) ?? '',
    setValue: (options: unknown) => {
      line.set(nameOf(options), optionOf(options, 'value'));
      changed();
    },
  };
}

/** What belongs to a record inside of the line is none of the line's own fields. */
function fieldOfLine(options: unknown): string {
  const name = textOption(options, 'fieldId');
  return name.includes('.') ? raiseError('SSS_INVALID_FIELD_ID', `There is no field ${name} in this sublist.`) : name;
}

function linesIn(lists: Lists, options: unknown): Line[] {
  const name = textOption(options, 'sublistId');
  return lists.lines.get(name) ?? raiseError('SSS_INVALID_SUBLIST', `The sublist ${name} is not on this record.`);
}

function lineAt(lists: Lists, options: unknown): Line {
  const line = Number(optionOf(options, 'line'));
  return linesIn(lists, options)[line] ?? raiseError('SSS_INVALID_LINE', `There is no line ${line}.`);
}

function currentLine(lists: Lists, options: unknown): { at: number; line: Line } {
  const name = textOption(options, 'sublistId');
  return lists.current.get(name) ?? raiseError('SSS_INVALID_LINE', `No line of ${name} is selected.`);
}
