import type { Item, ItemFault } from 'shared-model/restlet.ts';
import type { Document, DocumentType } from './documents.ts';
import type { Erp, Values } from './erp.ts';
import type { LedgerRow } from './ledger.ts';
import type { AccountReference } from './reference.ts';
import { faultOf, type Reply } from './refusals.ts';

/** What the items of one call share: the ledger as it was read once, kept up as items are posted. */
export type Batch = {
  readonly erp: Erp;
  readonly pairing: string;
  readonly ledger: Map<string, LedgerRow>;
  /** Read at most once in a call. */
  reference(): AccountReference;
};

/** One item whose payload was parsed for its command. */
export type Ask<Payload> = { readonly item: Item; readonly payload: Payload };

/** A row on the *Sync status* tab of a project or a customer. */
export type Link = {
  readonly parent: 'project' | 'entity';
  readonly engagementId: string;
  readonly step: string;
  readonly state: string;
  readonly source?: string | undefined;
  readonly sourceUrl?: string | undefined;
};

/** What has to be written for one item, found out before anything is claimed. */
export type Plan =
  /** A new document under the item's key; `changes` are the fields that a newer revision may write over. */
  | {
      readonly kind: 'create';
      readonly type: DocumentType;
      readonly values: Values;
      readonly changes: Values;
      readonly link?: Link;
    }
  /** A document that is there already and stays as it is. */
  | { readonly kind: 'adopt'; readonly document: Document; readonly link?: Link }
  /** Fields of a document that another key made; safe to repeat. */
  | { readonly kind: 'change'; readonly document: Document; readonly changes: Values; readonly link?: Link }
  | Refused;

export type Refused = { readonly kind: 'refused'; readonly answer: Reply['answer']; readonly fault: ItemFault };

export function reject(code: ItemFault['code'], detail?: string): Refused {
  return { kind: 'refused', answer: 'rejected', fault: faultOf(code, detail) };
}

/** The document another key stands for, when its ledger row says that it is posted. */
export function postedDocument(batch: Batch, key: string): Document | undefined {
  const row = batch.ledger.get(key);
  return row?.state === 'posted' ? row.document : undefined;
}

/** What an item is told whose parent is not posted yet; it costs no attempt. */
export function parentMissing(): Refused {
  return { kind: 'refused', answer: 'deferred', fault: faultOf('erp.parent-not-posted') };
}
