import type { Item } from 'shared-model/restlet.ts';
import type { Plan, Refused } from './batch.ts';
import { type Document, documentByKey, type DocumentType, writtenDocument } from './documents.ts';
import type { Erp, Lists, Values, VendorRefusal } from './erp.ts';
import { askAgain, type Claim, type LedgerRow, reserve, type Verdict } from './ledger.ts';
import { faultOf, isBeforeSaving, isDuplicate } from './refusals.ts';

export type Written =
  | { readonly kind: 'written'; readonly document: Document }
  | { readonly kind: 'decided'; readonly verdict: Verdict; readonly row: LedgerRow }
  /** The platform refused the first creation under this key: there is no such document. */
  | { readonly kind: 'not-created'; readonly refusal: VendorRefusal }
  /** What had to be written before could not be. */
  | { readonly kind: 'stopped'; readonly refused: Refused }
  | VendorRefusal;

type Held = Extract<Claim, { kind: 'claimed' }>;
type Creation = Extract<Plan, { kind: 'create' }>;

/** Makes sure that the document is there, under the claim that we hold; never a second one of the same key. */
export function writeDocument(erp: Erp, item: Item, plan: Exclude<Plan, { kind: 'refused' }>, claim: Held): Written {
  switch (plan.kind) {
    case 'adopt':
      return { kind: 'written', document: ownDocument(erp, plan.document.type, item, claim) ?? plan.document };
    case 'change': {
      const refused = plan.before?.();
      if (refused !== undefined) return { kind: 'stopped', refused };
      return bringUpToDate(erp, item, claim, plan.document, plan);
    }
    case 'create':
      return createOrAdopt(erp, item, plan, claim);
  }
}

/**
 * A claim that was there before us may have a document already, which is adopted. A create that is refused
 * as duplicate adopts the existing document too; when our role cannot see it, that is what the refusal means.
 * So does one that somebody's own script refuses, since such a script may run when the document is already saved.
 */
function createOrAdopt(erp: Erp, item: Item, plan: Creation, claim: Held): Written {
  const own = ownDocument(erp, plan.type, item, claim);
  if (own !== undefined) return bringUpToDate(erp, item, claim, own, plan);
  const shared = plan.uniqueAs === undefined ? undefined : sharedDocument(erp, item, plan, plan.uniqueAs);
  if (shared !== undefined) return shared;
  const { lists, initial } = plan;
  const created = erp.create(plan.type, { ...plan.values, ...originOf(item, plan.type) }, { lists, initial });
  if (created.kind === 'saved') return { kind: 'written', document: writtenDocument(erp, plan.type, created.id) };
  const notCreated = claim.isTakenOver ? created : ({ kind: 'not-created', refusal: created } as const);
  if (isBeforeSaving(created)) return notCreated;
  const existing = documentByKey(erp, plan.type, item.key);
  if (existing !== undefined) return bringUpToDate(erp, item, claim, existing, plan);
  return isDuplicate(created) ? created : notCreated;
}

/**
 * The one document of a name that another key came first with, or nothing when the name is ours.
 *
 * We do not wait for the other: whoever is faster makes the document, under the other's key, and both take it.
 */
function sharedDocument(erp: Erp, item: Item, plan: Creation, name: string): Written | undefined {
  const reserved = reserve(erp, name, item.key);
  if ('kind' in reserved) return reserved;
  const { holder } = reserved;
  if (holder === item.key) return undefined;
  if (holder === undefined) return later;
  const { lists, initial, type } = plan;
  const values = { ...plan.values, externalid: holder, ...originOf(item, plan.type) };
  const created = erp.create(type, values, { lists, initial });
  if (created.kind === 'saved')
    return { kind: 'written', document: { ...writtenDocument(erp, type, created.id), adopted: true } };
  if (!isDuplicate(created)) return created;
  const existing = documentByKey(erp, type, holder);
  return existing === undefined ? later : { kind: 'written', document: { ...existing, adopted: true } };
}

/** It is there, and cannot be seen yet. */
const later: Written = {
  kind: 'stopped',
  refused: { kind: 'refused', answer: 'busy', fault: faultOf('erp.record-changed') },
};

/** The document that an earlier holder of this claim left, whether or not it came to confirm it. */
function ownDocument(erp: Erp, type: DocumentType, item: Item, claim: Held): Document | undefined {
  return claim.isTakenOver ? (claim.row.document ?? documentByKey(erp, type, item.key)) : undefined;
}

/**
 * Writes this revision's fields over a document that is there already.
 *
 * The document is read before the claim is asked again, so that a newer execution is either seen in the claim or
 * has changed the document since, and then the platform refuses this write.
 */
function bringUpToDate(
  erp: Erp,
  item: Item,
  claim: Held,
  document: Document,
  { changes, lists }: { readonly changes: Values; readonly lists?: Lists },
): Written {
  if (Object.keys(changes).length === 0) return { kind: 'written', document };
  const opened = erp.open(document.type, document.id);
  if (opened.kind === 'refused') return opened;
  const asked = askAgain(erp, item, claim.row.id);
  if (asked.kind === 'refused') return asked;
  if (asked.verdict !== 'claimed') return { kind: 'decided', verdict: asked.verdict, row: asked.row };
  const saved = opened.save({ ...changes, ...originOf(item, document.type) }, lists);
  if (saved.kind === 'refused') return saved;
  const { adopted } = document;
  return { kind: 'written', document: { ...writtenDocument(erp, document.type, document.id), adopted } };
}

/** Entities say which command wrote them, so that our own change can be told from a person's. */
export function originOf(item: Item, type: DocumentType): Values {
  const isEntity = type === 'customer' || type === 'job';
  return isEntity ? { custentity_tl_origin: `${item.key}@${item.revision}` } : {};
}
