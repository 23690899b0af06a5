import type { PairingId } from 'shared-model/ids.ts';

import type { Connector, CrmConnector } from '#connectors/connector.ts';
import type { DispatchDeps } from '#dispatch/deps.ts';
import { slotPass, stayAlivePass } from '#dispatch/dispatch.ts';
import type { DispatchMemory } from '#dispatch/memory.ts';
import { readReferencePass } from '#dispatch/reference.ts';
import { enginePass } from '#engine/engine.ts';
import type { PlayableWorkflow } from '#engine/play.ts';
import { sweepRequests } from '#feeds/request-sweep.ts';
import type { Log } from '#log.ts';
import { mirrorReference } from '#projection/reference-rows.ts';
import { showStatusRows } from '#projection/status-rows.ts';
import type { Store } from '#store/store.ts';
import type { World } from '#world.ts';

import type { Loop } from './loops.ts';

/** What one node of the bridge works with, for one pairing. */
export type NodeSeams = {
  readonly store: Store;
  readonly erp: Connector;
  readonly crm: CrmConnector;
  readonly workflows: readonly PlayableWorkflow[];
  readonly world: World;
  readonly log: Log;
  readonly nodeId: string;
  readonly pairing: PairingId;
  readonly orgId: string;
  readonly sweepMs: number;
  readonly memory: DispatchMemory;
  readonly point: DispatchDeps['point'];
  readonly signal?: AbortSignal;
};

/** The reference rows are mirrored into the CRM once in so many sweeps; their age is shown there. */
const sweepsPerMirror = 10;
const pollMs = 250;
const slowPollMs = 1_000;

/** Every loop of a node. They never call each other: each reads its work in the store and writes its result there. */
export function loopsOf(node: NodeSeams): readonly Loop[] {
  const dispatch: DispatchDeps = { ...node, connector: node.erp };
  const slots = Array.from({ length: node.memory.slotCount }, (_, slot): Loop => {
    return { name: `slot-${slot}`, pass: () => slotPass(dispatch, slot), pollMs };
  });
  return [
    { name: 'requests', pass: () => sweepRequests({ ...node, everyMs: node.sweepMs }), pollMs },
    { name: 'engine', pass: () => enginePass(node), pollMs },
    { name: 'alive', pass: () => stayAlivePass(dispatch), pollMs: slowPollMs },
    ...slots,
    { name: 'reference', pass: () => readReferencePass({ ...node, connector: node.erp }), pollMs: slowPollMs },
    { name: 'status-rows', pass: () => showStatusRows(node), pollMs },
    {
      name: 'reference-rows',
      pass: () => mirrorReference({ ...node, everyMs: node.sweepMs * sweepsPerMirror }),
      pollMs: slowPollMs,
    },
  ];
}
