/** A span of time, from its first instant up to but not including the end; milliseconds since 1970. */
export type Span = { from: number; to: number };

const dayMs = 86_400_000;

type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

/**
 * The span of a SOQL date literal such as `TODAY` or `LAST_N_DAYS:7`, in UTC; `undefined` for one outside the subset.
 *
 * Source: SOQL and SOSL Reference, "Date Formats and Date Literals". Weeks begin on Sunday.
 */
export function dateLiteralSpan(literal: string, now: number): Span | undefined {
  const [word = '', countText] = literal.toUpperCase().split(':');
  if (countText !== undefined) return countedSpan(word, Number(countText), now);
  const named: Readonly<Record<string, readonly [Unit, number]>> = {
    YESTERDAY: ['DAY', -1],
    TODAY: ['DAY', 0],
    TOMORROW: ['DAY', 1],
    LAST_WEEK: ['WEEK', -1],
    THIS_WEEK: ['WEEK', 0],
    NEXT_WEEK: ['WEEK', 1],
    LAST_MONTH: ['MONTH', -1],
    THIS_MONTH: ['MONTH', 0],
    NEXT_MONTH: ['MONTH', 1],
    LAST_QUARTER: ['QUARTER', -1],
    THIS_QUARTER: ['QUARTER', 0],
    NEXT_QUARTER: ['QUARTER', 1],
    LAST_YEAR: ['YEAR', -1],
    THIS_YEAR: ['YEAR', 0],
    NEXT_YEAR: ['YEAR', 1],
  };
  const found = named[word];
  if (!found) return undefined;
  const [unit, offset] = found;
  return { from: startOf(unit, now, offset), to: startOf(unit, now, offset + 1) };
}

/** `LAST_N_DAYS:n` begins n days before today and ends with today; `NEXT_N_DAYS:n` begins tomorrow. */
function countedSpan(word: string, count: number, now: number): Span | undefined {
  const [, direction, unitText = ''] = /^(LAST|NEXT)_N_(DAY|WEEK|MONTH|QUARTER|YEAR)S$/.exec(word) ?? [];
  const unit = units.find((one) => one === unitText);
  if (!unit || !Number.isSafeInteger(count) || count < 1) return undefined;
  if (direction === 'NEXT') return { from: startOf(unit, now, 1), to: startOf(unit, now, count + 1) };
  const end = unit === 'DAY' ? startOf('DAY', now, 1) : startOf(unit, now, 0);
  return { from: startOf(unit, now, -count), to: end };
}

const units: readonly Unit[] = ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'];

function startOf(unit: Unit, now: number, offset: number): number {
  const date = new Date(now);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  const today = Date.UTC(year, month, date.getUTCDate());
  switch (unit) {
    case 'DAY':
      return today + offset * dayMs;
    case 'WEEK':
      return today + (offset * 7 - date.getUTCDay()) * dayMs;
    case 'MONTH':
      return Date.UTC(year, month + offset, 1);
    case 'QUARTER':
      return Date.UTC(year, (Math.floor(month / 3) + offset) * 3, 1);
    case 'YEAR':
      return Date.UTC(year + offset, 0, 1);
  }
}
