/**
 * Hours as NetSuite's decimal text, from whole minutes: 90 is `1.5`.
 *
 * Rounded half up to four places, which loses less than a fifth of a second.
 */
export function hoursText(minutes: number): string {
  const places = 10_000;
  const scaled = Math.floor((minutes * places * 2 + 60) / 120);
  const rest = String(scaled % places)
    .padStart(4, '0')
    .replace(/0+$/, '');
  const whole = String(Math.floor(scaled / places));
  return rest === '' ? whole : `${whole}.${rest}`;
}

/** Whole minutes out of NetSuite's hours; nothing is 0. */
export function minutesOf(hours: unknown): number {
  const minutes = Math.round(Number(textOf(hours) ?? 0) * 60);
  return Number.isSafeInteger(minutes) && minutes > 0 ? minutes : 0;
}

/** A day as NetSuite's date field wants it; noon, so that no zone between account and server moves it to a neighbour. */
export function dayValue(day: string): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date, 12);
}

/** A field or column as text; empty, absent and null are all nothing. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A field or column as a whole number; nothing is 0. */
export function countOf(value: unknown): number {
  const count = Number(textOf(value) ?? 0);
  return Number.isSafeInteger(count) ? count : 0;
}

/** A checkbox as a field (`true`) or as a column (`'T'`). */
export function isTicked(value: unknown): boolean {
  return value === true || value === 'T' || value === 'true';
}

/** Milliseconds since 1970 of a date field, or of a column that was written as `2026-11-21 14:02:09` in UTC. */
export function instantOf(value: unknown): number | undefined {
  if (value instanceof Date) return value.getTime();
  const text = textOf(value);
  const at = text === undefined ? Number.NaN : Date.parse(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(at) ? undefined : at;
}

/** A column that `to_char` wrote as `YYYY-MM-DD HH24:MI:SS`, as an instant; NetSuite keeps them in UTC by the second. */
export function columnInstant(value: unknown): string | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : `${text.replace(' ', 'T')}Z`;
}
