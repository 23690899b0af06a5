/**
 * Exact decimal arithmetic on strings such as `-1250.50`; no runtime ever rounds an amount.
 *
 * At most 30 digits before and 12 behind the point, which is far beyond any ledger and keeps the work bounded.
 */
const pattern = /^-?\d{1,30}(\.\d{1,12})?$/;

type Scaled = { readonly units: bigint; readonly places: number };

/** Whether a text is a decimal that we carry: no exponent, no plus sign, no white space. */
export function isDecimal(text: string): boolean {
  return pattern.test(text);
}

/** The exact sum of two decimals, with the larger number of places of the two. */
export function addDecimals(left: string, right: string): string {
  const [a, b, places] = aligned(left, right);
  return written({ units: a + b, places });
}

/** The exact sum of a list; `0` when it is empty. */
export function sumDecimals(list: readonly string[]): string {
  return list.reduce(addDecimals, '0');
}

/** Negative, zero or positive as the left decimal is less than, equal to or greater than the right; `1.50` equals `1.5`. */
export function compareDecimals(left: string, right: string): -1 | 0 | 1 {
  const [a, b] = aligned(left, right);
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The left decimal minus the right one, exactly. */
export function subtractDecimals(left: string, right: string): string {
  const [a, b, places] = aligned(left, right);
  return written({ units: a - b, places });
}

/**
 * A decimal with exactly `places` digits behind the point, for showing and for a platform that wants them.
 *
 * It only pads: a decimal with more places than asked for is returned as it is, never rounded.
 */
export function formatDecimal(text: string, places: number): string {
  const scaled = parsed(text);
  if (scaled.places >= places) return written(scaled);
  return written({ units: scaled.units * 10n ** BigInt(places - scaled.places), places });
}

/** How many digits behind the point a decimal needs; zeros at its end need none. */
export function placesNeeded(text: string): number {
  const [, fraction = ''] = text.split('.');
  return fraction.replace(/0+$/, '').length;
}

/**
 * Whole minutes as a decimal of hours with at most four places, rounded half up: 20 minutes are `0.3333`.
 *
 * Only for fields that have no minutes of their own; the minutes stay the truth.
 */
export function hoursFromMinutes(minutes: number): string {
  if (!Number.isSafeInteger(minutes)) throw new Error(`hoursFromMinutes: ${minutes} is not a whole number of minutes`);
  const sign = minutes < 0 ? -1n : 1n;
  const size = BigInt(Math.abs(minutes)) * 10000n;
  return trimmed(written({ units: sign * ((size + 30n) / 60n), places: 4 }));
}

function trimmed(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function aligned(left: string, right: string): readonly [bigint, bigint, number] {
  const a = parsed(left);
  const b = parsed(right);
  const places = Math.max(a.places, b.places);
  return [a.units * 10n ** BigInt(places - a.places), b.units * 10n ** BigInt(places - b.places), places];
}

function parsed(text: string): Scaled {
  if (!isDecimal(text)) throw new Error(`not a decimal: ${JSON.stringify(text.slice(0, 60))}`);
  const [whole = '0', fraction = ''] = text.split('.');
  return { units: BigInt(whole + fraction), places: fraction.length };
}

function written({ units, places }: Scaled): string {
  const sign = units < 0n ? '-' : '';
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const split = digits.length - places;
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, split)}.${digits.slice(split)}`;
}
