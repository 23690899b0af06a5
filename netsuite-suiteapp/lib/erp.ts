/** What a field holds; ids are texts here, whatever the platform gives back. */
export type FieldValue = string | number | boolean | Date;

/** Field ids with the values to set. */
export type Values = Readonly<Record<string, FieldValue>>;

/** A record of its own inside of a line, such as an address; its fields are set in their order. */
export type Subrecord = { readonly fields: Values };

/** What one line of a sublist is given. */
export type Line = Readonly<Record<string, FieldValue | Subrecord>>;

/** Lines of sublists by sublist, in their order. */
export type Lists = Readonly<Record<string, readonly Line[]>>;

/** What a new record is given beside its fields: its lines, and what must be there before anything else. */
export type Given = { readonly lists?: Lists | undefined; readonly initial?: Values | undefined };

/** One row of a query, columns in lower case. */
export type Row = Readonly<Record<string, unknown>>;

/** The vendor's own refusal: its code and its words, which are never passed on as they are. */
export type VendorRefusal = { readonly kind: 'refused'; readonly code: string; readonly text: string };

export type Saved = { readonly kind: 'saved'; readonly id: string } | VendorRefusal;

/** Where a record inside of a line stands; lines count from 0. */
export type InsidePlace = { readonly list: string; readonly line: number; readonly subrecord: string };

/** A record that was read, and may be written once; the platform refuses the write when somebody else wrote since. */
export type OpenRecord = {
  readonly kind: 'open';
  readonly id: string;
  read(field: string): unknown;
  /** A field of every line of a sublist. */
  readLines(list: string, field: string): readonly unknown[];
  /** A field of the record inside of a line, to be shown; nothing where NetSuite does not give it. */
  readInside(place: InsidePlace, field: string): unknown;
  /** Lines are written over one by one from the first; lines beyond them stay. */
  save(values: Values, lists?: Lists): Saved;
};

/**
 * What the protocol needs of the ERP account, so that it can be read without the vendor's modules.
 *
 * Each `create` and each `save` commits by itself: nothing spans two of them, and the script can die in between.
 * `rows` throws what the vendor throws; the caller of a whole item turns that into its answer.
 */
export type Erp = {
  rows(sql: string, parameters: readonly string[]): readonly Row[];
  create(type: string, values: Values, given?: Given): Saved;
  open(type: string, id: string): OpenRecord | VendorRefusal;
  remove(type: string, id: string): { readonly kind: 'removed' } | VendorRefusal;
  unitsLeft(): number;
  now(): Date;
};
