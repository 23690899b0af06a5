import { fileURLToPath } from 'node:url';

import { pairingIdOf } from 'shared-model/ids.ts';

import { buildOnce } from '../build/once.ts';
import { assertNode } from '../checks/node-version.ts';
import { bridgeEnvironment } from './launch/bridge-environment.ts';
import type { ReadyChild } from './launch/child.ts';
import { startChild, stopChild } from './launch/child.ts';
import { tellConsoleLink } from './launch/console-link.ts';
import type { LocalFile } from './launch/local-file.ts';
import { nextLife, removeLocalFile, runningOn, writeLocalFile } from './launch/local-file.ts';
import { BridgeReady, PostgresNews, SandboxReady } from './launch/ready.ts';
import { newSecrets } from './launch/secrets.ts';
import type { LaunchSettings } from './launch/settings.ts';
import { readLaunchSettings } from './launch/settings.ts';
import type { BridgeNews } from './breakit/bridge-link.ts';
import { buildPages } from './pages/build-pages.ts';

const readyWithinMs = 60_000;
const stopWithinMs = 10_000;

/** `npm start`: builds what the platforms run, starts the sandbox and the bridge, and says where they are. */
async function start(): Promise<void> {
  const settings = readLaunchSettings(process.env);
  const running = runningOn(settings.dataFolder);
  if (running !== undefined) {
    throw new Error(
      `Throughline already runs on ${settings.dataFolder}: ${running.addresses.salesforce} (process ${running.pids.supervisor}).`,
    );
  }
  say('Building the extensions and pages ...');
  await Promise.all([buildOnce('netsuite'), buildOnce('salesforce').then(() => buildPages())]);
  say('Starting both platforms and the bridge ...');
  const asked = askedToEnd();
  const sandbox = await startSandbox(settings);
  const ready = SandboxReady.parse(sandbox.said);
  const secrets = newSecrets();
  const line = { settings, sandbox, ready, secrets };
  const bridge = await startBridge(line, passedOn('THROUGHLINE_KILL_AT')).catch(async (error: unknown) => {
    await stopChild(sandbox, stopWithinMs);
    throw error;
  });
  const link = await tellConsoleLink(settings.dataFolder, localFile(line, bridge), process.stdout.isTTY);
  announce(ready, link, firstDeal(ready), settings.dataFolder);
  await untilStopped(line, bridge, asked);
}

function startSandbox(settings: LaunchSettings): Promise<ReadyChild> {
  return startChild({
    entry: fileURLToPath(new URL('./serve.ts', import.meta.url)),
    environment: {
      HOST: settings.host,
      SANDBOX_SALESFORCE_PORT: String(settings.salesforcePort),
      SANDBOX_NETSUITE_PORT: String(settings.netsuitePort),
      SANDBOX_PUBSUB_PORT: String(settings.pubsubPort),
      SANDBOX_TLS: settings.isTls ? '1' : '0',
      SANDBOX_LIFE: String(nextLife(settings.dataFolder)),
      SANDBOX_LATENCY: process.env.SANDBOX_LATENCY ?? 'realistic',
    },
    onLine: logLine('sandbox'),
    readyWithinMs,
  });
}

/** What one sandbox with its bridge is made of; the bridge may die and come again, the rest stays. */
type Line = {
  readonly settings: LaunchSettings;
  readonly sandbox: ReadyChild;
  readonly ready: SandboxReady;
  readonly secrets: ReturnType<typeof newSecrets>;
};

type Bridge = BridgeReady & { readonly child: ReadyChild };

