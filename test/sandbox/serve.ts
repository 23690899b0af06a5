import { fileURLToPath } from 'node:url';

import { createChance } from './control/chance.ts';
import { createSandboxClock } from './control/clock.ts';
import { serveSandbox } from './control/serve.ts';
import { accountId, createAccount } from './netsuite/account.ts';
import { noLatency, realisticLatency } from './netsuite/front/script-disturbances.ts';
import type { SandboxReady } from './launch/ready.ts';
import { pageRoutes } from './pages/routes.ts';
import { orgId } from './salesforce/bootstrap.ts';
import { createOrg } from './salesforce/org.ts';
import { z } from 'zod';

/** What the supervisor gives. */
const Environment = z.object({
  HOST: z.string(),
  SANDBOX_SALESFORCE_PORT: z.coerce.number().int(),
  SANDBOX_NETSUITE_PORT: z.coerce.number().int(),
  SANDBOX_LIFE: z.coerce.number().int().nonnegative(),
  /** How long NetSuite takes: as an account does, or no time at all, which tests want. */
  SANDBOX_LATENCY: z.enum(['realistic', 'none']),
});

/** Both platforms in miniature in one process, each on a port of its own; ends by SIGTERM. */
async function serve(): Promise<void> {
  // A supervisor that has gone, even during the start, leaves nothing behind.
  process.once('disconnect', () => process.exit(1));
  const settings = Environment.parse(process.env);
  const life = settings.SANDBOX_LIFE;
  const clock = createSandboxClock();
  const random = createChance(life);
  const org = await createOrg({
    clock,
    random,
    life,
    pages: pageRoutes({ orgId }),
    metadataFolder: inTree('salesforce-ext/force-app/main/default'),
    seeds: inTree('test/sandbox/seeds/salesforce.jsonl'),
  });
  const latency = settings.SANDBOX_LATENCY === 'realistic' ? realisticLatency : noLatency;
  const account = await createAccount({ clock, random, life, latency });
  const salesforce = await listen('SANDBOX_SALESFORCE_PORT', () =>
    serveSandbox(org.app, { host: settings.HOST, port: settings.SANDBOX_SALESFORCE_PORT }),
  );
  const netsuite = await listen('SANDBOX_NETSUITE_PORT', () =>
    serveSandbox(account.app, { host: settings.HOST, port: settings.SANDBOX_NETSUITE_PORT }),
  );
  const end = (): void => {
    void Promise.all([salesforce.close(), netsuite.close(), account.close()]).then(() => process.exit(0));
  };
  process.once('SIGTERM', end);
  const { clientId, certificateId, privateKeyPem } = account.client;
  const ready: SandboxReady = {
    salesforceUrl: salesforce.url,
    netsuiteUrl: netsuite.url,
    orgId,
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
