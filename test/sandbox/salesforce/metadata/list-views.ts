import type { Value } from '../records/record.ts';
import type { SourceFile } from './source-files.ts';
import { childrenNamed, childText, requiredText } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** A list of an object's rows: which columns it shows, and what a row must hold to be in it. */
export type ListView = {
  label: string;
  /** Paths such as `Name` or `Account.Name`. */
  columns: readonly string[];
  /** All of them must hold. */
  filters: readonly ListFilter[];
};

/** `values` are texts; an empty list means blank. */
export type ListFilter = { field: string; isNegated: boolean; values: readonly string[] };

/** What list views call standard fields. Source: Metadata API Developer Guide, "ListView", columns. */
const standardColumns: Readonly<Record<string, string>> = {
  NAME: 'Name',
  'OPPORTUNITY.NAME': 'Name',
  'ACCOUNT.NAME': 'Account.Name',
  'OPPORTUNITY.AMOUNT': 'Amount',
  'OPPORTUNITY.CLOSE_DATE': 'CloseDate',
  'OPPORTUNITY.WON': 'IsWon',
  'CORE.USERS.FULL_NAME': 'Owner.Name',
};

/** Reads a list view over everything; scopes and operations that this org does not have are refused by name. */
export function readListView(file: SourceFile): [string, ListView] {
  const scope = childText(file.root, 'filterScope');
  if (scope !== 'Everything') throw new Error(`${file.name}: the scope ${String(scope)} is not supported by this org`);
  if (childText(file.root, 'booleanFilter') !== undefined)
    throw new Error(`${file.name}: <booleanFilter> is not supported by this org`);
  return [
    requiredText(file.root, 'fullName', file.name),
    {
      label: requiredText(file.root, 'label', file.name),
      columns: childrenNamed(file.root, 'columns').map((column) => fieldPath(column.text)),
      filters: childrenNamed(file.root, 'filters').map((xml) => readFilter(xml, file.name)),
    },
  ];
}

function readFilter(xml: XmlElement, fileName: string): ListFilter {
  const operation = requiredText(xml, 'operation', fileName);
  if (operation !== 'equals' && operation !== 'notEqual')
    throw new Error(`${fileName}: the operation ${operation} is not supported by this org`);
  const values = (childText(xml, 'value') ?? '').split(',').filter((value) => value !== '');
  return { field: fieldPath(requiredText(xml, 'field', fileName)), isNegated: operation === 'notEqual', values };
}

function fieldPath(name: string): string {
  return standardColumns[name] ?? name;
}

/** Whether a row is in the list, given how to read its fields; a check box is `1` or `0`, as in the files. */
export function isInList({ filters }: ListView, read: (field: string) => Value | undefined): boolean {
  return filters.every(({ field, isNegated, values }) => {
    const text = filterText(read(field));
    return (values.length === 0 ? text === '' : values.includes(text)) !== isNegated;
  });
}

function filterText(value: Value | undefined): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  return value === undefined ? '' : String(value);
}
