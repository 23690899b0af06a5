/** A value of a field; a blank is a missing entry, never a value. Dates are `2026-11-02`, instants `2026-11-02T09:00:00.000Z`. */
export type Value = string | number | boolean;

/** One row as it stands after a save; a change makes a new one. */
export type StoredRecord = {
  readonly id: string;
  readonly type: string;
  readonly values: ReadonlyMap<string, Value>;
  readonly isDeleted: boolean;
};

/** Why one row was not saved, in the platform's own code and words. */
export type RowError = { code: string; message: string; fields: readonly string[] };

export type Outcome<T> = { ok: true; value: T } | { ok: false; errors: readonly RowError[] };

export function done<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function refused(
  code: string,
  message: string,
  fields: readonly string[] = [],
): { ok: false; errors: RowError[] } {
  return { ok: false, errors: [{ code, message, fields }] };
}
