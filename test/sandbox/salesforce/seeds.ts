import { readFile } from 'node:fs/promises';

import * as z from 'zod/mini';

import type { Field, ObjectType } from './metadata/object-type.ts';
import { findField } from './metadata/object-type.ts';
import type { Access } from './records/access.ts';
import { createRow } from './records/save.ts';
import type { OrgState } from './records/state.ts';

const SeedRow = z.strictObject({
  system: z.literal('salesforce'),
  type: z.string(),
  key: z.string(),
  values: z.record(z.string(), z.unknown()),
});
/** One row to be made at a reset; others name it by its key. */
export type SeedRow = z.infer<typeof SeedRow>;

const Ref = z.strictObject({ $ref: z.string() });
/** A day of the month that lies so many months away: its first or last. */
const Month = z.strictObject({ $month: z.int(), as: z.enum(['first', 'last']) });
const dayMs = 86_400_000;

/** Reads a seeds file: JSON, one row a line. */
export async function readSeeds(file: string): Promise<readonly SeedRow[]> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  return lines.flatMap((line, index) => (line.trim() === '' ? [] : [readSeed(line, `${file}:${index + 1}`)]));
}

function readSeed(line: string, place: string): SeedRow {
  const row = SeedRow.safeParse(JSON.parse(line));
  if (!row.success) throw new Error(`${place}: ${z.prettifyError(row.error)}`);
  return row.data;
}

/**
 * Makes the seed rows through the org's own save path, so that a seed which the org would refuse fails here too.
 *
 * @param ids ids by key; the ones of the seeds are added
 */
export function plantSeeds(state: OrgState, access: Access, seeds: readonly SeedRow[], ids: Map<string, string>): void {
  for (const { type: typeName, key, values } of seeds) {
    const type = state.metadata.objects.get(typeName);
    if (!type) throw new Error(`Seed ${key}: the object ${typeName} does not exist`);
    const input = Object.entries(values).map(([name, value]) => [name, plantedValue(state, type, name, value, ids)]);
    const made = createRow(state, access, type, Object.fromEntries(input));
    if (!made.ok) throw new Error(`Seed ${key}: ${made.errors.map((error) => error.message).join('; ')}`);
    if (ids.has(key)) throw new Error(`Seed ${key}: the key is used twice`);
    ids.set(key, made.value.id);
  }
}

function plantedValue(
  state: OrgState,
  type: ObjectType,
  name: string,
  value: unknown,
  ids: Map<string, string>,
): unknown {
  const reference = Ref.safeParse(value);
  if (reference.success) {
    const id = ids.get(reference.data.$ref);
    if (id === undefined) throw new Error(`Seed: nothing before it has the key ${reference.data.$ref}`);
    return id;
  }
  const month = Month.safeParse(value);
  if (month.success) return dayOfMonth(month.data, state.clock.now());
  const field = findField(type, name);
  return typeof value === 'string' && field ? plantedDate(field, value, state.clock.now()) : value;
}

function dayOfMonth({ $month, as }: z.infer<typeof Month>, now: number): string {
  const today = new Date(now);
  const month = today.getUTCMonth() + $month + (as === 'last' ? 1 : 0);
  return new Date(Date.UTC(today.getUTCFullYear(), month, as === 'last' ? 0 : 1)).toISOString().slice(0, 10);
}

/** `+14d` and `-30d` count from the clock at the reset. */
function plantedDate(field: Field, text: string, now: number): string {
  const [, days] = /^([+-]\d+)d$/.exec(text) ?? [];
  if (days === undefined || (field.type !== 'date' && field.type !== 'datetime')) return text;
  const instant = new Date(now + Number(days) * dayMs).toISOString();
  return field.type === 'date' ? instant.slice(0, 10) : instant;
}
