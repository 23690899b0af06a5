import type { FoundItem } from 'shared-model/restlet.ts';
import {
  type Document,
  documentsByKey,
  type DocumentType,
  documentTypeOfKey,
  documentTypes,
  refOf,
} from './documents.ts';
import type { Erp } from './erp.ts';
import { ledgerRows, type LedgerRow } from './ledger.ts';

/**
 * What is known under each key: the ledger row first, and where none is posted, the document that carries the key.
 *
 * At most 50 keys; one query for the ledger and one for each type of document.
 */
export function findItems(erp: Erp, keys: readonly string[]): FoundItem[] {
  const ledger = ledgerRows(erp, keys);
  const open = keys.filter((key) => ledger.get(key)?.state !== 'posted');
  const documents = new Map(documentTypes.flatMap((type) => [...documentsByKey(erp, type, keysOfType(open, type))]));
  return keys.map((key) => foundItem(key, ledger.get(key), documents.get(key)));
}

function keysOfType(keys: readonly string[], type: DocumentType): string[] {
  return keys.filter((key) => documentTypeOfKey(key) === type);
}

function foundItem(key: string, row: LedgerRow | undefined, own: Document | undefined): FoundItem {
  const document = row?.document ?? own;
  const ref = document === undefined ? {} : { ref: refOf(document) };
  if (row === undefined) return { key, found: own === undefined ? 'absent' : 'document', ...ref };
  const isOpen = row.state === 'claimed' || row.state === 'refused';
  const found = !isOpen ? row.state : document === undefined ? 'claimed' : 'document';
  return { key, found, revision: row.revision, fence: row.fence, ...ref };
}
