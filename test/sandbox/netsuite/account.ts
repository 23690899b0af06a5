import { fileURLToPath } from 'node:url';

import type { Hono } from 'hono';

import { createCallLog } from '../control/call-log.ts';
import type { CallLog } from '../control/call-log.ts';
import { createSkewedClock } from '../control/clock.ts';
import type { SandboxClock } from '../control/clock.ts';
import { createFaults } from '../control/faults.ts';
import type { Faults } from '../control/faults.ts';
import { createGroundTruth } from '../control/ground-truth.ts';
import type { GroundTruth } from '../control/ground-truth.ts';
import { createAccessTokens } from './front/access-tokens.ts';
import { accountRoutes } from './front/account-routes.ts';
import { createConcurrency } from './front/concurrency.ts';
import type { Concurrency } from './front/concurrency.ts';
import { realNow as readRealTime, waitMs } from '../control/real-time.ts';
import { createScriptDisturbances, noLatency } from './front/script-disturbances.ts';
import { createSeededClient } from './front/seeded-client.ts';
import type { SeededClient } from './front/seeded-client.ts';
import { readSeeds } from './front/seeds.ts';
import { createHost } from './host/host.ts';
import type {
  Gate,
  Host,
  LatencyProfile,
  QueryAnswer,
  QueryParameter,
  RestletCall,
  RestletResult,
} from './host/host.ts';
import type { WorkerPool } from './host/worker-pool.ts';

/** The id of the account, as its pages and the bridge's setting show it. */
export const accountId = 'TSTDRV0001';

export type AccountOptions = {
  clock: SandboxClock;
  /** From 0 up to 1; the only chance that scripts and disturbances meet. */
  random: () => number;
  /** The SDF project with its built scripts; ours when left out. */
  projectFolder?: string;
  /** Which life of the account this is: a later one never gives an internal id that an earlier one gave. */
  life?: number;
  /** A file of seeds; the shipped one when left out. */
  seeds?: string;
  /** The scheduler of a simulation. */
  gate?: Gate;
  /** How long calls inside a script take; nothing when left out. */
  latency?: LatencyProfile;
  /** Calls that the account allows at once over all its integrations; 5 when left out. */
  concurrency?: number;
  /** Waits; a simulation gives its own. */
  sleep?: (ms: number) => Promise<void>;
  /** Real time in milliseconds, which tokens and signatures live by; a simulation gives its own. */
  realNow?: () => number;
  /** Threads for its scripts that outlive it; its own when left out. */
  threads?: WorkerPool;
};

export type ResetOptions = { idsFromStart?: boolean };

/** A NetSuite account in miniature. */
export type Account = {
  /** Token and RESTlet addresses, pages, control routes. */
  readonly app: Hono;
  /** The integration that the account knows from the start, with the private key for the bridge. */
  readonly client: SeededClient;
  readonly groundTruth: GroundTruth;
  readonly calls: CallLog;
  readonly faults: Faults;
  readonly concurrency: Concurrency;
  /** Runs a script without sign-in, limit or disturbance. */
  runRestlet(call: RestletCall): Promise<RestletResult>;
  /** What a person does by hand where there is no page for it here: in a list, by a file, or deleting. */
  write: Host['write'];
  /** SuiteQL as an administrator. */
  query(sql: string, parameters?: readonly QueryParameter[]): QueryAnswer;
  /** Executions that have not ended. */
  runningCount(): number;
  /**
   * Brings the seeds back. Internal ids go on counting, so that no id ever means two records; a simulation, which forgets
   * everything else too, may begin with the first ids again.
   */
  reset(options?: ResetOptions): Promise<void>;
  close(): Promise<void>;
};

/** Opens the account and loads its seeds. */
export async function createAccount(options: AccountOptions): Promise<Account> {
  const { clock, random, projectFolder = shippedProject, life = 0, sleep = waitMs, realNow = readRealTime } = options;
  const groundTruth = createGroundTruth(clock);
  const faults = createFaults({ clock, random });
  const ownClock = createSkewedClock(clock, () => faults.standing('skew')?.ms ?? 0);
  const disturbances = createScriptDisturbances({ outer: options.gate, latency: options.latency ?? noLatency, sleep });
  const { threads } = options;
  const own = { gate: disturbances.gate, ...(threads === undefined ? {} : { threads }) };
  const host = await createHost({ clock: ownClock, random, groundTruth, projectFolder, life, ...own });
  const loadSeeds = () => host.loadSeeds(readSeeds(options.seeds ?? shippedSeeds, clock.now()));
  loadSeeds();
  const room = { clock, groundTruth, calls: createCallLog(clock), faults };
  const resetHost: (options: ResetOptions) => Promise<void> = host.reset;
  let lastRequest = 0;
  const reset = async (resetOptions: ResetOptions = {}): Promise<void> => {
    await resetHost(resetOptions);
    if (resetOptions.idsFromStart === true) lastRequest = 0;
    groundTruth.append({ operation: 'reset', type: '', id: '', values: {}, actor: 'control' });
    loadSeeds();
  };
  const client = await createSeededClient();
  const concurrency = createConcurrency(options.concurrency ?? 5);
  const tokens = createAccessTokens({ realNow, random });
  const newRequestId = () => `request-${(lastRequest += 1)}`;
  const parts = { host, client, tokens, concurrency, disturbances, newRequestId, reset };
  const app = accountRoutes({ ...room, ...parts, accountId, projectFolder, sleep, realNow });
  return {
    ...room,
    app,
    client,
    concurrency,
    reset,
    runRestlet: async (call) => host.runRestlet(call),
    write: async (write) => host.write(write),
    query: (sql, parameters) => host.query(sql, parameters),
    runningCount: () => host.runningCount(),
    close: async () => host.close(),
  };
}

const shippedProject = fileURLToPath(new URL('../../../netsuite-suiteapp/src', import.meta.url));
const shippedSeeds = fileURLToPath(new URL('../seeds/netsuite.jsonl', import.meta.url));
