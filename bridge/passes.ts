import type { PairingId } from 'shared-model/ids.ts';

import { retentionPass } from '#audit/retention.ts';
import type { Connector, CrmConnector, CrmEvents } from '#connectors/connector.ts';
import type { DispatchDeps } from '#dispatch/deps.ts';
import { slotPass, stayAlivePass } from '#dispatch/dispatch.ts';
import type { DispatchMemory } from '#dispatch/memory.ts';
import { inFreeSlot } from '#dispatch/free-slot.ts';
import { readReferencePass } from '#dispatch/reference.ts';
import { tellConditionsPass } from '#engine/conditions.ts';
import { enginePass } from '#engine/engine.ts';
import type { PlayableWorkflow } from '#engine/play.ts';
import { createRestingRuns } from '#engine/resting.ts';
import type { MatchSeams } from '#feeds/customer-matches.ts';
import { createMatchDuty } from '#feeds/customer-matches.ts';
import { watchErp } from '#feeds/netsuite-watch.ts';
import type { CallInSlot } from '#feeds/netsuite-watch.ts';
import { sweepRequests } from '#feeds/request-sweep.ts';
import { createEventFeed } from '#feeds/salesforce-events.ts';
import type { Log } from '#log.ts';
import { showErpStates } from '#projection/erp-states.ts';
import { mirrorReference } from '#projection/reference-rows.ts';
import { showStatusRows } from '#projection/status-rows.ts';
import type { KeepTimes, Store } from '#store/store.ts';
import type { World } from '#world.ts';

import type { Loop } from './loops.ts';

/** What one node of the bridge works with, for one pairing. */
export type NodeSeams = {
  readonly store: Store;
  readonly erp: Connector;
  readonly crm: CrmConnector;
  /** The CRM's doorbells; without them requests are found by the sweep alone. */
  readonly events?: CrmEvents;
  readonly workflows: readonly PlayableWorkflow[];
  /** Who opens a complete project for time. */
  readonly activation: 'automatic' | 'finance';
  readonly world: World;
  readonly log: Log;
  readonly nodeId: string;
  readonly pairing: PairingId;
  readonly orgId: string;
  readonly sweepMs: number;
  readonly keep: KeepTimes;
  /** Between two rounds of looking for customers that are alike; without it nobody looks before a project is asked for. */
  readonly matchMs?: number;
  /** Between two readings of the ERP's outbox, in milliseconds; `sweepMs` when left out. */
  readonly watchMs?: number;
  readonly memory: DispatchMemory;
  readonly point: DispatchDeps['point'];
  readonly signal?: AbortSignal;
};

/** The reference rows are mirrored into the CRM once in so many sweeps; their age is shown there. */
const sweepsPerMirror = 2;
const pollMs = 250;
const slowPollMs = 1_000;
const retentionPollMs = 60_000;

/**
 * Every loop of a node. They never call each other: each reads its work in the store and writes its result there. Duties
 * are due by time alone, so that no ring concerns them.
 */
export function loopsOf(node: NodeSeams): readonly Loop[] {
  const resting = createRestingRuns(node.world.monotonicMs);
  const dispatch: DispatchDeps = { ...node, connector: node.erp };
  const callInSlot: CallInSlot = (kind, body) => inFreeSlot(dispatch, kind, body);
  const slots = Array.from({ length: node.memory.slotCount }, (_, slot): Loop => {
    return { name: `slot-${slot}`, pass: () => slotPass(dispatch, slot), pollMs };
  });
  return [
    { name: 'requests', pass: () => sweepRequests({ ...node, everyMs: node.sweepMs }), pollMs, isDeaf: true },
    { name: 'engine', pass: () => enginePass({ ...node, resting }), pollMs },
    { name: 'conditions', pass: () => tellConditionsPass(node), pollMs: slowPollMs },
    { name: 'alive', pass: () => stayAlivePass(dispatch), pollMs: slowPollMs },
    ...eventLoops(node),
    ...matchLoops(node, dispatch),
    ...slots,
    {
      name: 'reference',
      pass: () => readReferencePass({ ...node, connector: node.erp }),
      pollMs: slowPollMs,
      isDeaf: true,
    },
    { name: 'status-rows', pass: () => showStatusRows(node), pollMs },
    {
      name: 'erp-watch',
      pass: () => watchErp({ ...node, callInSlot, everyMs: node.watchMs ?? node.sweepMs }),
      pollMs,
      isDeaf: true,
    },
    { name: 'erp-states', pass: () => showErpStates({ ...node, callInSlot }), pollMs },
    {
      name: 'reference-rows',
      pass: () => mirrorReference({ ...node, everyMs: node.sweepMs * sweepsPerMirror }),
      pollMs: slowPollMs,
      isDeaf: true,
    },
    { name: 'retention', pass: () => retentionPass(node), pollMs: retentionPollMs, isDeaf: true },
  ];
}

function matchLoops(node: NodeSeams, dispatch: DispatchDeps): readonly Loop[] {
  const { matchMs } = node;
  if (matchMs === undefined) return [];
  const look = createMatchDuty();
  const seams: MatchSeams = {
    ...node,
    everyMs: matchMs,
    callInSlot: (kind, body) => inFreeSlot(dispatch, kind, body),
  };
  return [{ name: 'customer-matches', pass: () => look(seams), pollMs: slowPollMs, isDeaf: true }];
}

function eventLoops(node: NodeSeams): readonly Loop[] {
  const { events } = node;
  return events === undefined
    ? []
    : [{ name: 'salesforce-events', pass: createEventFeed({ ...node, events }), pollMs: slowPollMs, isDeaf: true }];
}
