import { Hono } from 'hono';
import type { MiddlewareHandler } from 'hono';

import type { CallLog } from '../../control/call-log.ts';
import type { SandboxClock } from '../../control/clock.ts';
import { foreignText, loopbackDoor } from '../../control/door.ts';
import type { FaultKind, Faults } from '../../control/faults.ts';
import type { GroundTruth } from '../../control/ground-truth.ts';
import { controlRoutes } from '../../control/routes.ts';
import type { Host } from '../host/host.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { Concurrency } from './concurrency.ts';
import { readChildTabs } from './pages/child-tabs.ts';
import { pageRoutes } from './pages/routes.ts';
import { periodSwitch } from './period-disturbances.ts';
import { restletAddress, restletFaults, restletPath } from './restlet-address.ts';
import type { ScriptAnswer, ScriptCall } from './restlet-address.ts';
import type { ScriptDisturbances } from './script-disturbances.ts';
import type { SeededClient } from './seeded-client.ts';
import { suiteqlRoutes } from './suiteql.ts';
import { tokenAddress, tokenPath } from './token-address.ts';

/** What the routes of one account stand on. */
export type AccountParts = {
  readonly accountId: string;
  readonly projectFolder: string;
  readonly clock: SandboxClock;
  readonly host: Host;
  readonly client: SeededClient;
  readonly tokens: AccessTokens;
  readonly groundTruth: GroundTruth;
  readonly calls: CallLog;
  readonly faults: Faults;
  readonly concurrency: Concurrency;
  readonly disturbances: ScriptDisturbances;
  readonly sleep: (ms: number) => Promise<void>;
  readonly realNow: () => number;
  readonly newRequestId: () => string;
  readonly reset: () => Promise<void>;
};

/**
 * Every address of one account: sign-in, RESTlets, SuiteQL for tests, the control room, pages.
 *
 * The two addresses of integrations need a secret that no foreign page has, and keep the account's own error shapes; the
 * others are behind the door that all sandboxes share.
 */
export function accountRoutes(parts: AccountParts): Hono {
  const { client, tokens, realNow, host, accountId } = parts;
  const app = new Hono();
  const setLag = lagSwitch(host);
  const setPeriods = periodSwitch(parts);
  app.use(async (context, next) =>
    [tokenPath, restletPath].includes(context.req.path) ? integrationDoor(context, next) : loopbackDoor(context, next),
  );
  app.use(tellUngoverned(parts));
  app.use(async (_, next) => {
    await setPeriods();
    await next();
  });
  app.route('/', tokenAddress({ mappings: [client], tokens, realNow }));
  app.route('/', restletAddress({ ...parts, run: async (call, inside) => runScript(parts, setLag, call, inside) }));
  app.route('/', suiteqlRoutes(host));
  app.route('/', controlRoutes({ ...parts, builtKinds: accountFaults }));
  app.route('/', pageRoutes({ host, accountId, childTabs: readChildTabs(parts.projectFolder) }));
  return app;
}

/** The disturbances that this account can do: those of one call, and those that stand for a time. */
export const accountFaults: readonly FaultKind[] = [...restletFaults, 'skew', 'close-period', 'lock-period'];

/** The two addresses of integrations refuse foreign pages too, each in the shape that it has for everything else. */
const integrationDoor: MiddlewareHandler = async (context, next) => {
  const text = foreignText(context.req.raw);
  if (text === undefined) return next();
  if (context.req.path === tokenPath) return context.json({ error: 'invalid_request', error_description: text }, 403);
  return context.json({ error: { code: 'INSUFFICIENT_PERMISSION', message: text } }, 403);
};

/** Sign-ins and pages are requests too, but only scripts count against the account's limit; they tell of themselves. */
function tellUngoverned({ calls }: AccountParts): MiddlewareHandler {
  return async (context, next) => {
    const { method, path } = context.req;
    if (path === restletPath || path.startsWith('/sandbox/')) return next();
    const call = calls.begin({ method, path, requestId: `page-${calls.count() + 1}`, isGoverned: false });
    await next();
    call.end(context.res.status);
  };
}

async function runScript(
  { host, disturbances }: AccountParts,
  setLag: (ms: number) => void,
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

/** A lag begins with the first call that has it: what is committed from then on is missed, what was there before is not. */
function lagSwitch(host: Pick<Host, 'setLag'>): (ms: number) => void {
  let lagMs = 0;
  return (ms) => {
    if (ms !== lagMs) host.setLag(ms);
    lagMs = ms;
  };
}
