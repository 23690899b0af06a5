import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { z } from 'zod';

import { createNetsuiteConnector } from '#connectors/netsuite/connector.ts';
import { salesforceConnector } from '#connectors/salesforce/connector.ts';
import { createDispatchMemory } from '#dispatch/memory.ts';
import { playable } from '#engine/play.ts';
import type { Log } from '#log.ts';
import { jsonLog } from '#log.ts';
import type { Postgres } from '#postgres/start-postgres.ts';
import { startPostgres } from '#postgres/start-postgres.ts';
import type { OpenStore } from '#store/create-store.ts';
import { createStore } from '#store/create-store.ts';
import type { Pairing } from '#store/store.ts';
import { provisioning } from '#workflows/provisioning.ts';
import { realWorld } from '#world.ts';

import type { Config } from './config.ts';
import { readConfig } from './config.ts';
import { startLoops } from './loops.ts';
import type { NodeSeams } from './passes.ts';
import { loopsOf } from './passes.ts';
import { startServer } from './server.ts';
import { tokensInStore } from './tokens.ts';

/** Every workflow this version knows; an engagement belongs to the one whose event begins it. */
const workflows = [playable(provisioning)];

/** How long the process may take to end in order; after that what is in flight is left to the next start. */
const stopWithinMs = 8_000;

const world = realWorld();
const log = jsonLog((line) => process.stdout.write(line), world.now);

/** Starts one node of the bridge: database, connectors, loops, doors; ends by a signal or when its parent has gone. */
async function main(): Promise<void> {
  const config = settings();
  const postgres = await databaseOf(config);
  const store = createStore({ connectionString: postgres?.connectionString ?? config.DATABASE_URL ?? '' });
  await store.migrate();
  const stopping = new AbortController();
  const pairing = await pairingOf(config, store);
  const loops = startLoops(loopsOf(nodeOf(config, { store, postgres, pairing, signal: stopping.signal })), {
    world,
    log,
  });
  const server = await startServer(
    {
      store,
      world,
      log,
      pairings: [pairing],
      ring: loops.ring,
      notReady: () => unreadyReason(store),
      access: { tokens: tokensOf(config), webhookSecret: config.THROUGHLINE_WEBHOOK_SECRET },
    },
    { host: config.HOST, port: config.PORT },
  );
  log('bridge.started', { url: server.url, nodeId: config.THROUGHLINE_NODE, pairing: pairing.pairing });
  process.send?.({ url: server.url, ...(postgres === undefined ? {} : { postgresPid: postgres.pid() }) });
  onStop(async () => {
    stopping.abort();
    await server.close();
    await loops.stop();
    await store.close();
    await postgres?.stop();
  });
}

function settings(): Config {
  const { values } = parseArgs({ options: { config: { type: 'string' } } });
  const result = readConfig(process.env, values.config);
  if (result.ok) return result.config;
  process.stderr.write(`The bridge cannot start:\n${result.problems.map((text) => `  ${text}\n`).join('')}`);
  process.exit(1);
}

async function databaseOf(config: Config): Promise<Postgres | undefined> {
  if (config.DATABASE_URL !== undefined) return undefined;
  const searchPath = process.env.PATH ?? '';
  return startPostgres({ dataFolder: config.THROUGHLINE_DATA_DIR, log: tellingPid, world, searchPath });
}

/** A server that was started anew has a new pid, which whoever started us wants to know. */
const tellingPid: Log = (fact, fields) => {
  log(fact, fields);
  if (fact === 'postgres.started') process.send?.({ postgresPid: fields?.pid });
};

async function pairingOf(config: Config, store: OpenStore): Promise<Pairing> {
  const ids = { orgId: config.SALESFORCE_ORG_ID, accountId: config.NETSUITE_ACCOUNT_ID };
  return { pairing: await store.ensurePairing(ids), ...ids };
}

function nodeOf(
  config: Config,
  {
    store,
    postgres,
    pairing,
    signal,
  }: { store: OpenStore; postgres: Postgres | undefined; pairing: Pairing; signal: AbortSignal },
): NodeSeams {
  const tokens = { store, world, pairing: pairing.pairing };
  const seams = { fetch: world.fetch, now: world.now };
  return {
    store,
    erp: createNetsuiteConnector(
      {
        accountId: config.NETSUITE_ACCOUNT_ID,
        ...(config.NETSUITE_BASE_URL === undefined ? {} : { baseUrl: config.NETSUITE_BASE_URL }),
        clientId: config.NETSUITE_CLIENT_ID,
        certificateId: config.NETSUITE_CERTIFICATE_ID,
        privateKeyPem: readFileSync(config.NETSUITE_PRIVATE_KEY_FILE, 'utf8'),
      },
      { ...seams, tokens: tokensInStore('netsuite', tokens) },
    ),
    crm: salesforceConnector(
      {
        loginUrl: config.SALESFORCE_LOGIN_URL,
        clientId: config.SALESFORCE_CLIENT_ID,
        clientSecret: config.SALESFORCE_CLIENT_SECRET,
        apiVersion: config.SALESFORCE_API_VERSION,
        namespace: config.SALESFORCE_NAMESPACE,
        erpUrl: erpPagesOf(config),
      },
      { ...seams, tokens: tokensInStore('salesforce', tokens) },
    ),
    workflows,
    world,
    log,
    nodeId: config.THROUGHLINE_NODE,
    pairing: pairing.pairing,
    orgId: pairing.orgId,
    sweepMs: config.THROUGHLINE_SWEEP_MS,
    memory: createDispatchMemory({ concurrency: config.NETSUITE_CONCURRENCY, reserve: config.NETSUITE_RESERVE }),
    point: killPoint(config.THROUGHLINE_KILL_AT, postgres),
    signal,
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

/** One token per role in a file that only its owner can read. */
function tokensOf(config: Config) {
  const text = readFileSync(config.THROUGHLINE_TOKENS_FILE, 'utf8');
  const token = z.string().min(20).max(4096).optional();
  return z.strictObject({ viewer: token, operator: token, admin: token, producer: token }).parse(JSON.parse(text));
}

async function unreadyReason(store: OpenStore): Promise<string | undefined> {
  try {
    await store.pairings();
    return undefined;
  } catch {
    return 'PostgreSQL';
  }
}

/** A second signal, or too long an end, ends at once; so does a parent that has gone. */
function onStop(stop: () => Promise<void>): void {
  let isStopping = false;
  const end = (why: string): void => {
    if (isStopping) process.exit(1);
    isStopping = true;
    log('bridge.stopping', { why });
    void world.sleep(stopWithinMs).then(() => process.exit(1));
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', end).on('SIGINT', end);
  process.on('disconnect', () => {
    end('disconnect');
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`The bridge cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
