import type { FaultCode } from 'shared-model/faults.ts';
import type { AddressInfo } from 'node:net';

import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import type { Context, MiddlewareHandler } from 'hono';

import type { Access, Refusal } from '#api/access.ts';
import { guard } from '#api/access.ts';
import { actRoutes } from '#api/act-routes.ts';
import { auditRoutes } from '#api/audit-routes.ts';
import type { Contract, DoorEnv } from '#api/contract.ts';
import { contracts as apiContracts } from '#api/contracts.ts';
import type { OperationSeams } from '#api/operation-routes.ts';
import { operationRoutes } from '#api/operation-routes.ts';
import type { ApiSeams } from '#api/routes.ts';
import { apiRoutes } from '#api/routes.ts';
import type { SessionSeams } from '#api/sessions.ts';
import { createSessions } from '#api/sessions.ts';
import { signInRoutes } from '#api/sign-in.ts';
import { consoleContracts } from '#console/contracts.ts';
import type { DeskSeams } from '#console/desk.ts';
import { consoleRoutes, failedPage, refusalPage, sessionOf } from '#console/routes.ts';
import { verifySeals } from '#audit/verify.ts';
import { problem } from '#intake/problem.ts';
import type { IntakeSeams } from '#intake/routes.ts';
import { bodySizeLimit, intakeRoutes } from '#intake/routes.ts';
import type { Log } from '#log.ts';
import type { OpenStore } from '#store/create-store.ts';
import type { World } from '#world.ts';

import { readAssets } from './assets.ts';
import manifest from './package.json' with { type: 'json' };
import { correlationIdOf, traceIdOf, traceIdOfHeader } from './trace.ts';

export type ServerSeams = Omit<ApiSeams, 'refuse'> &
  Omit<IntakeSeams, 'world' | 'accepted'> &
  Pick<OperationSeams, 'metrics'> & {
    readonly store: OpenStore;
    readonly world: Pick<World, 'newId' | 'now' | 'monotonicMs'> & SessionSeams['world'];
    readonly access: Pick<Access, 'tokens' | 'webhookSecret'>;
    readonly log: Log;
    /** The calls that the ERP's account allows. */
    readonly slots: DeskSeams['slots'];
    /** Only a bridge of the sandbox lets people sign in by a link. */
    readonly isSandbox: boolean;
  };

export type RunningServer = {
  readonly url: string;
  /** From now on every request but those in work is answered that the bridge is stopping. */
  beginStop(): void;
  /** Waits for the requests in work, then takes no more connections. */
  close(): Promise<void>;
};

const slowestRequestMs = 30_000;
const mostHeaderBytes = 16_384;

/** The bridge's doors on one port: every route behind the guard, every error a problem of RFC 9457. */
export async function startServer(
  seams: ServerSeams,
  listen: { readonly host: string; readonly port: number },
): Promise<RunningServer> {
  const address: DoorAddress = { hosts: [], url: '' };
  const work = createWork();
  const server = createAdaptorServer({
    fetch: doors(seams, address, work).fetch,
    serverOptions: { requestTimeout: slowestRequestMs, maxHeaderSize: mostHeaderBytes },
  });
  const { port } = await new Promise<AddressInfo>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, () => {
      const bound = server.address();
      if (bound === null || typeof bound === 'string') reject(new Error('the server has no port'));
      else resolve(bound);
    });
  });
  const host = listen.host.includes(':') ? `[${listen.host}]` : listen.host;
  address.hosts = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  address.url = `http://${host}:${port}`;
  return {
    url: address.url,
    beginStop: work.beginStop,
    close: async () => {
      work.beginStop();
      await work.ended();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        if ('closeIdleConnections' in server) server.closeIdleConnections();
      });
    },
  };
}

/** Where the doors are, once the port is known. */
export type DoorAddress = { hosts: readonly string[]; url: string };

/** The requests in work, and whether more may come. */
type Work = {
  readonly isStopping: () => boolean;
  readonly beginStop: () => void;
  readonly during: (body: () => Promise<void>) => Promise<void>;
  readonly ended: () => Promise<void>;
};

export function createWork(): Work {
  let inWork = 0;
  let isStopping = false;
  let tell: (() => void) | undefined;
  return {
    isStopping: () => isStopping,
    beginStop: () => {
      isStopping = true;
    },
    during: async (body) => {
      inWork += 1;
      try {
        await body();
      } finally {
        inWork -= 1;
        if (inWork === 0) tell?.();
      }
    },
    ended: () =>
      new Promise((resolve) => {
        if (inWork === 0) resolve();
        else tell = resolve;
      }),
  };
}

