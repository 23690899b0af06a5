import type { Client } from 'pg';
import { type PairingId, runIdOf } from 'shared-model/ids.ts';
import type { Json } from 'shared-model/canonical-json.ts';
import type { ProvisioningAct, ProvisioningRequested } from 'shared-model/events.ts';
import type { DispatchDeps, PointName } from '#dispatch/deps.ts';
import { dispatchPass } from '#dispatch/dispatch.ts';
import { createDispatchMemory } from '#dispatch/memory.ts';
import { enginePass } from '#engine/engine.ts';
import { playable } from '#engine/play.ts';
import { createRestingRuns } from '#engine/resting.ts';
import { createStore, type OpenStore } from '#store/create-store.ts';
import type { AcceptableEvent, Store } from '#store/store.ts';
import { provisioning } from '#workflows/provisioning.ts';
import type { TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { accountId, noon, orgId, reference } from '../workflows/deals.ts';
import { createHonestErp, type HonestErp } from './honest-erp.ts';

/** A bridge in the small: nodes over one database and one account, under a clock that only the test moves. */
export type Line = {
  readonly erp: HonestErp;
  readonly pairing: string;
  readonly store: OpenStore;
  readonly facts: readonly string[];
  request(request: ProvisioningRequested, id?: string): Promise<void>;
  /** What a person does about the first attempt at D1. */
  act(type: 'cancelled' | 'given-up' | 'retried', request: ProvisioningRequested): Promise<void>;
  node(options?: NodeOptions): Promise<Node>;
  /** Lets nodes take turns until nothing is left to do, unless told otherwise; time passes when all are idle. */
  run(nodes: readonly Node[], isOver?: () => Promise<boolean>): Promise<void>;
  advance(ms: number): void;
  now(): number;
  /** Ends a node as SIGKILL would: its sessions are gone, and what it was about to do never happens. */
  kill(node: Node): Promise<void>;
};

export type Node = {
  readonly nodeId: string;
  readonly deps: DispatchDeps;
  decide(): Promise<boolean>;
  pass(): Promise<boolean>;
};

type NodeOptions = {
  concurrency?: number;
  /** A store with sessions enough for several calls at once; absent: one session under the test's clock. */
  store?: Store;
  point?: (name: PointName) => Promise<void> | void;
};

/** What the account holds of D1: one customer, one project with its three tasks, budget and rules, and one opening. */
export const oneOfEach = [
  'budget.create',
  'customer.ensure',
  'project.activate',
  'project.create',
  ...Array.from({ length: 3 }, () => 'rule.create'),
  ...Array.from({ length: 3 }, () => 'task.create'),
];

/** Time passes in steps that grow while nothing happens; several nodes must beat in between. */
const firstStepMs = 250;
const mostIdleTurns = 60;
const mostTurns = 2_000;

export async function openLine(database: TestDatabase): Promise<Line> {
  let now = Date.parse(noon);
  let nodeCount = 0;
  const erp = createHonestErp(() => now);
  const facts: string[] = [];
  await closeLast();
  await emptyTables(database);
  const store = createStore({ client: await sessionOf(database), clock: () => now });
  const pairing = await store.ensurePairing({ orgId, accountId });
  await store.saveReference(pairing, reference);

  async function node({ concurrency = 2, store: given, point = () => undefined }: NodeOptions = {}): Promise<Node> {
    nodeCount += 1;
    const nodeId = `node-${nodeCount}`;
    const own = given ?? createStore({ client: await sessionOf(database), clock: () => now });
    const log = (fact: string): void => void facts.push(fact);
    const deps: DispatchDeps = {
      store: own,
      connector: erp.connector,
      world: { monotonicMs: () => now, random: () => 0.5 },
      log,
      pairing,
      nodeId,
      memory: createDispatchMemory({ concurrency, reserve: 0 }),
      point,
    };
    const engine = {
      ...{ store: own, workflows: [playable(provisioning)], log, resting: createRestingRuns(() => now) },
      activation: 'automatic',
    } as const;
    const decide = (): Promise<boolean> => enginePass(engine);
    const pass = async (): Promise<boolean> => {
      const hasDecided = await decide();
      const hasShown = await showDemand(own, { pairing, nodeId });
      return (await dispatchPass(deps)) || hasDecided || hasShown;
    };
    return { nodeId, deps, decide, pass };
  }

  return {
    erp,
    pairing,
    store,
    facts,
    node,
    request: async (data, id = `request-${data.generation}-${data.revision}`) => {
      const [acceptance] = await store.acceptEvents([eventOf(pairing, data, id)]);
      if (acceptance === undefined || acceptance.acceptance === 'busy') throw new Error('the event was not accepted');
    },
    act: async (act, { engagementId, generation }) => {
      const data = { engagementId, generation, actor: 'Ana Ruiz', actedAt: noon };
      const type = `provisioning.${act}`;
      const [acceptance] = await store.acceptEvents([eventOf(pairing, data, `${act}-${now}`, type)]);
      if (acceptance === undefined || acceptance.acceptance === 'busy') throw new Error('the act was not accepted');
    },
    run: async (nodes, isOver = () => isQuiet(store)) => {
      const longestStepMs = nodes.length > 1 ? 4_000 : 300_000;
      for (let turn = 0, idle = 0; turn < mostTurns && idle < mostIdleTurns; turn += 1) {
        let hasWorked = false;
        for (const one of nodes) hasWorked = (await one.pass()) || hasWorked;
        if (await isOver()) return;
        idle = hasWorked ? 0 : idle + 1;
        if (!hasWorked) now += Math.min(Math.round(firstStepMs * 3 ** Math.min(idle, 10)), longestStepMs);
      }
    },
    advance: (ms) => void (now += ms),
    now: () => now,
    kill: async ({ nodeId }) => {
      const client = await sessionOf(database);
      const ended = await client.query<{ backend_pid: number }>(
        'select backend_pid, pg_terminate_backend(backend_pid) from node where node_id = $1',
        [nodeId],
      );
      // Its locks go with its process, which ends a moment later.
      await until(`the session of ${nodeId} has ended`, async () => {
        const pids = ended.rows.map(({ backend_pid }) => backend_pid);
        const { rowCount } = await client.query('select from pg_stat_activity where pid = any($1)', [pids]);
        return rowCount === 0 ? true : undefined;
      });
    },
  };
}

/** A CRM that shows every role request at once. */
async function showDemand(store: Store, node: { pairing: PairingId; nodeId: string }): Promise<boolean> {
  const rows = await store.claimProjections({ ...node, kinds: ['demand'], limit: 200, leaseMs: 1_000 });
  const written = rows.map(({ key, version }) => ({ key, version, result: 'written' as const, restMs: 0 }));
  if (rows.length > 0) await store.projectionsWritten({ pairing: node.pairing, rows: written });
  return rows.length > 0;
}

async function isQuiet(store: Pick<OpenStore, 'countWork'>): Promise<boolean> {
  const { pendingEvents, commands } = await store.countWork();
  return pendingEvents + commands.waiting + commands.leased + commands.unknown === 0;
}

/** The sessions of the line that was opened last; a test file has one line at a time. */
const sessions: Client[] = [];

async function sessionOf(database: TestDatabase): Promise<Client> {
  const client = await database.connect();
  sessions.push(client);
  return client;
}

async function closeLast(): Promise<void> {
  for (const client of sessions.splice(0)) await client.end().catch(() => undefined);
}

async function emptyTables(database: TestDatabase): Promise<void> {
  const client = await sessionOf(database);
  const { rows } = await client.query<{ name: string }>(
    `select table_name as name from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE' and table_name not like '%migration%'`,
  );
  await client.query(`truncate ${rows.map(({ name }) => name).join(', ')}`);
}

export async function runStatus(line: Line, { engagementId, generation }: ProvisioningRequested): Promise<string> {
  return (await line.store.runById(runIdOf(engagementId, generation)))?.status ?? 'none';
}

type Asked = ProvisioningRequested | ProvisioningAct;

function eventOf(pairing: PairingId, data: Asked, id: string, type = 'provisioning.requested'): AcceptableEvent {
  const json: Json = data;
  return {
    pairing,
    source: `/pairings/${pairing}/salesforce`,
    id: `${data.engagementId}:${id}`,
    type,
    time: noon,
    subject: data.engagementId,
    generation: data.generation,
    correlationId: `correlation-${id}`,
    data: json,
    raw: JSON.stringify(json),
  };
}
