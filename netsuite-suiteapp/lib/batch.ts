import type { CustomerCandidate } from 'shared-model/customer-match.ts';
import type { Item, ItemFault } from 'shared-model/restlet.ts';
import type { Document, DocumentType } from './documents.ts';
import type { Erp, Lists, Values } from './erp.ts';
import type { LedgerRow } from './ledger.ts';
import type { AccountReference } from './reference.ts';
import { faultOf, type Reply } from './refusals.ts';

/** What the items of one call share: the ledger as it was read once, kept up as items are posted. */
export type Batch = {
  readonly erp: Erp;
  readonly pairing: string;
  readonly ledger: Map<string, LedgerRow>;
  /** Each kind of row is read at most once in a call. */
  readonly reference: AccountReference;
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
      /** Lines of the document, written with it and again with whatever `changes` a newer revision brings. */
      readonly lists?: Lists;
      /** What no two documents may share, such as a tax id in a legal entity; reserved before the document is made. */
      readonly uniqueAs?: string;
      /** What the platform wants before the document exists at all. */
      readonly initial?: Values;
      readonly link?: Link;
    }
  /** A document that is there already and stays as it is. */
  | { readonly kind: 'adopt'; readonly document: Document; readonly link?: Link }
  /** Fields of a document that another key made; safe to repeat. */
  | {
      readonly kind: 'change';
      readonly document: Document;
      readonly changes: Values;
      /** What must be written first, under the same claim; what it cannot do ends the item. */
      readonly before?: () => Refused | undefined;
      readonly link?: Link;
    }
  | Refused;

export type Refused = {
  readonly kind: 'refused';
  readonly answer: Reply['answer'];
  readonly fault: ItemFault;
  /** What a person has to choose among first. */
  readonly candidates?: readonly CustomerCandidate[];
};

export function reject(code: ItemFault['code'], detail?: string): Refused {
  return { kind: 'refused', answer: 'rejected', fault: faultOf(code, detail) };
}

/**
 * The document another key stands for, when its ledger row says that it was posted: a newer revision of it that is being
 * written, or was refused, takes nothing away from what stands under it.
 */
export function postedDocument(batch: Batch, key: string): Document | undefined {
  const row = batch.ledger.get(key);
  return row?.state === 'reversed' ? undefined : row?.document;
}

/** What an item is told whose parent is not posted yet; it costs no attempt. */
export function parentMissing(): Refused {
  return { kind: 'refused', answer: 'deferred', fault: faultOf('erp.parent-not-posted') };
}
