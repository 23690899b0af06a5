import { createStore, type OpenStore } from '#store/create-store.ts';
import { type PairingId, pairingIdOf } from 'shared-model/ids.ts';
import { createChance } from '../sandbox/control/chance.ts';
import { accountId } from '../sandbox/netsuite/account.ts';
import { startNode } from './bridge-node.ts';
import type { SimulationDatabase } from './database.ts';
import { createDisturbances, type Disturbances } from './disturbances.ts';
import { simulatedEvents } from './event-stream.ts';
import { createNetwork, type Network } from './network.ts';
import { type NetsuiteSide, openNetsuite } from './netsuite-side.ts';
import { openSalesforce, type SalesforceSide } from './salesforce-side.ts';
import { scheduledStore } from './scheduled-store.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { createTrace, type Trace } from './trace.ts';
import { watchCrypto } from './watch-crypto.ts';

/** One simulated world: both platforms, the network between, the database, and the hand that moves them. */
export type Run = {
  scheduler: Scheduler;
  trace: Trace;
  disturbances: Disturbances;
  salesforce: SalesforceSide;
  netsuite: NetsuiteSide;
  network: Network;
  pairing: PairingId;
  /** Who opens a complete project for time. */
  activation: 'automatic' | 'finance';
  /** Between two readings of what people do in the ERP. */
  watchMs: number;
  /** A chance of its own for each part, so that one more draw in one changes nothing in another. */
  chanceOf(part: number): () => number;
  /** The store as a bystander sees it, outside of the schedule. */
  bystander: OpenStore;
  /** Starts a process of the bridge; `life` counts the starts of the same node. */
  openNode(nodeId: string, life: number): Promise<void>;
  /** Ends a process of the bridge where it stands: its session, its waits and whatever it had in its memory. */
  killNode(nodeId: string, life: number): Promise<void>;
  close(): Promise<void>;
};

export const startAt = Date.UTC(2026, 10, 23, 9);
/** Calls that the account allows at once, and those of them that the bridge may use. */
/** In so many seeds projects are opened for time by people. */
const financeShare = 0.3;
/** In others what people do in the ERP is read soon enough to meet a run on its way, too. */
const attentiveShare = 0.3;
const attentiveMs = 2_000;
const watchEveryMs = 20_000;
const concurrency = { account: 3, bridge: 2 };

/** Neighbouring numbers begin alike in a simple generator; this odd factor sets them apart. */
const spread = 0x9e3779b1;

const cryptoInFlight = watchCrypto();

/** Opens the world of one seed on an emptied database. */
export async function openRun(seed: number, database: SimulationDatabase, isTold: boolean): Promise<Run> {
  const chanceOf = (part: number): (() => number) => createChance(Math.imul(seed * 64 + part + 1, spread));
  const trace = createTrace(isTold);
  const disturbances = createDisturbances(chanceOf(0), { refusing: chanceOf(6), stalling: chanceOf(38) });
  const scripts = { moving: (): number => 0 };
  const isMoving = (): boolean => cryptoInFlight() > 0 || scripts.moving() > 0;
  const scheduler = createScheduler({ chance: chanceOf(1), startAt, isMoving });
  const clock = { now: scheduler.now, advance: () => undefined, set: () => undefined };
  const salesforce = await openSalesforce({ scheduler, clock, chance: chanceOf(2), disturbances });
  const parts = { scheduler, trace, disturbances };
  const netsuite = await openNetsuite({ ...parts, clock, chance: chanceOf(3), concurrency: concurrency.account });
  scripts.moving = () => netsuite.account.runningCount() - scheduler.parkedCount('script');
  const network = createNetwork({ ...parts, places: { salesforce, netsuite } });
  const pairing = pairingIdOf(salesforce.org.orgId, accountId);
  await database.empty();
  const bystander = createStore({ client: await database.connect('bystander'), clock: scheduler.now });
  await bystander.ensurePairing({ orgId: salesforce.org.orgId, accountId });
  const activation = chanceOf(34)() < financeShare ? 'finance' : 'automatic';
  const isAttentive = activation === 'finance' || chanceOf(37)() < attentiveShare;
  const watchMs = isAttentive ? attentiveMs : watchEveryMs;
  const sides: Sides = { ...parts, salesforce, netsuite, network, pairing, activation, watchMs, chanceOf };
  const sessions = new Set(['bystander']);
  return {
    ...sides,
    bystander,
    openNode: async (nodeId, life) => {
      sessions.add(`${nodeId}-${life}`);
      await openNode(sides, database, nodeId, life);
    },
    killNode: async (nodeId, life) => {
      trace.add(scheduler.now(), `${nodeId}-${life}`, 'dies');
      scheduler.abandon(`${nodeId}-${life}`);
      await database.terminate(`${nodeId}-${life}`);
    },
    close: async () => {
      for (const session of sessions) await database.terminate(session);
      await netsuite.account.close();
    },
  };
}

type Sides = Omit<Run, 'bystander' | 'openNode' | 'killNode' | 'close'>;

async function openNode(sides: Sides, database: SimulationDatabase, nodeId: string, life: number): Promise<void> {
  const { scheduler, trace, network, netsuite, salesforce, pairing } = sides;
  const actor = `${nodeId}-${life}`;
  const store = createStore({ client: await database.connect(actor), clock: scheduler.now });
  let ids = 0;
  trace.add(scheduler.now(), actor, 'starts');
  startNode({
    nodeId,
    pairing,
    activation: sides.activation,
    watchMs: sides.watchMs,
    store: scheduledStore(store, actor, sides),
    world: {
      now: scheduler.now,
      monotonicMs: scheduler.now,
      random: sides.chanceOf(8 + life),
      newId: () => `${actor}-${(ids += 1)}`,
      sleep: (ms, signal) => scheduler.sleep(actor, ms, signal),
      fetch: network.fetchOf(actor),
    },
    log: (fact, fields) => trace.add(scheduler.now(), actor, `says ${fact}`, fields),
    events: simulatedEvents(actor, { ...sides, org: salesforce.org }),
    orgId: salesforce.org.orgId,
    salesforceUrl: salesforce.origin,
    netsuite: {
      ...{ accountId, baseUrl: netsuite.origin, concurrency: concurrency.bridge },
      privateKeyPem: netsuite.account.client.privateKeyPem,
    },
  });
}