/** Every route of the bridge behind its guard, without a socket. */
export function doors(seams: ServerSeams, address: DoorAddress, work: Work): Hono<DoorEnv> {
  const { world, log } = seams;
  const contracts: readonly Contract[] = [...Object.values(apiContracts), ...Object.values(consoleContracts)];
  const sessions = createSessions(seams);
  const refuse = (status: number, code: FaultCode, title: string): Response =>
    problem(status, code, title, { correlationId: world.newId(), faults: [{ pointer: '', code, text: title }] });
  const app = new Hono<DoorEnv>();
  app.use('*', everyAnswer);
  app.use('*', traced(seams));
  app.use('*', whileOpen(work, world));
  app.use('*', bodySizeLimit(seams));
  const access: Access = {
    ...seams.access,
    world,
    contracts,
    hosts: () => address.hosts,
    sessionOf: sessionOf(sessions),
  };
  app.use(
    '*',
    guard(access, async (context, refusal) => refusalFor(context, refusal, refuse)),
  );
  app.route('/', intakeRoutes({ ...seams, accepted: seams.metrics.accepted }));
  app.route('/', apiRoutes({ ...seams, refuse, notReady: async () => notReady(work, seams) }));
  app.route('/', actRoutes(seams));
  const badQuery = () => refuse(400, 'api.query', 'The query is not understood; limit is 1 to 100');
  const verify = (pairing: string, keptHead?: string) => verifySeals(seams.store, pairing, keptHead);
  app.route('/', auditRoutes({ ...seams, verify, badQuery }));
  const notFound = () => refuse(404, 'api.not-found', 'There is no such file');
  const { version } = manifest;
  app.route('/', operationRoutes({ ...seams, contracts, version, assets: readAssets(), notFound }));
  app.route('/', signInRoutes({ sessions, mayLink: seams.isSandbox, baseUrl: () => address.url }));
  app.route('/', consoleRoutes({ ...seams, sessions }));
  app.notFound(() => refuse(404, 'api.no-route', 'There is nothing here'));
  app.onError((error, context) => {
    const correlationId = context.get('correlationId');
    log('request.failed', { correlationId, error: error.message });
    if (context.req.path.startsWith('/console')) return context.html(failedPage(correlationId), 500);
    return problem(500, 'api.failed', 'Something went wrong here; nothing was lost', { correlationId });
  });
  return app;
}

/** A person at a page reads a page, a program a problem. */
async function refusalFor(
  context: Context,
  refusal: Refusal,
  refuse: (status: number, code: FaultCode, title: string) => Response,
): Promise<Response> {
  const { status, code, title, contract } = refusal;
  return contract?.by === 'session' ? context.html(refusalPage(refusal), status) : refuse(status, code, title);
}

async function notReady(work: Work, seams: ServerSeams): Promise<string | undefined> {
  return work.isStopping() ? 'its end: it is stopping' : seams.notReady();
}

/** What our own pages may load, and who may show them: nothing from elsewhere, and nobody. */
const contentPolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

const everyAnswer: MiddlewareHandler = async (context, next) => {
  await next();
  context.header('x-content-type-options', 'nosniff');
  context.header('cache-control', 'no-store');
  context.header('content-security-policy', contentPolicy);
  // With `no-referrer` a browser would send our own forms without their origin.
  context.header('referrer-policy', 'same-origin');
  context.header('cross-origin-opener-policy', 'same-origin');
  context.header('cross-origin-resource-policy', 'same-origin');
};

/** Asked every few seconds by machines and by the console's own page; a line for each would bury the others. */
const quiet = ['/healthz', '/readyz', '/metrics', '/console/live'];

/** Gives each request the correlation id of its trace, or one of its own, and says what became of it. */
function traced({ world, log }: Pick<ServerSeams, 'world' | 'log'>): MiddlewareHandler<DoorEnv> {
  return async (context, next) => {
    const given = traceIdOfHeader(context.req.header('traceparent'));
    const correlationId = given === undefined ? world.newId() : correlationIdOf(given);
    context.set('correlationId', correlationId);
    const startedAt = world.monotonicMs();
    await next();
    const { method, path } = context.req;
    if (quiet.includes(path)) return;
    const tookMs = Math.round(world.monotonicMs() - startedAt);
    const role = context.get('caller')?.role;
    log('request.answered', {
      correlationId,
      traceId: traceIdOf(correlationId),
      method,
      path,
      status: context.res.status,
      role,
      tookMs,
    });
  };
}

/** A bridge that stops finishes what it has and takes nothing new; it still says that it lives. */
function whileOpen(work: Work, world: Pick<World, 'newId'>): MiddlewareHandler<DoorEnv> {
  return async (context, next) => {
    if (work.isStopping() && !['/healthz', '/readyz'].includes(context.req.path)) {
      const title = 'The bridge is stopping; send the same again';
      const refused = problem(503, 'api.stopping', title, { correlationId: world.newId(), retryAfterSeconds: 5 });
      refused.headers.set('connection', 'close');
      return refused;
    }
    await work.during(next);
    return undefined;
  };
}