/** @param extra settings of the first start only, such as where a test wants it to be killed */
async function startBridge(line: Line, extra: Readonly<Record<string, string>> = {}): Promise<Bridge> {
  const { settings, ready, secrets } = line;
  const child = await startChild({
    entry: fileURLToPath(new URL('../../bridge/main.ts', import.meta.url)),
    environment: { ...bridgeEnvironment({ ...settings, ready, secrets }), ...extra },
    onLine: logLine('bridge'),
    readyWithinMs,
  });
  const bridge = { ...BridgeReady.parse(child.said), child };
  tellOf(line, bridge);
  child.process.on('message', (said) => {
    const news = PostgresNews.safeParse(said);
    if (news.success) tellOf(line, { ...bridge, ...news.data });
  });
  return bridge;
}

/** Writes down where everything is now, and tells the sandbox's own page of it. */
function tellOf(line: Line, bridge: Bridge): void {
  const file = localFile(line, bridge);
  writeLocalFile(line.settings.dataFolder, file);
  const { pids, tokens, addresses } = file;
  const news: BridgeNews = { bridge: { url: addresses.bridge, token: tokens.viewer, pids } };
  line.sandbox.process.send(news);
}

function passedOn(name: string): Record<string, string> {
  const value = process.env[name];
  return value === undefined ? {} : { [name]: value };
}

function localFile({ sandbox, ready, secrets }: Line, { child, url, postgresPid }: Bridge): LocalFile {
  return {
    addresses: {
      bridge: url,
      salesforce: ready.salesforceUrl,
      netsuite: ready.netsuiteUrl,
      pubsub: ready.pubsubAddress,
    },
    pairing: pairingIdOf(ready.orgId, ready.accountId),
    ...secrets,
    pids: {
      supervisor: process.pid,
      bridge: child.process.pid ?? 0,
      sandbox: sandbox.process.pid ?? 0,
      ...(postgresPid === undefined ? {} : { postgres: postgresPid }),
    },
  };
}

/** The page of deal D1, which a newcomer opens first. */
function firstDeal({ salesforceUrl, firstDealId }: SandboxReady): string {
  return `${salesforceUrl}/lightning/r/Opportunity/${firstDealId}/view?as=sales1`;
}

function announce(ready: SandboxReady, link: readonly string[], firstDealUrl: string, dataFolder: string): void {
  say('');
  say('Throughline is ready.');
  say('  Open this Opportunity and press Provision project:');
  say(`  ${firstDealUrl}`);
  say('');
  say(`  All deals   ${ready.salesforceUrl}/lightning?as=sales1`);
  say(`  Break it    ${ready.salesforceUrl}/sandbox/break`);
  say(`  NetSuite    ${ready.netsuiteUrl}/app/center/card.nl`);
  for (const line of link) say(line);
  say(`  Tokens and addresses are in ${dataFolder}/local.json. Stop with Ctrl+C.`);
}

const mostRestarts = 100;

/** Resolves at the first signal; whoever asks a second time waits for the same end. */
function askedToEnd(): Promise<'asked'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        resolve('asked');
      });
    }
  });
}

/** Ends everything when asked to; a bridge that was killed is started again, as a service manager would. */
async function untilStopped(line: Line, first: Bridge, asked: Promise<'asked'>): Promise<void> {
  const sandboxEnded = line.sandbox.ended.then(() => 'sandbox' as const);
  let bridge = first;
  let why: 'asked' | 'sandbox' | 'bridge' = 'bridge';
  for (let restarts = 0; restarts < mostRestarts; restarts += 1) {
    why = await Promise.race([asked, sandboxEnded, bridge.child.ended.then(() => 'bridge' as const)]);
    if (why !== 'bridge') break;
    say('The bridge has ended and is started again.');
    bridge = await startBridge(line);
  }
  if (why !== 'asked') say(`The ${why} has ended.`);
  await stopChild(bridge.child, stopWithinMs);
  await stopChild(line.sandbox, stopWithinMs);
  removeLocalFile(line.settings.dataFolder);
  process.exit(why === 'asked' ? 0 : 1);
}

function logLine(from: string): (line: string) => void {
  return (line) => {
    if (process.env.THROUGHLINE_LOG === '1') process.stderr.write(`${from} ${line}\n`);
  };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

assertNode();
start().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
