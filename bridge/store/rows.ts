import type { Json } from 'shared-model/canonical-json.ts';
import { z } from 'zod';

/** JSON that this store wrote itself, after it was parsed at the door. */
export function stored<Value>() {
  return z.custom<Value>((value) => value !== undefined);
}

/** A column that may be null; an absent member of the row. */
export function maybe<Schema extends z.ZodType>(schema: Schema) {
  return z.exactOptional(schema);
}

export const json = stored<Json>();
export const text = z.string();
export const count = z.number();

/** The one row of an answer, or nothing. */
export function firstOf<Schema extends z.ZodType>(
  schema: Schema,
  rows: readonly unknown[],
): z.infer<Schema> | undefined {
  return rows[0] === undefined ? undefined : schema.parse(rows[0]);
}

/** All rows of an answer. */
export function allOf<Schema extends z.ZodType>(schema: Schema, rows: readonly unknown[]): z.infer<Schema>[] {
  return rows.map((row) => schema.parse(row));
}
