import { ErpRecord, mostWatched, type WatchedType } from 'shared-model/erp-watch.ts';
import type { Erp, Row } from './erp.ts';
import { refusalOf } from './refusals.ts';
import { columnInstant, textOf } from './values.ts';

export type WatchedRef = { readonly type: WatchedType; readonly id: string };

const day = (column: string, name: string): string => `to_char(r.${column}, 'YYYY-MM-DD') as ${name}`;
const changedAt = "to_char(r.lastmodifieddate, 'YYYY-MM-DD HH24:MI:SS') as at";

/**
 * What is read of each type, by the name it has in our words. What is not listed never leaves the account: no cost, no
 * pay, no remark of a person.
 *
 * Time that is allowed and a rule's stage are not watched: only finance, its billing runs and we ourselves set them, and
 * none asks the CRM.
 */
const watched: Readonly<Record<WatchedType, { readonly number: string; readonly fields: readonly string[] }>> = {
  customer: {
    number: 'entityid',
    fields: ['r.companyname as name', 'r.vatregnumber as taxid', 'r.isinactive as inactive', 'r.parent as parent'],
  },
  job: {
    number: 'entityid',
    fields: [
      ...['r.companyname as name', 'r.isinactive as inactive', 'r.entitystatus as status', 'r.customer as customer'],
      ...[day('startdate', 'starton'), day('projectedenddate', 'endon'), 'r.estimatedrevenue as amount'],
      'r.projectmanager as projectmanager',
    ],
  },
  projecttask: { number: 'title', fields: ['r.title as name', 'r.estimatedwork as hours', 'r.project as project'] },
  chargerule: { number: 'name', fields: ['r.name as name', 'r.isinactive as inactive'] },
};

/** Columns are lower case in an answer; these are the names that the bridge knows. */
const ourNames: Readonly<Record<string, string>> = {
  ...{ taxid: 'taxId', starton: 'startOn', endon: 'endOn', projectmanager: 'projectManager', inactive: 'isInactive' },
};

/** The records as they stand now; one that is gone, or that is none of ours, is left out. */
export function recordsOf(erp: Erp, refs: readonly WatchedRef[]): ErpRecord[] {
  const types: readonly WatchedType[] = ['customer', 'job', 'projecttask', 'chargerule'];
  return types.flatMap((type) => {
    const ids = [...new Set(refs.flatMap((ref) => (ref.type === type && /^\d{1,18}$/.test(ref.id) ? [ref.id] : [])))];
    return chunksOf(ids, mostWatched).flatMap((some) => readSome(erp, type, some));
  });
}

function readSome(erp: Erp, type: WatchedType, ids: readonly string[]): ErpRecord[] {
  const { number, fields } = watched[type];
  const marks = ids.map(() => '?').join(', ');
  const origin = type === 'job' || type === 'customer' ? ['r.custentity_tl_origin as origin'] : [];
  const listed = ['r.id', 'r.externalid as own', `r.${number} as shown`, ...origin, changedAt, ...fields].join(', ');
  const rows = rowsOrNone(erp, `select ${listed} from ${type} r where r.id in (${marks}) order by r.id`, ids);
  const links = type === 'customer' ? linkedKeys(erp, ids) : new Map<string, string>();
  return rows.flatMap((row) => recordOf(type, row, links));
}

function recordOf(type: WatchedType, row: Row, links: ReadonlyMap<string, string>): ErpRecord[] {
  const id = textOf(row['id']) ?? '';
  const own = textOf(row['own']);
  const key = own?.startsWith('tl1:') === true ? own : links.get(id);
  const named = watched[type].fields.map((field) => / as (\w+)$/.exec(field)?.[1] ?? '');
  const fields = named.map((name) => [ourNames[name] ?? name, textOf(row[name]) ?? '']);
  const [number, origin] = [textOf(row['shown']), textOf(row['origin'])];
  const parsed = ErpRecord.safeParse({
    ...{ type, id, key, changedAt: columnInstant(row['at']), fields: Object.fromEntries(fields) },
    ...(number === undefined ? {} : { number }),
    ...(origin === undefined ? {} : { origin }),
  });
  return parsed.success ? [parsed.data] : [];
}

/** Customers that were there before us carry no key of ours, but a link row that does. */
function linkedKeys(erp: Erp, ids: readonly string[]): Map<string, string> {
  const marks = ids.map(() => '?').join(', ');
  const sql =
    'select custrecord_tl_link_entity as entity, externalid as own from customrecord_tl_link ' +
    `where custrecord_tl_link_entity in (${marks}) order by id`;
  return new Map(
    erp.rows(sql, ids).flatMap((row) => {
      const [entity, own] = [textOf(row['entity']), textOf(row['own'])];
      return entity === undefined || own?.startsWith('link:') !== true ? [] : [[entity, own.slice(5)] as const];
    }),
  );
}

function rowsOrNone(erp: Erp, sql: string, parameters: readonly string[]): readonly Row[] {
  try {
    return erp.rows(sql, parameters);
  } catch (error) {
    if (refusalOf(error) === undefined) throw error;
    return [];
  }
}

function chunksOf<One>(all: readonly One[], size: number): One[][] {
  const chunks: One[][] = [];
  for (let from = 0; from < all.length; from += size) chunks.push(all.slice(from, from + size));
  return chunks;
}
