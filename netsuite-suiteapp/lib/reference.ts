import { ReferenceRow } from 'shared-model/reference.ts';
import type { Reference } from 'shared-model/reference.ts';
import type { Erp } from './erp.ts';
import { type Candidate, referenceReaders } from './reference-rows.ts';
import { textOf } from './values.ts';

export type Dimension = 'department' | 'class' | 'location';

/** What the account has of the rows that rules and plans rest on, with the ids they have here; never a rate, never a cost. */
export type AccountReference = {
  /** Every row of every kind, for the rules. */
  all(): Reference;
  /** Every row of one kind, whether or not it is active. */
  rowsOf(kind: ReferenceRow['kind']): readonly ReferenceRow[];
  /** Internal id of an active row; only its own kind is read. */
  idOf(kind: ReferenceRow['kind'], code: string): string | undefined;
  /** Internal id of an active dimension, by our code or by its name. */
  dimensionOf(dimension: Dimension, code: string): string | undefined;
  /** Internal id of the generic resource that stands for a role, where the account has one. */
  resourceOf(role: string): string | undefined;
};

const mostRows = 2000;

type Read = { readonly id: string; readonly row: ReferenceRow };

/**
 * Reads what the rules and the plans must know of this account, kind by kind, each at most once.
 *
 * A row that is not complete (a subsidiary without our code, a card without dates) is left out: a rule that
 * looks for it then says that it is unknown.
 */
export function readReference(erp: Erp): AccountReference {
  const read = new Map<string, readonly Read[]>();
  const rowsOf = (kind: ReferenceRow['kind']): readonly Read[] => {
    const rows = read.get(kind) ?? referenceReaders[kind](erp).flatMap(parsed);
    read.set(kind, rows);
    return rows;
  };
  const lists = new Map<string, ReadonlyMap<string, string>>();
  const idIn = (list: string, sql: string, code: string): string | undefined => {
    const ids = lists.get(list) ?? idsByName(erp, sql);
    lists.set(list, ids);
    return ids.get(code.toLowerCase());
  };
  return {
    all: () => {
      const rows = kinds.flatMap((kind) => rowsOf(kind).map(({ row }) => row));
      return { asOf: erp.now().toISOString(), rows: rows.slice(0, mostRows) };
    },
    rowsOf: (kind) => rowsOf(kind).map(({ row }) => row),
    idOf: (kind, code) => rowsOf(kind).find(({ row }) => row.code === code && isActive(row))?.id,
    dimensionOf: (dimension, code) => idIn(dimension, dimensionSql[dimension], code),
    resourceOf: (role) => idIn('resource', resourceSql, role),
  };
}

const kinds: readonly ReferenceRow['kind'][] = [
  'legal-entity',
  'rate-card',
  'currency',
  'service-item',
  'employee',
  'project-template',
  'period',
  'tax-profile',
];

const activeNames = (table: string): string =>
  `select id, externalid as code, name from ${table} where isinactive = 'F' order by id`;

const dimensionSql: Readonly<Record<Dimension, string>> = {
  department: activeNames('department'),
  class: activeNames('classification'),
  location: activeNames('location'),
};

const resourceSql =
  "select id, externalid as code, entityid as name from genericresource where isinactive = 'F' order by id";

/** By name and by our code, which wins; in small letters. */
function idsByName(erp: Erp, sql: string): ReadonlyMap<string, string> {
  const rows = erp.rows(sql, []);
  const named = (column: string): [string, string][] =>
    rows.flatMap((row): [string, string][] => {
      const [name, id] = [textOf(row[column]), textOf(row['id'])];
      return name === undefined || id === undefined ? [] : [[name.toLowerCase(), id]];
    });
  return new Map([...named('name'), ...named('code')]);
}

/** A period that is closed is one all the same. */
function isActive(row: ReferenceRow): boolean {
  return row.kind === 'period' || row.isActive;
}

function parsed({ id, row }: Candidate): Read[] {
  const result = ReferenceRow.safeParse(row);
  return id !== undefined && result.success ? [{ id, row: result.data }] : [];
}
