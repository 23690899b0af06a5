import { checkDeal } from 'shared-model/rules/provisioning-pack.ts';
import type { Item, ItemAnswer } from 'shared-model/restlet.ts';
import type { Batch, Plan, Refused } from './batch.ts';
import { type Command, readCommand } from './commands/commands.ts';
import { customerRefs, planCustomer } from './commands/customer.ts';
import { planActivation } from './commands/activation.ts';
import { planBudget } from './commands/budget.ts';
import { planProject } from './commands/project.ts';
import { planRule } from './commands/rule.ts';
import { planTask } from './commands/task.ts';
import type { Document } from './documents.ts';
import { refOf } from './documents.ts';
import type { Erp, VendorRefusal } from './erp.ts';
import { confirm, giveBack, judge, ledgerRows, type LedgerRow, takeClaim, type Verdict } from './ledger.ts';
import { writeLink } from './links.ts';
import { readReference } from './reference.ts';
import { faultOf, isBeforeSaving, refusalOf, replyTo } from './refusals.ts';
import { refusalToRemove, removeTarget } from './removing.ts';
import { writeDocument } from './writing.ts';

/** Units that must be left before another item is begun; an item needs fewer than 150. */
const unitsReserve = 500;

/**
 * Answers every item of one call, in their order.
 *
 * All ledger rows of the batch, and of the keys that its payloads refer to, come from one query before the loop.
 * When units run low the rest is `deferred`. At most 50 items; the request schema refuses more.
 */
export function postItems(erp: Erp, pairing: string, items: readonly Item[]): ItemAnswer[] {
  const asks = items.map((item) => ({ item, command: readCommand(pairing, item) }));
  const keys = asks.flatMap(({ item, command }) => [item.key, ...('kind' in command ? keysOf(pairing, command) : [])]);
  const batch = openBatch(erp, pairing, ledgerRows(erp, keys));
  return asks.map(({ item, command }) => {
    if (erp.unitsLeft() < unitsReserve) return { key: item.key, answer: 'deferred' };
    return 'kind' in command ? answer(batch, command) : replied(item, { answer: 'rejected', fault: command });
  });
}

function openBatch(erp: Erp, pairing: string, ledger: Map<string, LedgerRow>): Batch {
  return { erp, pairing, ledger, reference: readReference(erp) };
}

/** The keys whose ledger rows a command needs beside its own. */
function keysOf(pairing: string, command: Command): string[] {
  switch (command.kind) {
    case 'deal.check':
      return [];
    case 'customer.ensure':
      return customerRefs(pairing, command.payload);
    case 'project.create':
      return [command.payload.customerKey];
    case 'task.create':
    case 'budget.create':
    case 'project.activate':
      return [command.payload.projectKey];
    case 'rule.create':
      return [command.payload.projectKey, command.payload.taskKey];
    case 'record.remove':
      return [command.payload.targetKey];
  }
}

/** What the vendor throws in the middle of an item ends that item, not the call; a bug of ours ends the call. */
function answer(batch: Batch, command: Command): ItemAnswer {
  try {
    if (command.kind === 'deal.check') return answerCheck(batch, command);
    return command.kind === 'record.remove' ? undo(batch, command) : write(batch, command);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    return refusedAnswer(command.item, refusal);
  }
}

function answerCheck(batch: Batch, { item, payload }: Extract<Command, { kind: 'deal.check' }>): ItemAnswer {
  const findings = [...checkDeal(payload.deal, batch.reference.all())];
  return { key: item.key, answer: 'applied', revision: item.revision, findings };
}

type Writing = Exclude<Command, { kind: 'deal.check' | 'record.remove' }>;

/** The posting-ledger protocol: judge, plan, claim, document, link, confirm. */
function write(batch: Batch, command: Writing): ItemAnswer {
  const { item } = command;
  const known = batch.ledger.get(item.key);
  const verdict = judge(known, item);
  if (known !== undefined && isFinal(verdict)) return decided(batch, item, verdict, known);
  const plan = planOf(batch, command);
  if (plan.kind === 'refused') return replied(item, plan);
  const claim = takeClaim(batch.erp, item, known);
  if (claim.kind === 'refused') return refusedAnswer(item, claim);
  if (claim.kind === 'busy') return busy(item);
  if (claim.kind === 'decided') return decided(batch, item, claim.verdict, claim.row);
  batch.ledger.set(item.key, claim.row);
  const written = writeDocument(batch.erp, item, plan, claim);
  if (written.kind === 'refused') return notChanged(batch, plan, claim.row.id, item, refusedAnswer(item, written));
  if (written.kind === 'not-created') {
    giveBack(batch.erp, item, claim.row.id, { mayBeSaved: !isBeforeSaving(written.refusal) });
    return refusedAnswer(item, written.refusal);
  }
  if (written.kind === 'stopped') return notChanged(batch, plan, claim.row.id, item, replied(item, written.refused));
  if (written.kind === 'decided') return decided(batch, item, written.verdict, written.row);
  return finish(batch, item, plan, claim.row.id, written.document);
}

/** Gives the claim of a refused change back: what it would change is known, so that an undo waits for nobody. */
function notChanged({ erp }: Batch, plan: Plan, rowId: string, item: Item, answered: ItemAnswer): ItemAnswer {
  if (plan.kind === 'change' && answered.answer === 'rejected') giveBack(erp, item, rowId, { document: plan.document });
  return answered;
}

