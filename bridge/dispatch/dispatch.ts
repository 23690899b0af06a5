import type { ClaimedCommand } from '#store/store.ts';
import { type DispatchDeps, slotOf } from './deps.ts';
import { lookUpTurn } from './look-up.ts';
import { sendTurn } from './send.ts';

/** How often a node says that it lives and looks for others that do not; far below the silence that counts as death. */
const beatEveryMs = 2_000;
const silentMs = 15_000;

/**
 * One round of everything, one call after another: stays alive, buries the dead, and gives each slot a turn.
 *
 * For a simulation and for tests. A running bridge turns `stayAlivePass` and one `slotPass` per slot in loops of their
 * own, so that as many calls are in flight as there are slots.
 *
 * @returns whether there may be more to do at once
 */
export async function dispatchPass(deps: DispatchDeps): Promise<boolean> {
  let hasWorked = await stayAlivePass(deps);
  for (let slot = 0; slot < deps.memory.slotCount; slot += 1) {
    hasWorked = (await slotPass(deps, slot)) || hasWorked;
  }
  return hasWorked;
}

/**
 * Says that this node lives, and makes unknown what silent nodes and earlier lives of this one left in flight.
 *
 * Must not wait behind a call: a node that is silent for 15 s loses its slots to its peers.
 */
export async function stayAlivePass({ store, world, memory, nodeId, log }: DispatchDeps): Promise<boolean> {
  const now = world.monotonicMs();
  if (memory.beatenAtMs !== undefined && now - memory.beatenAtMs < beatEveryMs) return false;
  if (!(await store.beat(nodeId))) log('slots.lost', { nodeId });
  const buried = await store.buryNodes({ nodeId, silentMs });
  if (buried > 0) log('nodes.buried', { nodeId, buried });
  memory.beatenAtMs = now;
  return buried > 0;
}

/** What a person waits for keeps its slot so long for its next step, so that a run queues once and not at every step. */
const keepMs = 500;

/**
 * One turn in one slot: takes it, looks up what is unknown, or else claims, sends and finishes one batch, and gives it
 * back, or keeps it for the next step of the runs that had it.
 *
 * The slot comes first and the claim second, so nothing is leased that cannot be sent at once. Before the node has said
 * for the first time that it lives, it sends nothing: nobody would find its calls if it died.
 */
export async function slotPass(deps: DispatchDeps, slotNumber: number): Promise<boolean> {
  const { memory, store, world } = deps;
  if (memory.beatenAtMs === undefined || !memory.mayUse(slotNumber)) return giveUp(deps, slotNumber);
  const slot = slotOf(deps, slotNumber);
  const kept = memory.kept.get(slotNumber);
  if (kept !== undefined && world.monotonicMs() < kept.untilMs) {
    return keepOn(deps, slotNumber, await sendTurn(deps, slot, kept.engagements));
  }
  if (!memory.kept.delete(slotNumber) && !(await store.tryLockSlot(slot))) return false;
  try {
    if (await lookUpTurn(deps, slot)) return true;
    return keepOn(deps, slotNumber, await sendTurn(deps, slot));
  } finally {
    if (!memory.kept.has(slotNumber)) await store.unlockSlot(slot);
  }
}

/** @returns whether anything was sent; the slot is kept from now on when a person waits for what comes next */
function keepOn({ memory, world }: DispatchDeps, slot: number, sent: readonly ClaimedCommand[]): boolean {
  if (sent.length === 0) return false;
  const awaited = sent.filter(({ lane }) => lane === 'interactive');
  const engagements = [...new Set(awaited.map(({ engagementId }) => engagementId))];
  if (engagements.length > 0) memory.kept.set(slot, { engagements, untilMs: world.monotonicMs() + keepMs });
  return true;
}

/** A slot that may not be used any more is not kept either. */
async function giveUp(deps: DispatchDeps, slotNumber: number): Promise<false> {
  if (deps.memory.kept.delete(slotNumber)) await deps.store.unlockSlot(slotOf(deps, slotNumber));
  return false;
}
