import type { Field } from '../metadata/object-type.ts';
import { recordId18 } from './ids.ts';
import { done, refused } from './record.ts';
import type { Outcome, Value } from './record.ts';

/**
 * Reads what a caller sent for a field into the org's own value; blank text and `null` become `undefined`.
 *
 * Checks type, length and digits; whether the value may stand in the record is the save path's affair.
 */
export function readValue(field: Field, input: unknown): Outcome<Value | undefined> {
  if (input === null || input === undefined || input === '') return done(undefined);
  switch (field.type) {
    case 'text':
    case 'long-text':
    case 'email':
    case 'phone':
    case 'url':
    case 'picklist':
    case 'autonumber':
      return readText(field, input);
    case 'number':
    case 'currency':
    case 'percent':
      return readNumber(field, input);
    case 'checkbox':
      return readFlag(input);
    case 'date':
      return readDate(input);
    case 'datetime':
      return readInstant(input);
    case 'id':
    case 'reference':
      return readReference(field, input);
  }
}

function readText(field: Field, input: unknown): Outcome<Value | undefined> {
  if (typeof input !== 'string') return wrongType('string', input);
  const text = input.trim();
  const max = field.length ?? 255;
  if (text.length > max)
    return refused('STRING_TOO_LONG', `${field.label}: data value too large: ${text} (max length=${max})`, [
      field.name,
    ]);
  if (field.type === 'email' && text !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text))
    return refused('INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${text}`, [field.name]);
  return done(text === '' ? undefined : text);
}

function readNumber(field: Field, input: unknown): Outcome<Value | undefined> {
  const isNumeric = typeof input === 'number' || (typeof input === 'string' && /^-?\d+(\.\d+)?$/.test(input.trim()));
  const number = isNumeric ? Number(input) : Number.NaN;
  if (!Number.isFinite(number)) return wrongType('double', input);
  const scale = field.scale ?? 0;
  const rounded = roundTo(number, scale);
  if (Math.abs(rounded) >= 10 ** ((field.precision ?? 18) - scale)) {
    const text = `${field.label}: value outside of valid range on numeric field: ${number}`;
    return refused('NUMBER_OUTSIDE_VALID_RANGE', text, [field.name]);
  }
  return done(rounded);
}

/** Half up on the decimal text, so that 1.005 with two places is 1.01 as in the platform. */
function roundTo(number: number, scale: number): number {
  const sign = number < 0 ? -1 : 1;
  const shifted = Number(`${Math.abs(number)}e${scale}`);
  return Number.isFinite(shifted) ? sign * Number(`${Math.round(shifted)}e-${scale}`) : number;
}

function readFlag(input: unknown): Outcome<Value | undefined> {
  if (typeof input === 'boolean') return done(input);
  if (input === 'true' || input === 'false') return done(input === 'true');
  return wrongType('boolean', input);
}

function readDate(input: unknown): Outcome<Value | undefined> {
  const text = typeof input === 'string' ? input : '';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || !isRealDate(text)) return wrongType('date', input);
  return done(text);
}

function readInstant(input: unknown): Outcome<Value | undefined> {
  const text = typeof input === 'string' ? input.replace(/([+-]\d{2})(\d{2})$/, '$1:$2') : '';
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  if (!isInstant || !isRealDate(text.slice(0, 10)) || Number.isNaN(Date.parse(text)))
    return wrongType('datetime', input);
  return done(secondText(Date.parse(text)));
}

function isRealDate(text: string): boolean {
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}

function readReference(field: Field, input: unknown): Outcome<Value | undefined> {
  const id = typeof input === 'string' ? recordId18(input) : undefined;
  if (id !== undefined) return done(id);
  return refused('MALFORMED_ID', `${field.label}: id value of incorrect type: ${String(input)}`, [field.name]);
}

export function wrongType(typeName: string, input: unknown): Outcome<never> {
  const token = typeof input === 'string' ? 'VALUE_STRING' : `VALUE_${(typeof input).toUpperCase()}`;
  const value = typeof input === 'string' ? input : JSON.stringify(input);
  const text = `Cannot deserialize instance of ${typeName} from ${token} value ${value} or request may be missing a required field`;
  return refused('JSON_PARSER_ERROR', text);
}

/** The platform keeps instants to the second; `ms` is in milliseconds since 1970. */
export function secondText(ms: number): string {
  return new Date(Math.floor(ms / 1_000) * 1_000).toISOString();
}

declare global {
  interface JSON {
    /** JSON text that is written as it is; Node has it, the library of the compiler not yet. */
    rawJSON(text: string): object;
  }
}

export const numberTypes: ReadonlySet<Field['type']> = new Set(['number', 'currency', 'percent']);

/**
 * A value as REST writes it: instants end in `+0000`, a blank is `null`, a blank checkbox is `false`, and every number is
 * a double with the digits that Java gives it (`505600.0`).
 */
export function restValue(field: Field, value: Value | undefined): Value | object | null {
  if (value === undefined) return field.type === 'checkbox' ? false : null;
  if (numberTypes.has(field.type)) return JSON.rawJSON(doubleText(Number(value)));
  return field.type === 'datetime' ? String(value).replace('Z', '+0000') : value;
}

/** Plain from a thousandth up to ten million, else with an exponent: `3.5E8`. Source: Java, `Double.toString`. */
export function doubleText(value: number): string {
  const size = Math.abs(value);
  const isPlain = value === 0 || (size >= 1e-3 && size < 1e7);
  const [digits = '', exponent = ''] = isPlain ? [String(value)] : value.toExponential().split('e');
  const whole = digits.includes('.') ? digits : `${digits}.0`;
  return isPlain ? whole : `${whole}E${exponent.replace('+', '')}`;
}
