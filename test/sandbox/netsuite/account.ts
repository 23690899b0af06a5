import { fileURLToPath } from 'node:url';

import { Hono } from 'hono';

import { createCallLog } from '../control/call-log.ts';
import type { CallLog } from '../control/call-log.ts';
import type { SandboxClock } from '../control/clock.ts';
import { loopbackDoor } from '../control/door.ts';
import { createFaults } from '../control/faults.ts';
import type { Faults } from '../control/faults.ts';
import { createGroundTruth } from '../control/ground-truth.ts';
import type { GroundTruth } from '../control/ground-truth.ts';
import { controlRoutes } from '../control/routes.ts';
import { createAccessTokens } from './front/access-tokens.ts';
import type { AccessTokens } from './front/access-tokens.ts';
import { createConcurrency } from './front/concurrency.ts';
import type { Concurrency } from './front/concurrency.ts';
import { readChildTabs } from './front/pages/child-tabs.ts';
import { pageRoutes } from './front/pages/routes.ts';
import { realNow as readRealTime } from './front/real-time.ts';
import { restletAddress, restletFaults, restletPath } from './front/restlet-address.ts';
import type { ScriptAnswer, ScriptCall } from './front/restlet-address.ts';
import { createScriptDisturbances, noLatency } from './front/script-disturbances.ts';
import type { ScriptDisturbances } from './front/script-disturbances.ts';
import { createSeededClient } from './front/seeded-client.ts';
import type { SeededClient } from './front/seeded-client.ts';
import { readSeeds } from './front/seeds.ts';
import { suiteqlRoutes } from './front/suiteql.ts';
import { tokenAddress, tokenPath } from './front/token-address.ts';
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
import { wait } from './host/real-time.ts';

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
};

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
  /** SuiteQL as an administrator. */
  query(sql: string, parameters?: readonly QueryParameter[]): QueryAnswer;
  /** Executions that have not ended. */
  runningCount(): number;
  reset(): Promise<void>;
  close(): Promise<void>;
};

/** Opens the account and loads its seeds. */
export async function createAccount(options: AccountOptions): Promise<Account> {
  const { clock, random, projectFolder = shippedProject, life = 0, sleep = wait, realNow = readRealTime } = options;
  const groundTruth = createGroundTruth(clock);
  const disturbances = createScriptDisturbances({ outer: options.gate, latency: options.latency ?? noLatency, sleep });
  const hostOptions = { clock, random, groundTruth, projectFolder, life, gate: disturbances.gate };
  const host = await createHost(hostOptions);
  const loadSeeds = () => host.loadSeeds(readSeeds(options.seeds ?? shippedSeeds, clock.now()));
  loadSeeds();
  const room = { clock, groundTruth, calls: createCallLog(clock), faults: createFaults({ clock, random }) };
  const reset = async (): Promise<void> => {
    await host.reset();
    groundTruth.append({ operation: 'reset', type: '', id: '', values: {}, actor: 'sandbox' });
    loadSeeds();
  };
  const client = await createSeededClient();
  const concurrency = createConcurrency(options.concurrency ?? 5);
  const tokens = createAccessTokens({ realNow, random });
  const app = joinRoutes({
    ...room,
    setLag: lagSwitch(host),
    projectFolder,
    host,
    client,
    tokens,
    concurrency,
    disturbances,
    sleep,
    realNow,
    reset,
  });
  return {
    ...room,
    app,
    client,
    concurrency,
    reset,
    runRestlet: async (call) => host.runRestlet(call),
    query: (sql, parameters) => host.query(sql, parameters),
    runningCount: () => host.runningCount(),
    close: async () => host.close(),
  };
}

const shippedProject = fileURLToPath(new URL('../../../netsuite-suiteapp/src', import.meta.url));
const shippedSeeds = fileURLToPath(new URL('../seeds/netsuite.jsonl', import.meta.url));

type Parts = Pick<AccountOptions, 'clock'> &
  Required<Pick<AccountOptions, 'sleep' | 'realNow' | 'projectFolder'>> &
  Pick<Account, 'groundTruth' | 'calls' | 'faults' | 'client' | 'concurrency' | 'reset'> & {
    host: Host;
    tokens: AccessTokens;
    disturbances: ScriptDisturbances;
    setLag: (ms: number) => void;
  };

/** The two addresses of integrations need a secret that no foreign page has, and keep the account's own error shapes. */
function joinRoutes(parts: Parts): Hono {
  const { client, tokens, realNow, calls, faults, concurrency, host } = parts;
  const app = new Hono();
  let lastRequest = 0;
  app.use(async (context, next) =>
    [tokenPath, restletPath].includes(context.req.path) ? next() : loopbackDoor(context, next),
  );
  app.route('/', tokenAddress({ mappings: [client], tokens, realNow }));
  app.route(
    '/',
    restletAddress({
      tokens,
      calls,
      faults,
      concurrency,
      sleep: parts.sleep,
      run: async (call, disturbance) => runScript(parts, call, disturbance),
      newRequestId: () => `request-${(lastRequest += 1)}`,
    }),
  );
  app.route('/', suiteqlRoutes(host));
  app.route('/', controlRoutes({ ...parts, builtKinds: restletFaults }));
  app.route('/', pageRoutes({ host, accountId, childTabs: readChildTabs(parts.projectFolder) }));
  return app;
}

/** A lag begins with the first call that has it: what is committed from then on is missed, what was there before is not. */
function lagSwitch(host: Pick<Host, 'setLag'>): (ms: number) => void {
  let lagMs = 0;
  return (ms) => {
    if (ms !== lagMs) host.setLag(ms);
    lagMs = ms;
  };
}

async function runScript(
  { host, disturbances, setLag }: Pick<Parts, 'host' | 'disturbances' | 'setLag'>,
  call: ScriptCall,
  { lagMs, ...disturbance }: Parameters<ScriptDisturbances['set']>[1] & { lagMs: number },
): Promise<ScriptAnswer> {
  setLag(lagMs);
  disturbances.set(call.requestId, disturbance);
  try {
    const result = await host.runRestlet(call);
    if (result.outcome === 'killed') return { kind: 'killed' };
    return { kind: 'ended', status: result.status, body: result.body };
  } finally {
    disturbances.clear(call.requestId);
  }
}
