import * as z from 'zod/mini';
import { callUiApi, queryOf } from '../platform/ui-api.ts';

type Value = string | number | boolean | null | Row;
/** One record: its id and its fields by name; a spanned parent is a row again. */
export type Row = { id: string; fields: Record<string, { value: Value }> };

const Row: z.ZodMiniType<Row> = z.object({
  id: z.string(),
  fields: z.record(
    z.string(),
    z.object({ value: z.union([z.string(), z.number(), z.boolean(), z.null(), z.lazy(() => Row)]) }),
  ),
});
const Page = z.object({ records: z.array(Row) });

/** One record with the fields named, `Object.Field` or `Object.Parent.Field`; what the user may not see is left out. */
export async function readRecord(id: string, object: string, fields: string): Promise<Row> {
  const optionalFields = fields.split(' ').map((field) => `${object}.${field}`);
  return Row.parse(await callUiApi(`/records/${id}${queryOf({ optionalFields })}`));
}

/** The first 50 children of a record. */
export async function readChildren(parentId: string, list: string, object: string, fields: string): Promise<Row[]> {
  const query = queryOf({ fields: fields.split(' ').map((field) => `${object}.${field}`), pageSize: 50 });
  return Page.parse(await callUiApi(`/related-list-records/${parentId}/${list}${query}`)).records;
}

/** A value by its path, `Account.Name`, as text; empty when it is missing. */
export function shown(row: Row | undefined, path: string): string {
  const value = valueAt(row, path);
  return value === undefined ? '' : String(value);
}

export function valueAt(row: Row | undefined, path: string): string | number | boolean | undefined {
  const [field = '', ...rest] = path.split('.');
  const value = row?.fields[field]?.value;
  if (typeof value === 'object') return value === null ? undefined : valueAt(value, rest.join('.'));
  return rest.length === 0 ? value : undefined;
}

/** Money as people read it: code first, all its decimals. */
export function money(amount: string | number | boolean | undefined, currency: string): string {
  if (typeof amount !== 'number') return '';
  const number = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(amount);
  return currency === '' ? number : `${currency}\u00a0${number}`;
}

/** A day without a time, which never shifts: `27/11/2026`. */
export function day(text: string): string {
  return text === '' ? '' : new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC' }).format(new Date(`${text}T00:00:00Z`));
}
