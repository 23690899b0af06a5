import { Hono } from 'hono';
import type { Context } from 'hono';

import { createCallLog } from '../control/call-log.ts';
import type { CallLog, OpenCall } from '../control/call-log.ts';
import { createSkewedClock } from '../control/clock.ts';
import type { SandboxClock } from '../control/clock.ts';
import { isConnectionDropped } from '../control/connection-dropped.ts';
import { loopbackDoor } from '../control/door.ts';
import { createFaults } from '../control/faults.ts';
import type { Faults } from '../control/faults.ts';
import { createGroundTruth } from '../control/ground-truth.ts';
import type { GroundTruth } from '../control/ground-truth.ts';
import { waitMs } from '../control/real-time.ts';
import { controlRoutes } from '../control/routes.ts';
import { usualAssumptions } from './assumptions.ts';
import type { OrgAssumptions } from './assumptions.ts';
import { bootstrapOrg, orgId } from './bootstrap.ts';
import { eventFate } from './events/disturbed-bus.ts';
import type { PubsubOrg } from './events/pubsub-org.ts';
import { dataDoor } from './http/data-door.ts';
import { builtKinds, disturb } from './http/disturbances.ts';
import { metadataRoutes } from './http/metadata-api.ts';
import { oauthRoutes } from './http/oauth.ts';
import { pageEvents } from './http/page-events.ts';
import { createSessions } from './http/sessions.ts';
import { testRoutes } from './http/test-routes.ts';
import { createUsage } from './http/usage.ts';
import { loadMetadata } from './metadata/metadata.ts';
import { createEventLog } from './records/event-log.ts';
import type { EventFate, PlatformEvent } from './records/event-log.ts';
import type { OrgState } from './records/state.ts';
import { createRecordStore } from './records/store.ts';
import { transact } from './records/transaction.ts';
import type { OpenQuery } from './rest/scope.ts';
import { plantSeeds, readSeeds } from './seeds.ts';

export type OrgOptions = {
  clock: SandboxClock;
  /** From 0 up to 1; tokens and event ids are drawn from it, so that a seed repeats them. */
  random: () => number;
  /** A package's `main/default` folder. */
  metadataFolder: string;
  /** A `.jsonl` file. */
  seeds: string;
  /** Which life of the org this is: a later one never gives a record id that an earlier one gave; 0 when left out. */
  life?: number;
  /** What else happens to an event on its way into the stream; only a simulation decides that by itself. */
  fateOf?: (channel: string) => EventFate | undefined;
  /** PEM; the client `sandbox-jwt` signs in with its key. Without one nobody does. */
  clientCertificate?: string;
  /** Other answers to what no document says. */
  assumptions?: Partial<OrgAssumptions>;
  /** The org's pages, which other rooms build. */
  pages?: Hono;
  /** Waits for a delay disturbance; real time when it is not given. */
  sleep?: (ms: number) => Promise<void>;
};

/** A Salesforce org in memory. */
export type Org = {
  /** Everything that the org answers over HTTP, without a socket; pages may be added before its first request. */
  app: Hono;
  orgId: string;
  groundTruth: GroundTruth;
  calls: CallLog;
  faults: Faults;
  /** Published events after a replay id, at most 1,000. */
  eventsAfter(replayId: number): readonly PlatformEvent[];
  /** What the Pub/Sub service serves, which listens on a port of its own. */
  pubsub: PubsubOrg;
  /** The id of a seeded row by its key. */
  seedId(key: string): string | undefined;
  /**
   * Puts the org back to its seeds: new rows with new ids, no tokens, no sessions, no events.
   *
   * @param options with `idsFromStart` the rows get the ids of the first time again, which only a simulation wants
   */
  reset(options?: { idsFromStart?: boolean }): Promise<void>;
};