/** Undoes what another key made: claims the undo itself, reverses, deletes, confirms. */
function undo(batch: Batch, { item, payload }: Extract<Command, { kind: 'record.remove' }>): ItemAnswer {
  const known = batch.ledger.get(item.key);
  const verdict = judge(known, item);
  if (known !== undefined && isFinal(verdict)) return decidedUndo(batch, item, verdict, known);
  const refused = refusalToRemove(item, payload);
  if (refused !== undefined) return replied(item, refused);
  const claim = takeClaim(batch.erp, item, known);
  if (claim.kind === 'refused') return refusedAnswer(item, claim);
  if (claim.kind === 'busy') return busy(item);
  if (claim.kind === 'decided') return decidedUndo(batch, item, claim.verdict, claim.row);
  batch.ledger.set(item.key, claim.row);
  const removed = removeTarget(batch, item, payload);
  if (removed.kind === 'refused') return replied(item, removed);
  const confirmed = confirm(batch.erp, item, claim.row.id, removed.document);
  if (confirmed.kind === 'refused') return refusedAnswer(item, confirmed);
  if (confirmed.kind === 'busy') return busy(item);
  batch.ledger.set(item.key, confirmed.row);
  if (confirmed.kind === 'decided') return decidedUndo(batch, item, confirmed.verdict, confirmed.row);
  return { key: item.key, answer: 'applied', revision: item.revision, ...refIn(removed.document) };
}

/** An undo that found nothing to delete has no document, and is done all the same. */
function decidedUndo(batch: Batch, item: Item, verdict: Verdict, row: LedgerRow): ItemAnswer {
  if (verdict !== 'duplicate') return decided(batch, item, verdict, row);
  return { key: item.key, answer: 'duplicate', revision: row.revision, ...refIn(row.document) };
}

function refIn(document: Document | undefined): Pick<ItemAnswer, 'ref'> {
  return document === undefined ? {} : { ref: refOf(document) };
}

function planOf(batch: Batch, command: Writing): Plan {
  switch (command.kind) {
    case 'customer.ensure':
      return planCustomer(batch, command);
    case 'project.create':
      return planProject(batch, command);
    case 'task.create':
      return planTask(batch, command);
    case 'budget.create':
      return planBudget(batch, command);
    case 'rule.create':
      return planRule(batch, command);
    case 'project.activate':
      return planActivation(batch, command);
  }
}

/**
 * The link row comes before the confirmation, so that a retry after a death in between still writes it.
 *
 * A document of an attempt that was undone meanwhile is taken away again by the one who made it.
 */
function finish(
  batch: Batch,
  item: Item,
  plan: Exclude<Plan, { kind: 'refused' }>,
  rowId: string,
  document: Document,
): ItemAnswer {
  if (plan.link !== undefined) {
    const linked = writeLink(batch.erp, item.key, plan.link, document);
    if (linked.kind === 'refused') {
      giveBack(batch.erp, item, rowId, { document });
      return refusedAnswer(item, linked);
    }
  }
  const confirmed = confirm(batch.erp, item, rowId, document);
  if (confirmed.kind === 'refused') return refusedAnswer(item, confirmed);
  if (confirmed.kind === 'busy') return busy(item);
  batch.ledger.set(item.key, confirmed.row);
  if (confirmed.kind === 'decided') {
    if (confirmed.verdict === 'reversed' && plan.kind === 'create') batch.erp.remove(document.type, document.id);
    return decided(batch, item, confirmed.verdict, confirmed.row);
  }
  return { key: item.key, answer: 'applied', revision: item.revision, ref: refOf(document) };
}

function isFinal(verdict: Verdict): boolean {
  return verdict === 'duplicate' || verdict === 'superseded' || verdict === 'stale' || verdict === 'reversed';
}

/** What the ledger row says by itself; a row that claims to be posted without a document is given to a person. */
function decided(batch: Batch, item: Item, verdict: Verdict, row: LedgerRow): ItemAnswer {
  batch.ledger.set(item.key, row);
  const known = { key: item.key, revision: row.revision };
  if (verdict === 'superseded' && row.document !== undefined)
    return { ...known, answer: verdict, ref: refOf(row.document) };
  if (verdict === 'stale') return { ...known, answer: verdict, fence: row.fence };
  if (verdict === 'superseded') return { ...known, answer: verdict };
  if (verdict === 'reversed') return { ...known, answer: 'rejected', fault: faultOf('erp.reversed') };
  if (verdict !== 'duplicate') return busy(item);
  if (row.document === undefined) return { ...known, answer: 'rejected', fault: faultOf('erp.not-visible') };
  return { ...known, answer: 'duplicate', ref: refOf(row.document) };
}

function busy(item: Item): ItemAnswer {
  return { key: item.key, answer: 'busy' };
}

function refusedAnswer(item: Item, refusal: VendorRefusal): ItemAnswer {
  return replied(item, replyTo(refusal));
}

function replied({ key }: Item, { answer: kind, fault, candidates }: Omit<Refused, 'kind'>): ItemAnswer {
  return { key, answer: kind, fault, ...(candidates === undefined ? {} : { candidates: [...candidates] }) };
}
