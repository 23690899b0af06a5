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
