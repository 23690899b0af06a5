/** What a field holds; ids are texts here, whatever the platform gives back. */
export type FieldValue = string | number | boolean | Date;

/** Field ids with the values to set. */
export type Values = Readonly<Record<string, FieldValue>>;

/** One row of a query, columns in lower case. */
export type Row = Readonly<Record<string, unknown>>;

/** The vendor's own refusal: its code and its words, which are never passed on as they are. */
export type VendorRefusal = { readonly kind: 'refused'; readonly code: string; readonly text: string };

export type Saved = { readonly kind: 'saved'; readonly id: string } | VendorRefusal;

/** A record that was read, and may be written once; the platform refuses the write when somebody else wrote since. */
export type OpenRecord = {
  readonly kind: 'open';
  readonly id: string;
  read(field: string): unknown;
  save(values: Values): Saved;
};

/**
 * What the protocol needs of the ERP account, so that it can be read without the vendor's modules.
 *
 * Each `create` and each `save` commits by itself: nothing spans two of them, and the script can die in between.
 * `rows` throws what the vendor throws; the caller of a whole item turns that into its answer.
 */
export type Erp = {
  rows(sql: string, parameters: readonly string[]): readonly Row[];
  create(type: string, values: Values): Saved;
  open(type: string, id: string): OpenRecord | VendorRefusal;
  unitsLeft(): number;
  now(): Date;
};
