import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Hono } from 'hono';
import { pairingIdOf } from 'shared-model/ids.ts';

import { createChance } from '../sandbox/control/chance.ts';
import { makeServerCertificate } from '../sandbox/control/certificate.ts';
import { createSandboxClock } from '../sandbox/control/clock.ts';
import { isConnectionDropped } from '../sandbox/control/connection-dropped.ts';
import { serveSandbox } from '../sandbox/control/serve.ts';
import { bridgeEnvironment } from '../sandbox/launch/bridge-environment.ts';
import type { ReadyChild } from '../sandbox/launch/child.ts';
import { startChild, stopChild } from '../sandbox/launch/child.ts';
import { BridgeReady } from '../sandbox/launch/ready.ts';
import { newSecrets } from '../sandbox/launch/secrets.ts';
import type { Account } from '../sandbox/netsuite/account.ts';
import { accountId, createAccount } from '../sandbox/netsuite/account.ts';
import { pageRoutes } from '../sandbox/pages/routes.ts';
import { orgId } from '../sandbox/salesforce/bootstrap.ts';
import { servePubsub } from '../sandbox/salesforce/events/serve-pubsub.ts';
import type { Org } from '../sandbox/salesforce/org.ts';
import { createOrg } from '../sandbox/salesforce/org.ts';

/** One request and its answer, as they went over the wire. */
export type Exchange = {
  readonly side: 'salesforce' | 'netsuite';
  readonly path: string;
  readonly asked: string;
  readonly status: number;
  readonly answered: string;
};

/** Both platforms with every word they exchange written down, and a real bridge between them. */
export type RecordedLine = {
  readonly org: Org;
  readonly account: Account;
  readonly urls: { readonly salesforce: string; readonly netsuite: string; readonly bridge: string };
  readonly tokens: ReturnType<typeof newSecrets>['tokens'];
  readonly pairing: string;
  readonly exchanges: readonly Exchange[];
  /** Everything that the bridge has written to its outputs. */
  readonly bridgeLines: readonly string[];
  close(): Promise<void>;
};

const tree = fileURLToPath(new URL('../..', import.meta.url));

export async function startRecordedLine(databaseUrl: string): Promise<RecordedLine> {
  const clock = createSandboxClock();
  const random = createChance(1);
  const org = await createOrg({
    clock,
    random,
    pages: pageRoutes({ orgId }),
    metadataFolder: join(tree, 'salesforce-ext/force-app/main/default'),
    seeds: join(tree, 'test/sandbox/seeds/salesforce.jsonl'),
  });
  const account = await createAccount({ clock, random });
  const exchanges: Exchange[] = [];
  const listen = { host: '127.0.0.1', port: 0 };
  const salesforce = await serveSandbox(recorded('salesforce', org.app, exchanges), listen);
  const netsuite = await serveSandbox(recorded('netsuite', account.app, exchanges), listen);
  const dataFolder = mkdtempSync(join(tmpdir(), 'tl-canaries-'));
  const secrets = newSecrets();
  const bridgeLines: string[] = [];
  const certificate = makeServerCertificate();
  const pubsub = await servePubsub(org.pubsub, { ...listen, certificate });
  const ready = {
    salesforceUrl: salesforce.url,
    netsuiteUrl: netsuite.url,
    pubsubAddress: pubsub.address,
    certificatePem: certificate.certPem,
    salesforceKeyPem: certificate.keyPem,
    firstDealId: org.seedId('d1') ?? '',
    orgId,
    accountId,
    ...account.client,
  };
  const environment = bridgeEnvironment({ host: '127.0.0.1', bridgePort: 0, dataFolder, databaseUrl, ready, secrets });
  const close = async (bridge?: ReadyChild): Promise<void> => {
    if (bridge !== undefined) await stopChild(bridge, 10_000);
    pubsub.close();
    await Promise.all([salesforce.close(), netsuite.close()]);
    await account.close();
    rmSync(dataFolder, { recursive: true, force: true });
  };
  const entry = join(tree, 'bridge/main.ts');
  const onLine = (line: string): void => void bridgeLines.push(line);
  const bridge = await startChild({ entry, environment, onLine, readyWithinMs: 60_000 }).catch(
    async (error: unknown) => {
      await close();
      throw error;
    },
  );
  return {
    org,
    account,
    urls: { salesforce: salesforce.url, netsuite: netsuite.url, bridge: BridgeReady.parse(bridge.said).url },
    tokens: secrets.tokens,
    pairing: pairingIdOf(orgId, accountId),
    exchanges,
    bridgeLines,
    close: () => close(bridge),
  };
}

function recorded(side: Exchange['side'], app: Hono, exchanges: Exchange[]): Hono {
  const outer = new Hono();
  outer.all('*', async (context) => {
    const asked = await context.req.raw.clone().text();
    const response = await app.fetch(context.req.raw);
    const { pathname, search } = new URL(context.req.url);
    // The control room knows everything, and the pages' own files know nothing.
    if (isConnectionDropped(response) || /^\/(sandbox|assets)\//.test(pathname)) return response;
    const answered = await response.clone().text();
    exchanges.push({ side, path: pathname + search, asked, status: response.status, answered });
    return response;
  });
  return outer;
}
