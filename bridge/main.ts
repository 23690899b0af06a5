import { parseArgs } from 'node:util';

import { createMetrics } from '#api/metrics.ts';
import { sealPass } from '#audit/seal.ts';
import type { ConnectorSeams } from '#connectors/connector.ts';
import { createNetsuiteConnector } from '#connectors/netsuite/connector.ts';
import { salesforceConnector } from '#connectors/salesforce/connector.ts';
import { salesforceEvents } from '#connectors/salesforce/events.ts';
import { createDispatchMemory } from '#dispatch/memory.ts';
import { playable } from '#engine/play.ts';
import type { Log } from '#log.ts';
import { jsonLog } from '#log.ts';
import type { Postgres } from '#postgres/start-postgres.ts';
import { startPostgres } from '#postgres/start-postgres.ts';
import type { OpenStore } from '#store/create-store.ts';
import { createStore } from '#store/create-store.ts';
import type { Pairing, SystemName } from '#store/store.ts';
import { provisioning } from '#workflows/provisioning.ts';
import { recordWatch } from '#workflows/record-watch.ts';
import { realWorld } from '#world.ts';

import type { Config, Secrets } from './config.ts';
import { readConfig, readSecrets } from './config.ts';
import type { Loop, RunningLoops } from './loops.ts';
import { startLoops } from './loops.ts';
import { correlated, outgoingFetch } from './outgoing.ts';
import type { NodeSeams } from './passes.ts';
import { loopsOf } from './passes.ts';
import type { RunningServer, ServerSeams } from './server.ts';
import { startServer } from './server.ts';
import { tokensInStore } from './tokens.ts';

/** Every workflow this version knows; an engagement belongs to the one whose event begins it. */
const workflows = [playable(provisioning), playable(recordWatch)];

/** How long the loops and doors may take to end in order; after that what is in flight is left to the next start. */
const orderlyWithinMs = 6_000;
/** How long the process may take to end, its PostgreSQL among it. */
const stopWithinMs = 9_000;
/** A seal is due each second; whoever polls finds that it is. */
const sealPollMs = 1_000;

const world = realWorld();
const metrics = createMetrics();
const writeLine = jsonLog((line) => process.stdout.write(line), world.now);
const log: Log = (fact, fields) => {
  metrics.heard(fact, fields);
  writeLine(fact, fields);
};

/**
 * Starts one node of the bridge: database, doors, connectors, loops; ends by a signal or when its parent has gone. Asked
 * to end while it still starts, it ends what has started by then.
 */
async function main(): Promise<void> {
  const config = settings();
  const secrets = secretsOf(config);
  const starting = start(config, secrets);
  onStop(async () => (await starting)());
  await starting;
}

/** What ends that which was started, in order. */
type Stop = () => Promise<void>;

async function start(config: Config, secrets: Secrets): Promise<Stop> {
  const postgres = await databaseOf(config);
  try {
    const stop = await run(config, secrets, postgres);
    return async () => {
      try {
        await Promise.race([stop(), world.sleep(orderlyWithinMs)]);
      } finally {
        await postgres?.stop();
      }
    };
  } catch (error) {
    await postgres?.stop();
    throw error;
  }
}

/** The doors open before the loops turn, so that a node that cannot be reached does no work. */
async function run(config: Config, secrets: Secrets, postgres: Postgres | undefined): Promise<Stop> {
  const store = await storeOf(config, postgres);
  const stopping = new AbortController();
  const pairing = await pairingOf(config, store);
  const started: { loops?: RunningLoops } = {};
  const server = await serverOf(config, {
    store,
    world,
    log,
    pairings: [pairing],
    ring: () => started.loops?.ring(),
    notReady: () => unreadyReason(store),
    access: { tokens: secrets.tokens, webhookSecret: config.THROUGHLINE_WEBHOOK_SECRET },
    metrics,
    slots: { total: config.NETSUITE_CONCURRENCY, reserve: config.NETSUITE_RESERVE },
    isSandbox: config.THROUGHLINE_MODE === 'local',
  });
  const node = nodeOf(config, { store, secrets, postgres, pairing, signal: stopping.signal });
  const seal: Loop = { name: 'audit-seal', pass: () => sealPass({ ...node, store }), pollMs: sealPollMs };
  const loops = startLoops([...loopsOf(node), seal], { world, log });
  started.loops = loops;
  log('bridge.started', { url: server.url, nodeId: config.THROUGHLINE_NODE, pairing: pairing.pairing });
  tellParent({ url: server.url, ...(postgres === undefined ? {} : { postgresPid: postgres.pid() }) });
  return async () => {
    server.beginStop();
    stopping.abort();
    await loops.stop();
    await server.close();
    await store.close();
  };
}

