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

/**
 * One turn in one slot: takes it, looks up what is unknown, or else claims, sends and finishes one batch, and gives it back.
 *
 * The slot comes first and the claim second, so nothing is leased that cannot be sent at once. Before the node has said
 * for the first time that it lives, it sends nothing: nobody would find its calls if it died.
 */
export async function slotPass(deps: DispatchDeps, slotNumber: number): Promise<boolean> {
  if (deps.memory.beatenAtMs === undefined || !deps.memory.mayUse(slotNumber)) return false;
  const slot = slotOf(deps, slotNumber);
  if (!(await deps.store.tryLockSlot(slot))) return false;
  try {
    return (await lookUpTurn(deps, slot)) || (await sendTurn(deps, slot));
  } finally {
    await deps.store.unlockSlot(slot);
  }
}
