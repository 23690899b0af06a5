import type { RecordRemove } from 'shared-model/commands.ts';
import { RecordKey, stepOfKey, undoKey } from 'shared-model/keys.ts';
import type { Item, ItemFault } from 'shared-model/restlet.ts';
import { type Batch, reject, type Refused } from './batch.ts';
import { type Document, documentByKey, documentTypeOfKey, printOf } from './documents.ts';
import { type LedgerRow, reverse } from './ledger.ts';
import { faultOf, isGone, replyTo } from './refusals.ts';
import { isTicked } from './values.ts';
import { originOf } from './writing.ts';

/** Steps whose records an undo may take away. A customer is shared by deals and never removed. */
const removable: readonly string[] = ['project', 'task', 'budget', 'rule', 'activation'];

/** An undo must be the one of its target: same deal, same generation, a step that can be undone. */
export function refusalToRemove(item: Item, { targetKey }: RecordRemove): Refused | undefined {
  const isOwn = removable.includes(stepOfKey(targetKey) ?? '') && undoKey(RecordKey.parse(targetKey)) === item.key;
  return isOwn ? undefined : reject('erp.payload-unreadable', 'The key is not the undo of its target.');
}

export type Removed = { readonly kind: 'removed'; readonly document?: Document | undefined } | Refused;

/**
 * Reverses the target's ledger row and then deletes its document.
 *
 * From the reversal on every late original is refused, also one whose key was never seen. An execution that had claimed
 * the key before may still write its document: while that can be, the answer is `deferred`, and the next call looks again.
 */
export function removeTarget(batch: Batch, item: Item, { targetKey }: RecordRemove): Removed {
  const { erp, ledger } = batch;
  const reversal = reverse(erp, targetKey, ledger.get(targetKey), (row) => reasonToKeep(batch, targetKey, row));
  if (reversal.kind === 'refused') return { kind: 'refused', ...replyTo(reversal) };
  if (reversal.kind === 'busy') return { kind: 'refused', answer: 'busy', fault: faultOf('erp.record-changed') };
  if (reversal.kind === 'kept') return { kind: 'refused', answer: 'rejected', fault: reversal.fault };
  ledger.set(targetKey, reversal.row);
  const document = standing(batch, targetKey, reversal.row);
  const takeBack = isActivation(targetKey) ? closeForTime : removeDocument;
  const refused = document === undefined ? undefined : takeBack(batch, document, item);
  if (refused !== undefined) return refused;
  if (erp.now().getTime() < (reversal.row.openUntil ?? 0))
    return { kind: 'refused', answer: 'deferred', fault: faultOf('erp.busy', 'An earlier call may still be at work.') };
  return { kind: 'removed', document: isActivation(targetKey) ? undefined : (document ?? reversal.row.document) };
}

/** An activation made no record of its own: undone, the project stands and takes no time any more. */
function isActivation(key: string): boolean {
  return stepOfKey(key) === 'activation';
}

/**
 * The document of the row, else the one that carries the key, where an execution may have died before it confirmed. Of a
 * key that was never claimed, or given back, there is none to look for; and who may not make it may not look either.
 */
function standing({ erp }: Batch, key: string, row: LedgerRow): Document | undefined {
  if (row.document !== undefined || row.openUntil === undefined) return row.document;
  if (isActivation(key)) return documentByKey(erp, 'job', key.replace(/:activation(:g\d+)$/, ':project$1'));
  const type = documentTypeOfKey(key);
  return type === undefined ? undefined : documentByKey(erp, type, key);
}

/** Nothing that was there before us, and nothing that a person has worked on since. */
function reasonToKeep(batch: Batch, key: string, row: LedgerRow): ItemFault | undefined {
  const { document } = row;
  if (document === undefined || isActivation(key)) return undefined;
  const name = document.number ?? document.id;
  if (document.adopted) return faultOf('erp.record-in-use', `It was there before: ${name}.`);
  if (document.print === undefined) return undefined;
  const opened = batch.erp.open(document.type, document.id);
  if (opened.kind === 'refused') return isGone(opened) ? undefined : replyTo(opened).fault;
  return printOf(document.type, opened) === document.print ? undefined : faultOf('erp.record-edited', `${name}.`);
}

function removeDocument({ erp }: Batch, document: Document): Refused | undefined {
  const removed = erp.remove(document.type, document.id);
  if (removed.kind === 'removed' || isGone(removed)) return undefined;
  const { answer, fault } = replyTo(removed);
  const text = `${fault.text} ${document.number ?? document.id}.`.slice(0, 1000);
  return { kind: 'refused', answer, fault: { ...fault, text } };
}

function closeForTime({ erp }: Batch, project: Document, item: Item): Refused | undefined {
  const opened = erp.open(project.type, project.id);
  if (opened.kind === 'open' && !isTicked(opened.read('allowtime'))) return undefined;
  const saved = opened.kind === 'open' ? opened.save({ allowtime: false, ...originOf(item, project.type) }) : opened;
  return saved.kind === 'refused' && !isGone(saved) ? { kind: 'refused', ...replyTo(saved) } : undefined;
}
