/** What a figure was over several rounds. */
export type Spread = { readonly median: number; readonly min: number; readonly max: number };

/** Median, smallest and largest of at least one number. */
export function spreadOf(numbers: readonly number[]): Spread {
  return { median: percentile(numbers, 50), min: Math.min(...numbers), max: Math.max(...numbers) };
}

/**
 * The number that `percent` of all numbers do not exceed; between two neighbours the mean is taken.
 *
 * @param percent from 0 to 100
 */
export function percentile(numbers: readonly number[], percent: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const place = ((sorted.length - 1) * percent) / 100;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}
