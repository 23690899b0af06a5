import type { Connector } from '#connectors/connector.ts';
import type { Store } from '#store/store.ts';
import type { World } from '#world.ts';
import { type DispatchDeps, slotOf } from './deps.ts';

export type ReferenceDeps = Omit<DispatchDeps, 'store' | 'connector' | 'world'> & {
  readonly store: DispatchDeps['store'] & Pick<Store, 'claimDuty' | 'finishDuty' | 'saveReference'>;
  readonly connector: DispatchDeps['connector'] & Pick<Connector, 'readReference'>;
  readonly world: DispatchDeps['world'] & Pick<World, 'newId'>;
};

const readEveryMs = 15 * 60_000;
const afterFailureMs = 5_000;
const leaseMs = 120_000;

/**
 * Reads what the rules must know of the ERP, every quarter of an hour, in a slot like any other call.
 *
 * @returns whether new rows were kept
 */
export async function readReferencePass(deps: ReferenceDeps): Promise<boolean> {
  if (deps.memory.beatenAtMs === undefined) return false;
  const duty = { name: 'reference', pairing: deps.pairing };
  const claim = await deps.store.claimDuty({ ...duty, nodeId: deps.nodeId, leaseMs });
  if (claim === undefined) return false;
  const isRead = await readInSlot(deps);
  const nextAfterMs = isRead === 'read' ? readEveryMs : isRead === 'no-slot' ? 250 : afterFailureMs;
  await deps.store.finishDuty({ ...duty, fence: claim.fence, nextAfterMs });
  return isRead === 'read';
}

/** Any free slot will do; the highest is the least wanted by commands. */
async function readInSlot(deps: ReferenceDeps): Promise<'read' | 'failed' | 'no-slot'> {
  for (let number = deps.memory.slotCount - 1; number >= 0; number -= 1) {
    if (!deps.memory.mayUse(number)) continue;
    const slot = slotOf(deps, number);
    if (!(await deps.store.tryLockSlot(slot))) continue;
    try {
      const occupyMs = deps.memory.occupyMs();
      const call = await deps.store.openCall({ ...slot, nodeId: deps.nodeId, kind: 'reference', occupyMs });
      if (call !== undefined) return await read(deps, call.callId);
    } finally {
      await deps.store.unlockSlot(slot);
    }
  }
  return 'no-slot';
}

/** A read that got no answer leaves its call row open: the script may still run and count. */
async function read(deps: ReferenceDeps, callId: string): Promise<'read' | 'failed'> {
  const correlationId = deps.world.newId();
  const result = await deps.connector.readReference(deps.pairing, { correlationId });
  if (result.kind !== 'unknown') await deps.store.closeCall(callId);
  if (result.kind === 'answered') {
    await deps.store.saveReference(deps.pairing, result.reference);
    return 'read';
  }
  if (result.kind === 'refused' && result.isLimit) deps.memory.limitWasHit();
  deps.log('reference.not-read', { correlationId, pairing: deps.pairing, fault: result.fault });
  return 'failed';
}
