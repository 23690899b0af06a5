import type { PairingId } from 'shared-model/ids.ts';
import type { Connector } from '#connectors/connector.ts';
import type { Log } from '#log.ts';
import type { Slot, Store } from '#store/store.ts';
import type { World } from '#world.ts';
import type { DispatchMemory } from './memory.ts';

/** Where a kill test may end a node; a call of `point` does nothing otherwise. */
export const points = ['after-claim', 'after-send', 'after-answer', 'after-commit'] as const;
export type PointName = (typeof points)[number];

/** What dispatch for one system of one pairing needs. */
export type DispatchDeps = {
  readonly store: Pick<
    Store,
    | 'tryLockSlot'
    | 'unlockSlot'
    | 'beat'
    | 'buryNodes'
    | 'claimCommands'
    | 'finishCall'
    | 'openCall'
    | 'closeCall'
    | 'unknownCommands'
    | 'resolveUnknown'
  >;
  readonly connector: Pick<Connector, 'system' | 'commands' | 'send' | 'find'>;
  readonly world: Pick<World, 'monotonicMs' | 'random'>;
  readonly log: Log;
  readonly pairing: PairingId;
  readonly nodeId: string;
  /** What this node has learnt of the account; one for all slots of a pairing and system. */
  readonly memory: DispatchMemory;
  readonly point: (name: PointName) => Promise<void> | void;
  /** Ends calls in flight when the process stops; what they did is looked up later. */
  readonly signal?: AbortSignal;
};

export function slotOf({ pairing, connector }: DispatchDeps, slot: number): Slot {
  return { pairing, system: connector.system, slot };
}
