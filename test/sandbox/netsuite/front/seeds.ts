import { readFileSync } from 'node:fs';

import * as z from 'zod/mini';

import type { SeedRow } from '../host/host.ts';

const Row = z.strictObject({
  system: z.literal('netsuite'),
  type: z.string(),
  key: z.string(),
  values: z.record(z.string(), z.unknown()),
  lists: z.optional(z.record(z.string(), z.array(z.record(z.string(), z.unknown())))),
});

/** A month counted from the clock's own: its first day, its last day or its name, as NetSuite names a period. */
const Month = z.strictObject({ $month: z.int(), as: z.enum(['first', 'last', 'name']) });

/**
 * Reads a file of seeds: one JSON row a line, references by key and days such as `+14d` left for the host.
 *
 * @param now milliseconds since 1970; `{"$month": -1, "as": "first"}` is counted from it
 */
export function readSeeds(file: string, now: number): readonly SeedRow[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    const row = Row.safeParse(JSON.parse(line));
    if (!row.success) throw new Error(`${file}:${index + 1} is no seed: ${z.prettifyError(row.error)}`);
    const { type, key, values, lists } = row.data;
    const filled = Object.fromEntries(Object.entries(values).map(([id, value]) => [id, atMonth(value, now)]));
    return [{ type, key, values: filled, ...(lists === undefined ? {} : { lists }) }];
  });
}

function atMonth(value: unknown, now: number): unknown {
  const month = Month.safeParse(value);
  if (!month.success) return value;
  const today = new Date(now);
  const shift = month.data.as === 'last' ? 1 : 0;
  const first = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + month.data.$month + shift, 1 - shift);
  if (month.data.as !== 'name') return new Date(first).toISOString().slice(0, 10);
  return new Date(first).toLocaleDateString('en-US', { month: 'short', year: 'numeric', timeZone: 'UTC' });
}