function settings(): Config {
  const { values } = parseArgs({ options: { config: { type: 'string' } } });
  const result = readConfig(process.env, values.config);
  return result.ok ? result.config : stopWith(result.problems);
}

function secretsOf(config: Config): Secrets {
  const result = readSecrets(config);
  return result.ok ? result.secrets : stopWith(result.problems);
}

function stopWith(problems: readonly string[]): never {
  process.stderr.write(`The bridge cannot start:\n${problems.map((text) => `  ${text}\n`).join('')}`);
  process.exit(1);
}

/** The store with its tables; a database of someone's own that does not answer is told by its setting. */
async function storeOf(config: Config, postgres: Postgres | undefined): Promise<OpenStore> {
  const store = createStore({ connectionString: postgres?.connectionString ?? config.DATABASE_URL ?? '' });
  try {
    await store.migrate();
    return store;
  } catch (cause) {
    if (postgres !== undefined) throw cause;
    throw new Error(`DATABASE_URL: the database cannot be used (${codeOf(cause) ?? messageOf(cause)})`, { cause });
  }
}

/** A taken port names its setting. */
async function serverOf(config: Config, seams: ServerSeams): Promise<RunningServer> {
  try {
    return await startServer(seams, { host: config.HOST, port: config.PORT });
  } catch (cause) {
    if (codeOf(cause) !== 'EADDRINUSE') throw cause;
    throw new Error(`PORT: the port ${config.PORT} is taken by another program`, { cause });
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function databaseOf(config: Config): Promise<Postgres | undefined> {
  if (config.DATABASE_URL !== undefined) return undefined;
  const searchPath = process.env.PATH ?? '';
  return startPostgres({ dataFolder: config.THROUGHLINE_DATA_DIR, log: tellingPid, world, searchPath });
}

/** A server that was started anew has a new pid, which whoever started us wants to know. */
const tellingPid: Log = (fact, fields) => {
  log(fact, fields);
  if (fact === 'postgres.started') tellParent({ postgresPid: fields?.pid });
};

/** Says it to whoever started us, as long as there is one. */
function tellParent(said: Readonly<Record<string, unknown>>): void {
  if (process.connected) process.send?.(said);
}

async function pairingOf(config: Config, store: OpenStore): Promise<Pairing> {
  const ids = { orgId: config.SALESFORCE_ORG_ID, accountId: config.NETSUITE_ACCOUNT_ID };
  return { pairing: await store.ensurePairing(ids), ...ids };
}

type NodeParts = {
  readonly store: OpenStore;
  readonly secrets: Secrets;
  readonly postgres: Postgres | undefined;
  readonly pairing: Pairing;
  readonly signal: AbortSignal;
};

function nodeOf(config: Config, { store, secrets, postgres, pairing, signal }: NodeParts): NodeSeams {
  const tokens = { store, world, pairing: pairing.pairing };
  const seams = { now: world.now };
  const fetchFrom = (system: SystemName) => outgoingFetch(system, { world, metrics });
  return {
    store,
    erp: correlated(
      createNetsuiteConnector(
        {
          accountId: config.NETSUITE_ACCOUNT_ID,
          ...(config.NETSUITE_BASE_URL === undefined ? {} : { baseUrl: config.NETSUITE_BASE_URL }),
          clientId: config.NETSUITE_CLIENT_ID,
          certificateId: config.NETSUITE_CERTIFICATE_ID,
          privateKeyPem: secrets.netsuiteKeyPem,
        },
        { ...seams, fetch: fetchFrom('netsuite'), tokens: tokensInStore('netsuite', tokens) },
      ),
    ),
    ...salesforceOf(config, secrets, {
      ...seams,
      fetch: fetchFrom('salesforce'),
      tokens: tokensInStore('salesforce', tokens),
    }),
    workflows,
    activation: config.ACTIVATION,
    world,
    log,
    nodeId: config.THROUGHLINE_NODE,
    pairing: pairing.pairing,
    orgId: pairing.orgId,
    sweepMs: config.THROUGHLINE_SWEEP_MS,
    keep: keepTimesOf(config),
    matchMs: config.THROUGHLINE_SWEEP_MS,
    memory: createDispatchMemory({ concurrency: config.NETSUITE_CONCURRENCY, reserve: config.NETSUITE_RESERVE }),
    point: killPoint(config.THROUGHLINE_KILL_AT, postgres),
    signal,
  };
}

/** Source: Pub/Sub API guide, "Pub/Sub API Endpoints". */
const pubsubAddress = 'api.pubsub.salesforce.com:7443';

/** The org with its doorbells; a local bridge that is told no address for them only sweeps. */
function salesforceOf(config: Config, secrets: Secrets, seams: ConnectorSeams): Pick<NodeSeams, 'crm' | 'events'> {
  const settings = {
    loginUrl: config.SALESFORCE_LOGIN_URL,
    clientId: config.SALESFORCE_CLIENT_ID,
    ...(secrets.salesforceKeyPem === undefined
      ? { clientSecret: config.SALESFORCE_CLIENT_SECRET ?? '' }
      : { username: config.SALESFORCE_USERNAME ?? '', privateKeyPem: secrets.salesforceKeyPem }),
    apiVersion: config.SALESFORCE_API_VERSION,
    namespace: config.SALESFORCE_NAMESPACE,
  };
  const crm = correlated(salesforceConnector({ ...settings, erpUrl: erpPagesOf(config) }, seams));
  const isLocal = config.THROUGHLINE_MODE === 'local';
  const address = config.SALESFORCE_PUBSUB_ADDRESS ?? (isLocal ? undefined : pubsubAddress);
  if (address === undefined) return { crm };
  const { pubsubCertificate: rootCertificates } = secrets;
  const pubsub = { address, orgId: config.SALESFORCE_ORG_ID, ...(rootCertificates && { rootCertificates }) };
  return { crm, events: salesforceEvents({ ...settings, ...pubsub }, seams) };
}

const dayMs = 86_400_000;

function keepTimesOf(config: Config): NodeSeams['keep'] {
  return {
    callsMs: config.THROUGHLINE_KEEP_CALLS_DAYS * dayMs,
    bodiesMs: config.THROUGHLINE_KEEP_BODIES_DAYS * dayMs,
    exceptionsMs: config.THROUGHLINE_KEEP_EXCEPTIONS_DAYS * dayMs,
  };
}

/** Where a person opens a record of the account. Source: NetSuite's own account-specific domains. */
function erpPagesOf(config: Config): string {
  const host = config.NETSUITE_ACCOUNT_ID.toLowerCase().replaceAll('_', '-');
  return config.NETSUITE_BASE_URL ?? `https://${host}.app.netsuite.com`;
}

/**
 * Ends this process or its PostgreSQL at a named point, once, as a crash would; only a local bridge is ever told to.
 *
 * @param at `bridge@after-claim`, `postgres@after-send` and so on
 */
function killPoint(at: string | undefined, postgres: Postgres | undefined): NodeSeams['point'] {
  const [victim, wanted] = (at ?? '').split('@');
  let isDone = false;
  return async (name) => {
    if (name !== wanted || isDone) return;
    isDone = true;
    log('node.killed', { point: name, victim });
    if (victim === 'postgres') await postgres?.kill();
    else process.kill(process.pid, 'SIGKILL');
  };
}

async function unreadyReason(store: OpenStore): Promise<string | undefined> {
  try {
    await store.pairings();
    return undefined;
  } catch {
    return 'PostgreSQL';
  }
}

/**
 * Ends once, by a signal or because the parent has gone, and at once when that takes too long. What comes after the first
 * changes nothing: a terminal sends its signal to parent and child, and the parent asks once more.
 */
function onStop(stop: Stop): void {
  let isStopping = false;
  const end = (why: string): void => {
    if (isStopping) return;
    isStopping = true;
    log('bridge.stopping', { why });
    void world.sleep(stopWithinMs).then(() => process.exit(1));
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', end).on('SIGINT', end).on('SIGHUP', end);
  process.on('disconnect', () => {
    end('disconnect');
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`The bridge cannot start: ${messageOf(error)}\n`);
  process.exit(1);
});
