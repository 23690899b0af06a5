import type { Reference, ReferenceRow } from 'shared-model/reference.ts';

type RowOf<Kind extends ReferenceRow['kind']> = Extract<ReferenceRow, { kind: Kind }>;

/**
 * The ERP's rows of one kind, or nothing when none was read; a rule then has nothing to judge by.
 *
 * A kind without any row counts as not read: an older SuiteApp does not know it.
 */
export function rowsOf<Kind extends ReferenceRow['kind']>(
  reference: Reference | undefined,
  kind: Kind,
): readonly RowOf<Kind>[] | undefined {
  const rows = (reference?.rows ?? []).filter((row): row is RowOf<Kind> => row.kind === kind);
  return rows.length === 0 ? undefined : rows;
}

/** Whether a legal entity exists and is active; where it does not, its own rule says so, and no other needs to. */
export function isOpenEntity(reference: Reference | undefined, code: string | undefined): boolean {
  return rowsOf(reference, 'legal-entity')?.some((row) => row.code === code && row.isActive) === true;
}

/** How old the rows are that a finding rests on. */
export function restsOn(reference: Reference | undefined): { asOf?: string } {
  return reference === undefined ? {} : { asOf: reference.asOf };
}
