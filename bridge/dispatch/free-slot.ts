import { type DispatchDeps, slotOf } from './deps.ts';

/** What a call in a slot came to for the slot: one that is not ended leaves it taken, since the script may still run. */
export type SlotUse = { readonly isEnded: boolean; readonly isLimit: boolean };

/**
 * Makes one call that no command asked for, in any free slot; the highest is the least wanted by commands.
 *
 * @returns what the body gave, or nothing when every slot is taken
 */
export async function inFreeSlot<Result extends SlotUse>(
  deps: DispatchDeps,
  kind: 'reference' | 'candidates' | 'watch' | 'state',
  body: () => Promise<Result>,
): Promise<Result | undefined> {
  if (deps.memory.beatenAtMs === undefined) return undefined;
  for (let number = deps.memory.slotCount - 1; number >= 0; number -= 1) {
    if (!deps.memory.mayUse(number)) continue;
    const slot = slotOf(deps, number);
    if (!(await deps.store.tryLockSlot(slot))) continue;
    try {
      const occupyMs = deps.memory.occupyMs();
      const call = await deps.store.openCall({ ...slot, nodeId: deps.nodeId, kind, occupyMs });
      if (call === undefined) continue;
      const result = await body();
      if (result.isEnded) await deps.store.closeCall(call.callId);
      if (result.isLimit) deps.memory.limitWasHit();
      return result;
    } finally {
      await deps.store.unlockSlot(slot);
    }
  }
  return undefined;
}
