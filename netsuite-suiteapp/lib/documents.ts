import type { ExternalRef } from 'shared-model/refs.ts';
import { stepOfKey } from 'shared-model/keys.ts';
import { base32, sha256 } from 'shared-model/hash.ts';
import type { Erp, OpenRecord, Row } from './erp.ts';
import { textOf } from './values.ts';

export const documentTypes = ['customer', 'job', 'projecttask', 'chargerule', 'customrecord_tl_budget'] as const;
export type DocumentType = (typeof documentTypes)[number];

/** A record of the ERP that one of our keys stands for. */
export type Document = {
  readonly type: DocumentType;
  readonly id: string;
  readonly number?: string | undefined;
  /** Whether it was there before us and only linked. */
  readonly adopted: boolean;
  /** What our fields held when we had written them, in short; a person's change makes another. */
  readonly print?: string | undefined;
};

/** The field a person knows each record by. */
const numberFields: Readonly<Record<DocumentType, string>> = {
  customer: 'entityid',
  job: 'entityid',
  projecttask: 'title',
  chargerule: 'name',
  customrecord_tl_budget: 'custrecord_tl_budget_version',
};

/** The record type whose external id is the key, by the key's step; an activation has no record of its own. */
const typesByStep: Readonly<Record<string, DocumentType>> = {
  customer: 'customer',
  project: 'job',
  task: 'projecttask',
  rule: 'chargerule',
  budget: 'customrecord_tl_budget',
};

/** The type a text names, when it is one of ours. */
export function documentTypeNamed(text: string | undefined): DocumentType | undefined {
  return documentTypes.find((type) => type === text);
}

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

/** Fields that only we write; by them a person's change is told from what was made. */
const ownedFields: Readonly<Record<DocumentType, readonly string[]>> = {
  customer: [],
  job: [
    ...['companyname', 'startdate', 'projectedenddate', 'estimatedrevenue', 'billingratecard', 'projectmanager'],
    ...['custentity_tl_department', 'custentity_tl_class', 'custentity_tl_location', 'custentity_tl_ponumber'],
  ],
  projecttask: ['title', 'estimatedwork', 'status'],
  chargerule: ['name', 'billingitem', 'amount', 'ruleorder', 'billingratecard'],
  customrecord_tl_budget: ['custrecord_tl_budget_amount', 'custrecord_tl_budget_minutes'],
};

const printLength = 20;

/** What our fields hold now, as one short text. */
export function printOf(type: DocumentType, opened: OpenRecord): string {
  const values = ownedFields[type].map((field) => {
    const value = opened.read(field);
    return value instanceof Date ? value.getTime() : (value ?? '');
  });
  return base32(sha256(JSON.stringify(values)), printLength);
}

/** A record that was just written, as it stands; read from the record, since a query may not show it yet. */
export function writtenDocument(erp: Erp, type: DocumentType, id: string): Document {
  const opened = erp.open(type, id);
  if (opened.kind === 'refused') return { type, id, adopted: false };
  return { type, id, number: textOf(opened.read(numberFields[type])), adopted: false, print: printOf(type, opened) };
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
