import type { PairingId } from 'shared-model/ids.ts';

import type { Log } from '#log.ts';
import type { KeepTimes, Store } from '#store/store.ts';

export type RetentionSeams = {
  readonly store: Pick<Store, 'claimDuty' | 'finishDuty' | 'dropOldRows'>;
  readonly log: Log;
  readonly nodeId: string;
  readonly pairing: PairingId;
  readonly keep: KeepTimes;
};

const everyMs = 60 * 60_000;
const leaseMs = 60_000;

/**
 * Drops what has been kept for long enough: ended calls, contents of events that were worked on, resolved exceptions.
 *
 * Once an hour, on one node; in small steps, so that nothing waits for it.
 *
 * @returns whether there is more to drop at once
 */
export async function retentionPass({ store, log, nodeId, pairing, keep }: RetentionSeams): Promise<boolean> {
  const name = { name: 'retention', pairing };
  const claim = await store.claimDuty({ ...name, nodeId, leaseMs });
  if (claim === undefined) return false;
  const { isMore, ...dropped } = await store.dropOldRows(keep);
  await store.finishDuty({ ...name, fence: claim.fence, nextAfterMs: isMore ? 0 : everyMs });
  if (Object.values(dropped).some((count) => count > 0)) log('rows.dropped', { pairing, ...dropped });
  return isMore;
}
