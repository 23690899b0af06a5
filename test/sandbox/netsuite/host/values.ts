import * as z from 'zod/mini';

import type { FieldDefinition } from './definitions.ts';
import { refusals, refuse } from './refusals.ts';
import type { Refused } from './refusals.ts';

/** A value on its way out of a script's realm: a Date carries its instant and the day it is in the account's zone. */
export const ScriptValue = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.object({ $date: z.number(), day: z.string() }),
  z.object({ $text: z.string() }),
]);
export type ScriptValue = z.infer<typeof ScriptValue>;

/** A value on its way into a script's realm. */
export type RealmValue = string | number | boolean | { $date: number } | { $day: string };

export type StoredValue = string | number | null;

const wholeNumber = /^-?\d+$/;
const dayText = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;

/** Turns what a script set into what the account stores, or says why the field cannot hold it. */
export function storedValueOf(field: FieldDefinition, value: ScriptValue): { value: StoredValue } | Refused {
  if (value === null || value === '') return { value: field.kind === 'checkbox' ? 'F' : null };
  const stored = readers[field.kind](field, value);
  if (stored === undefined) return refuse(refusals.invalidValue(shownInText(value), field.id));
  if (field.kind === 'text' && field.maxLength !== undefined && String(stored).length > field.maxLength)
    return refuse(refusals.tooLong(field.id, field.maxLength));
  return { value: stored };
}

const readers: Readonly<
  Record<FieldDefinition['kind'], (field: FieldDefinition, value: ScriptValue) => StoredValue | undefined>
> = {
  text: (_field, value) => (typeof value === 'object' ? undefined : String(value)),
  integer: (_field, value) => (wholeNumber.test(shownInText(value)) ? Number(value) : undefined),
  number: (_field, value) => numberOf(value),
  checkbox: (_field, value) => checkboxOf(value),
  day: (_field, value) => dayOf(value),
  instant: (_field, value) => (isDate(value) ? instantText(value.$date) : undefined),
  reference: (_field, value) => (wholeNumber.test(shownInText(value)) ? Number(value) : undefined),
  choice: (field, value) => choiceOf(field, value),
};

function numberOf(value: ScriptValue): number | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** Booleans, and the texts T and F that submitFields is commonly given. */
function checkboxOf(value: ScriptValue): string | undefined {
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  return value === 'T' || value === 'F' ? value : undefined;
}

function dayOf(value: ScriptValue): string | undefined {
  if (isDate(value)) return value.day;
  const [, month, day, year] = dayText.exec(shownInText(value)) ?? [];
  if (month === undefined || day === undefined) return undefined;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function choiceOf(field: FieldDefinition, value: ScriptValue): StoredValue | undefined {
  const code = shownInText(value);
  if (field.choices === undefined || !(code in field.choices)) return undefined;
  return wholeNumber.test(code) ? Number(code) : code;
}

function isDate(value: ScriptValue): value is { $date: number; day: string } {
  return typeof value === 'object' && value !== null && '$date' in value;
}

function shownInText(value: ScriptValue): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return '$date' in value ? value.day : value.$text;
}

/** Turns a stored value into what a record's `getValue` gives: ids as texts, days and instants as dates, an empty text for nothing. */
export function realmValueOf(field: FieldDefinition, value: StoredValue): RealmValue {
  if (field.kind === 'checkbox') return value === 'T';
  if (value === null) return '';
  switch (field.kind) {
    case 'integer':
    case 'number':
      return Number(value);
    case 'day':
      return { $day: String(value) };
    case 'instant':
      return { $date: instantOf(String(value)) };
    case 'text':
    case 'reference':
    case 'choice':
      return String(value);
  }
}

/** The same value for ground truth and pages: days as `2026-11-02`, instants as ISO 8601. */
export function plainValueOf(field: FieldDefinition, value: StoredValue): string | number | boolean {
  const shown = realmValueOf(field, value);
  if (typeof shown !== 'object') return shown;
  return '$day' in shown ? shown.$day : new Date(shown.$date).toISOString();
}

/** The account stores instants by the second, in UTC. */
export function instantText(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}

export function instantOf(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}Z`);
}
