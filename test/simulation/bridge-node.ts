import type { CrmEvents } from '#connectors/connector.ts';
import { createNetsuiteConnector } from '#connectors/netsuite/connector.ts';
import { salesforceConnector } from '#connectors/salesforce/connector.ts';
import { createDispatchMemory } from '#dispatch/memory.ts';
import { playable } from '#engine/play.ts';
import type { Log } from '#log.ts';
import type { Store } from '#store/store.ts';
import { provisioning } from '#workflows/provisioning.ts';
import { recordWatch } from '#workflows/record-watch.ts';
import type { World } from '#world.ts';
import type { PairingId } from 'shared-model/ids.ts';
import { type Loop, startLoops } from '../../bridge/loops.ts';
import { loopsOf } from '../../bridge/passes.ts';
import { tokensInStore } from '../../bridge/tokens.ts';

/** One bridge process in a simulated world: its own store on its own session, and the real loops of the real bridge. */
export type NodeParts = {
  nodeId: string;
  store: Store;
  world: World;
  log: Log;
  events: CrmEvents;
  pairing: PairingId;
  activation: 'automatic' | 'finance';
  watchMs: number;
  orgId: string;
  salesforceUrl: string;
  netsuite: { baseUrl: string; accountId: string; privateKeyPem: string; concurrency: number };
};

/** Loops poll more slowly than in life, so that a run is made of work and not of looking for some. */
const shortestPollMs = 8_000;
const sweepMs = 5_000;
const dayMs = 86_400_000;
const keep = { callsMs: 30 * dayMs, bodiesMs: 400 * dayMs, exceptionsMs: 400 * dayMs };

/** Starts the loops; they turn until the schedule abandons the node. */
export function startNode(parts: NodeParts): void {
  const { world, log, store, events, pairing, nodeId, orgId, netsuite, salesforceUrl, activation, watchMs } = parts;
  const { concurrency, ...account } = netsuite;
  const tokens = { store, world, pairing };
  const seams = { fetch: world.fetch, now: world.now };
  const loops = loopsOf({
    ...{ store, world, log, events, nodeId, pairing, orgId, sweepMs, watchMs, keep },
    erp: createNetsuiteConnector(
      { ...account, clientId: 'throughline', certificateId: 'sandbox-cert' },
      { ...seams, tokens: tokensInStore('netsuite', tokens) },
    ),
    crm: salesforceConnector(
      { ...salesforceClient, loginUrl: salesforceUrl, erpUrl: netsuite.baseUrl },
      { ...seams, tokens: tokensInStore('salesforce', tokens) },
    ),
    workflows: [playable(provisioning), playable(recordWatch)],
    activation,
    memory: createDispatchMemory({ concurrency, reserve: 0 }),
    point: () => undefined,
  });
  startLoops(
    loops.map((loop) => slower(loop, loop.name === 'erp-watch' ? watchMs : shortestPollMs)),
    { world, log },
  );
}

const salesforceClient = { clientId: 'sandbox', clientSecret: 'sandbox', apiVersion: '66.0', namespace: '' };

function slower(loop: Loop, shortestMs: number): Loop {
  return { ...loop, pollMs: Math.max(shortestMs, loop.pollMs) };
}
