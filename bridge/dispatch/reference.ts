import type { Connector } from '#connectors/connector.ts';
import type { Store } from '#store/store.ts';
import type { World } from '#world.ts';
import type { DispatchDeps } from './deps.ts';
import { inFreeSlot } from './free-slot.ts';

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

/** A read that got no answer leaves its call row open: the script may still run and count. */
async function readInSlot(deps: ReferenceDeps): Promise<'read' | 'failed' | 'no-slot'> {
  const correlationId = deps.world.newId();
  const read = await inFreeSlot(deps, 'reference', async () => {
    const result = await deps.connector.readReference(deps.pairing, { correlationId });
    return { result, isEnded: result.kind !== 'unknown', isLimit: result.kind === 'refused' && result.isLimit };
  });
  if (read === undefined) return 'no-slot';
  const { result } = read;
  if (result.kind === 'answered') {
    await deps.store.saveReference(deps.pairing, result.reference);
    return 'read';
  }
  deps.log('reference.not-read', { correlationId, pairing: deps.pairing, fault: result.fault });
  return 'failed';
}