/** Builds an org from a package's metadata and plants the seeds. */
export async function createOrg(options: OrgOptions): Promise<Org> {
  const { clock: sandboxClock, random } = options;
  const metadata = await loadMetadata(options.metadataFolder);
  const seeds = await readSeeds(options.seeds);
  const groundTruth = createGroundTruth(sandboxClock);
  const faults = createFaults({ clock: sandboxClock, random });
  const clock = createSkewedClock(sandboxClock, () => faults.standing('skew')?.ms ?? 0);
  const events = createEventLog(clock, (event) => eventFate(faults, event) ?? options.fateOf?.(event.channel));
  const store = createRecordStore(metadata.objects);
  const state: OrgState = {
    metadata,
    assumptions: { ...usualAssumptions, ...options.assumptions },
    clock,
    random,
    groundTruth,
    events,
    store,
    lagMs: () => faults.standing('lag')?.ms ?? 0,
    epoch: firstEpoch(options.life ?? 0),
    waitingEvents: [],
  };
  const sessions = createSessions(orgId, random);
  const usage = createUsage(clock, state.assumptions.mostDailyCalls);
  const openQueries = new Map<string, OpenQuery>();
  const ids = new Map<string, string>();

  const reset = async ({ idsFromStart = false } = {}) => {
    if (idsFromStart) state.epoch = firstEpoch(options.life ?? 0);
    state.store = createRecordStore(metadata.objects);
    state.epoch += 1;
    for (const memory of [events, sessions, usage, openQueries, ids]) memory.clear();
    groundTruth.append({ operation: 'reset', type: '', id: '', values: {}, actor: 'control' });
    transact(state, { actor: 'seeds' }, () => plantSeeds(state, bootstrapOrg(state, ids), seeds, ids));
  };
  await reset();

  const calls = createCallLog(sandboxClock);
  const app = new Hono();
  const log = createRequestLog(app, calls);
  app.onError((error, context) =>
    context.json(
      [{ message: `The sandbox itself failed: ${error.stack ?? error.message}`, errorCode: 'UNKNOWN_EXCEPTION' }],
      500,
    ),
  );
  const sleep = options.sleep ?? waitMs;
  app.use('/services/*', disturb({ faults, sessions, sleep, callOf: log.callOf }));
  app.route('/', controlRoutes({ clock: sandboxClock, groundTruth, calls, faults, builtKinds, reset }));
  app.route('/', testRoutes({ state, sessions, ids }));
  app.route('/', pageEvents(state, sessions));
  app.route('/', oauthRoutes({ state, orgId, sessions, clientCertificate: options.clientCertificate }));
  app.route('/', metadataRoutes({ state, sessions }));
  app.route('/', dataDoor({ state, sessions, usage, openQueries, requestIdOf: log.requestIdOf }));
  if (options.pages !== undefined) app.route('/', options.pages);
  return {
    app,
    orgId,
    groundTruth,
    calls,
    faults,
    eventsAfter: (replayId) => events.after(replayId, 1_000),
    pubsub: { state, sessions, calls, faults, orgId },
    seedId: (key) => ids.get(key),
    reset,
  };
}

/** Each life has room for 256 resets; an id has place for 900 lives. */
function firstEpoch(life: number): number {
  return (life % 900) * 256 - 1;
}

/** Guards the door and writes every request of the platform into the call log. */
function createRequestLog(app: Hono, calls: CallLog) {
  const open = new WeakMap<Request, OpenCall>();
  const callOf = (context: Context) => open.get(context.req.raw);
  app.use(loopbackDoor);
  app.use('/services/*', async (context, next) => {
    const { pathname } = new URL(context.req.url);
    const requestId = context.req.header('x-request-id') ?? `sf-${calls.count() + 1}`;
    const call = calls.begin({ method: context.req.method, path: pathname, requestId });
    open.set(context.req.raw, call);
    try {
      await next();
    } finally {
      call.end(isConnectionDropped(context.res) ? undefined : context.res.status);
    }
  });
  return { callOf, requestIdOf: (context: Context) => callOf(context)?.entry.requestId ?? '' };
}
