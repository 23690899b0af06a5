import { fileURLToPath } from 'node:url';

import { BridgeNews, createBridgeLink } from './breakit/bridge-link.ts';
import { breakRoutes } from './breakit/routes.ts';
import { createChance } from './control/chance.ts';
import { makeClientCertificate, makeServerCertificate } from './control/certificate.ts';
import { createSandboxClock } from './control/clock.ts';
import { serveSandbox } from './control/serve.ts';
import { accountId, createAccount } from './netsuite/account.ts';
import { noLatency, realisticLatency } from './netsuite/front/script-disturbances.ts';
import type { SandboxReady } from './launch/ready.ts';
import { pageRoutes } from './pages/routes.ts';
import { orgId } from './salesforce/bootstrap.ts';
import { servePubsub } from './salesforce/events/serve-pubsub.ts';
import { createOrg } from './salesforce/org.ts';
import { z } from 'zod';

/** What the supervisor gives. */
const Environment = z.object({
  HOST: z.string(),
  SANDBOX_SALESFORCE_PORT: z.coerce.number().int(),
  SANDBOX_NETSUITE_PORT: z.coerce.number().int(),
  SANDBOX_PUBSUB_PORT: z.coerce.number().int(),
  /** Whether the two platforms answer over https; the Pub/Sub service speaks nothing else anyway. */
  SANDBOX_TLS: z.enum(['0', '1']),
  SANDBOX_LIFE: z.coerce.number().int().nonnegative(),
  /** How long NetSuite takes: as an account does, or no time at all, which tests want. */
  SANDBOX_LATENCY: z.enum(['realistic', 'none']),
});

/** Both platforms in miniature in one process, each on a port of its own; ends by SIGTERM, and leaves signals of a terminal to its supervisor. */
async function serve(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  // A supervisor that has gone, even during the start, leaves nothing behind.
  process.once('disconnect', () => process.exit(1));
  const settings = Environment.parse(process.env);
  const life = settings.SANDBOX_LIFE;
  const clock = createSandboxClock();
  const random = createChance(life);
  const certificate = makeServerCertificate();
  const client = makeClientCertificate();
  const org = await createOrg({
    clock,
    random,
    life,
    pages: pageRoutes({ orgId }),
    clientCertificate: client.certPem,
    metadataFolder: inTree('salesforce-ext/force-app/main/default'),
    seeds: inTree('test/sandbox/seeds/salesforce.jsonl'),
  });
  const latency = settings.SANDBOX_LATENCY === 'realistic' ? realisticLatency : noLatency;
  const account = await createAccount({ clock, random, life, latency });
  const place = { host: settings.HOST, ...(settings.SANDBOX_TLS === '1' ? { certificate } : {}) };
  const link = createBridgeLink((pid) => process.kill(pid, 'SIGKILL'));
  process.on('message', (said) => {
    const news = BridgeNews.safeParse(said);
    if (news.success) link.hear(news.data);
  });
  org.app.route('/', breakRoutes({ org, account, clock, link }));
  const salesforce = await listen('SANDBOX_SALESFORCE_PORT', () =>
    serveSandbox(org.app, { ...place, port: settings.SANDBOX_SALESFORCE_PORT }),
  );
  const netsuite = await listen('SANDBOX_NETSUITE_PORT', () =>
    serveSandbox(account.app, { ...place, port: settings.SANDBOX_NETSUITE_PORT }),
  );
  const pubsub = await listen('SANDBOX_PUBSUB_PORT', () =>
    servePubsub(org.pubsub, { host: settings.HOST, port: settings.SANDBOX_PUBSUB_PORT, certificate }),
  );
  const end = (): void => {
    pubsub.close();
    void Promise.all([salesforce.close(), netsuite.close(), account.close()]).then(() => process.exit(0));
  };
  process.once('SIGTERM', end);
  const { clientId, certificateId, privateKeyPem } = account.client;
  const ready: SandboxReady = {
    salesforceUrl: salesforce.url,
    netsuiteUrl: netsuite.url,
    pubsubAddress: pubsub.address,
    certificatePem: certificate.certPem,
    salesforceKeyPem: client.keyPem,
    orgId,
    firstDealId: org.seedId('d1') ?? '',
    accountId,
    clientId,
    certificateId,
    privateKeyPem,
  };
  process.send?.(ready);
}

function inTree(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

/** A taken port names its setting. */
async function listen<Served>(setting: string, start: () => Promise<Served>): Promise<Served> {
  try {
    return await start();
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!isTaken) throw error;
    process.stderr.write(`${setting}: the port ${process.env[setting] ?? ''} is taken by another program\n`);
    process.exit(1);
  }
}

await serve();
