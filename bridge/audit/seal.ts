import type { PairingId } from 'shared-model/ids.ts';

import type { Log } from '#log.ts';
import type { AuditStore } from '#store/seals.ts';
import type { Store } from '#store/store.ts';

import { type Block, blockHash, leafHash, merkleRoot, noBlock } from './merkle.ts';

export type SealDeps = {
  readonly store: Pick<Store, 'claimDuty' | 'finishDuty'> & Pick<AuditStore, 'readUnsealed' | 'saveSeal'>;
  readonly log: Log;
  readonly pairing: PairingId;
  readonly nodeId: string;
};

/** At most so many entries a block; what one transaction wrote is never parted. */
const mostEntries = 5_000;
const everyMs = 1_000;
const leaseMs = 15_000;

/**
 * Seals what was accepted and done since the last block, once a second, on one node for each pairing.
 *
 * Only what lies below the oldest running transaction is sealed: there nothing can be added any more, so accepting never
 * waits for a seal and any number of writers go on beside it. Two nodes that seal at once write one block of a height.
 *
 * @returns whether there is more to seal at once
 */
export async function sealPass(deps: SealDeps): Promise<boolean> {
  const { store, pairing, nodeId } = deps;
  const duty = await store.claimDuty({ name: 'audit-seal', pairing, nodeId, leaseMs });
  if (duty === undefined) return false;
  const sealed = await sealNext(deps);
  const hasMore = sealed >= mostEntries;
  await store.finishDuty({ name: 'audit-seal', pairing, fence: duty.fence, nextAfterMs: hasMore ? 0 : everyMs });
  return hasMore;
}

/** How many entries the new block covers; none when there was nothing, or another node was first. */
export async function sealNext({ store, log, pairing }: Omit<SealDeps, 'nodeId'>): Promise<number> {
  const { previous, fromXid, toXid, entries } = await store.readUnsealed({ pairing, limit: mostEntries });
  if (entries.length === 0) return 0;
  const block: Block = {
    pairing,
    height: (previous?.height ?? 0) + 1,
    fromXid,
    toXid,
    entryCount: entries.length,
    root: merkleRoot(entries.map(({ entry }) => leafHash(entry))),
    previousHash: previous?.hash ?? noBlock,
  };
  const isSaved = await store.saveSeal({ ...block, hash: blockHash(block) });
  if (!isSaved) return 0;
  log('audit.sealed', { pairing, height: block.height, entries: entries.length });
  return entries.length;
}
