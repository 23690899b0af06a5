import * as z from 'zod/mini';
import { isDecimal } from './decimal.ts';

const notEmpty = z.minLength(1);
const whole = z.refine<string>(isStorable, { error: 'must be whole text' });
const texts = new Map<number, z.ZodMiniString>();

/**
 * A text of at most `longest` characters and at least one, without what no store of ours could hold.
 *
 * Made once for each length: a script in the ERP makes its schemas anew in every run.
 */
export function boundedText(longest: number): z.ZodMiniString {
  const text = texts.get(longest) ?? z.string().check(notEmpty, z.maxLength(longest), whole);
  texts.set(longest, text);
  return text;
}

/** PostgreSQL takes neither U+0000 nor a surrogate that stands alone, as a text that was cut by units may have. */
function isStorable(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}

/** An amount or rate as a decimal string, so that no runtime rounds it: `125.50`. */
export const Decimal = z.string().check(z.refine(isDecimal, { error: 'must be a decimal such as 1250.50' }));
export type Decimal = z.infer<typeof Decimal>;

/** An ISO 4217 code: three capital letters. */
export const CurrencyCode = z.string().check(z.regex(/^[A-Z]{3}$/));
export type CurrencyCode = z.infer<typeof CurrencyCode>;

/** An ISO 3166 code of a country: two capital letters. */
export const CountryCode = z.string().check(z.regex(/^[A-Z]{2}$/));
export type CountryCode = z.infer<typeof CountryCode>;

/** A day without a time, `2026-11-21`; it never shifts with a time zone. */
export const DateOnly = z.string().check(z.refine(isCalendarDay, { error: 'must be a day such as 2026-11-21' }));
export type DateOnly = z.infer<typeof DateOnly>;

/** A moment in UTC, `2026-11-21T14:02:09.120Z`. */
export const Instant = z
  .string()
  .check(z.refine(isInstant, { error: 'must be a UTC time such as 2026-11-21T14:02:09Z' }));
export type Instant = z.infer<typeof Instant>;

/** The code of a legal entity in both platforms, `CV-US`. */
export const LegalEntityCode = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,20}$/));
export type LegalEntityCode = z.infer<typeof LegalEntityCode>;

/** Whole minutes of work, at most a thousand person-years. */
export const Minutes = z.int().check(z.nonnegative(), z.lte(120_000_000));
export type Minutes = z.infer<typeof Minutes>;

/** A number that only grows beside a key: a revision, fence or generation. */
export const Counter = z.int().check(z.nonnegative(), z.lte(Number.MAX_SAFE_INTEGER));
export type Counter = z.infer<typeof Counter>;

function isCalendarDay(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return year >= 1900 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isInstant(text: string): boolean {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?Z$/.exec(text);
  if (match === null) return false;
  return isCalendarDay(match[1] ?? '') && Number(match[2]) < 24 && Number(match[3]) < 60 && Number(match[4]) < 60;
}
