import type { ExternalRef } from 'shared-model/refs.ts';
import { stepOfKey } from 'shared-model/keys.ts';
import type { Erp, Row } from './erp.ts';
import { textOf } from './values.ts';

export type DocumentType = 'customer' | 'job' | 'projecttask';

/** A record of the ERP that one of our keys stands for. */
export type Document = {
  readonly type: DocumentType;
  readonly id: string;
  readonly number?: string | undefined;
  /** Whether it was there before us and only linked. */
  readonly adopted: boolean;
};

/** The field a person knows each record by. */
const numberFields: Readonly<Record<DocumentType, string>> = {
  customer: 'entityid',
  job: 'entityid',
  projecttask: 'title',
};

/** The record type whose external id is the key, by the key's step; an activation has no record of its own. */
const typesByStep: Readonly<Record<string, DocumentType>> = {
  customer: 'customer',
  project: 'job',
  task: 'projecttask',
};

export function documentTypeOfKey(key: string): DocumentType | undefined {
  return typesByStep[stepOfKey(key) ?? ''];
}

/** The documents that carry these keys, by key. At most 100 keys. */
export function documentsByKey(erp: Erp, type: DocumentType, keys: readonly string[]): ReadonlyMap<string, Document> {
  if (keys.length === 0) return new Map();
  const number = numberFields[type];
  const marks = keys.map(() => '?').join(', ');
  const sql = `select id, externalid, ${number} from ${type} where externalid in (${marks}) order by id`;
  return new Map(erp.rows(sql, keys).flatMap((row) => keyed(type, row, number)));
}

export function documentByKey(erp: Erp, type: DocumentType, key: string): Document | undefined {
  return documentsByKey(erp, type, [key]).get(key);
}

/** The number of a record that was just written; read from the record, since a query may not show it yet. */
export function numberOf(erp: Erp, type: DocumentType, id: string): string | undefined {
  const opened = erp.open(type, id);
  return opened.kind === 'open' ? textOf(opened.read(numberFields[type])) : undefined;
}

export function refOf(document: Document): ExternalRef {
  return {
    system: 'netsuite',
    type: document.type,
    id: document.id,
    ...(document.number === undefined ? {} : { number: document.number.slice(0, 100) }),
    ...(document.adopted ? { adopted: true } : {}),
  };
}

function keyed(type: DocumentType, row: Row, number: string): [string, Document][] {
  const [key, id] = [textOf(row['externalid']), textOf(row['id'])];
  return key === undefined || id === undefined
    ? []
    : [[key, { type, id, number: textOf(row[number]), adopted: false }]];
}
