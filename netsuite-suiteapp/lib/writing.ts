import type { Item } from 'shared-model/restlet.ts';
import type { Plan } from './batch.ts';
import { type Document, documentByKey, type DocumentType, numberOf } from './documents.ts';
import type { Erp, Values, VendorRefusal } from './erp.ts';
import { askAgain, type Claim, type LedgerRow, type Verdict } from './ledger.ts';
import { isBeforeSaving, isDuplicate } from './refusals.ts';

export type Written =
  | { readonly kind: 'written'; readonly document: Document }
  | { readonly kind: 'decided'; readonly verdict: Verdict; readonly row: LedgerRow }
  /** The platform refused the first creation under this key: there is no such document. */
  | { readonly kind: 'not-created'; readonly refusal: VendorRefusal }
  | VendorRefusal;

type Held = Extract<Claim, { kind: 'claimed' }>;
type Creation = Extract<Plan, { kind: 'create' }>;

/** Makes sure that the document is there, under the claim that we hold; never a second one of the same key. */
export function writeDocument(erp: Erp, item: Item, plan: Exclude<Plan, { kind: 'refused' }>, claim: Held): Written {
  switch (plan.kind) {
    case 'adopt':
      return { kind: 'written', document: ownDocument(erp, plan.document.type, item, claim) ?? plan.document };
    case 'change':
      return bringUpToDate(erp, item, claim, plan.document, plan.changes);
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
  if (own !== undefined) return bringUpToDate(erp, item, claim, own, plan.changes);
  const created = erp.create(plan.type, { ...plan.values, ...originOf(item, plan) });
  if (created.kind === 'saved') return fresh(erp, plan, created.id);
  const notCreated = claim.isTakenOver ? created : ({ kind: 'not-created', refusal: created } as const);
  if (isBeforeSaving(created)) return notCreated;
  const existing = documentByKey(erp, plan.type, item.key);
  if (existing !== undefined) return bringUpToDate(erp, item, claim, existing, plan.changes);
  return isDuplicate(created) ? created : notCreated;
}

/** The document that an earlier holder of this claim left, whether or not it came to confirm it. */
function ownDocument(erp: Erp, type: DocumentType, item: Item, claim: Held): Document | undefined {
  return claim.isTakenOver ? (claim.row.document ?? documentByKey(erp, type, item.key)) : undefined;
}

function fresh(erp: Erp, plan: Creation, id: string): Written {
  return { kind: 'written', document: { type: plan.type, id, number: numberOf(erp, plan.type, id), adopted: false } };
}

/**
 * Writes this revision's fields over a document that is there already.
 *
 * The document is read before the claim is asked again, so that a newer execution is either seen in the claim or
 * has changed the document since, and then the platform refuses this write.
 */
function bringUpToDate(erp: Erp, item: Item, claim: Held, document: Document, changes: Values): Written {
  if (Object.keys(changes).length === 0) return { kind: 'written', document };
  const opened = erp.open(document.type, document.id);
  if (opened.kind === 'refused') return opened;
  const asked = askAgain(erp, item, claim.row.id);
  if (asked.kind === 'refused') return asked;
  if (asked.verdict !== 'claimed') return { kind: 'decided', verdict: asked.verdict, row: asked.row };
  const saved = opened.save(changes);
  return saved.kind === 'saved' ? { kind: 'written', document } : saved;
}

/** Entities say which command wrote them, so that our own change can be told from a person's. */
function originOf(item: Item, plan: Creation): Values {
  return plan.type === 'projecttask' ? {} : { custentity_tl_origin: `${item.key}@${item.revision}` };
}
