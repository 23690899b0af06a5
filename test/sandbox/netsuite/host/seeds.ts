import * as z from 'zod/mini';

import type { AccountState, Actor } from './account-state.ts';
import type { FieldDefinition } from './definitions.ts';
import type { SeedRow } from './host.ts';
import { saveRecord } from './saving.ts';
import { ScriptValue } from './values.ts';

type Fields = ReadonlyMap<string, FieldDefinition> | undefined;

const Reference = z.object({ $ref: z.string() });
const relativeDay = /^([+-]\d+)d$/;
const dayMs = 86_400_000;

/**
 * Saves the rows through the platform's own rules.
 *
 * A row has the external id that its values give, else none. A reference names the key of an earlier row; a day is counted
 * from the clock of now, in UTC.
 */
export function loadSeeds(account: AccountState, actor: Actor, rows: readonly SeedRow[]): void {
  const ids = new Map<string, number>();
  for (const { type, key, values, lists = {} } of rows) {
    const record = account.catalog.records.get(type);
    const fill = (fields: Fields, given: Readonly<Record<string, unknown>>): Record<string, ScriptValue> =>
      Object.fromEntries(
        Object.entries(given).map(([name, value]) => [name, filledIn(account, fields?.get(name), value, ids)]),
      );
    const lines = Object.entries(lists).map(([list, rowsOfList]) => [
      list,
      rowsOfList.map((line) => fill(record?.sublists.get(list)?.fields, line)),
    ]);
    const change = { type, values: fill(record?.fields, values), lines: Object.fromEntries(lines) };
    const saved = saveRecord(account, actor, change);
    if ('refusal' in saved) throw new Error(`Seed ${key}: ${saved.refusal.name}: ${saved.refusal.message}`);
    ids.set(key, saved.id);
  }
}

function filledIn(
  account: AccountState,
  field: FieldDefinition | undefined,
  value: unknown,
  ids: ReadonlyMap<string, number>,
): ScriptValue {
  const reference = z.safeParse(Reference, value);
  if (reference.success) return idOf(reference.data.$ref, ids);
  if (typeof value !== 'string' || (field?.kind !== 'day' && field?.kind !== 'instant'))
    return z.parse(ScriptValue, value);
  const days = relativeDay.exec(value)?.[1];
  const at = days === undefined ? Date.parse(value) : account.clock.now() + Number(days) * dayMs;
  return { $date: at, day: new Date(at).toISOString().slice(0, 10) };
}

function idOf(key: string, ids: ReadonlyMap<string, number>): number {
  const id = ids.get(key);
  if (id === undefined) throw new Error(`Seed reference to ${key}, which is not an earlier row`);
  return id;
}
