import type { FaultCode } from 'shared-model/faults.ts';
import type { AddressInfo } from 'node:net';

import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';

import type { Access } from '#api/access.ts';
import { guard } from '#api/access.ts';
import type { ApiSeams } from '#api/routes.ts';
import { apiRoutes } from '#api/routes.ts';
import { problem } from '#intake/problem.ts';
import type { IntakeSeams } from '#intake/routes.ts';
import { bodySizeLimit, intakeRoutes } from '#intake/routes.ts';
import type { Log } from '#log.ts';

export type ServerSeams = Omit<ApiSeams, 'refuse'> &
  IntakeSeams & { readonly access: Omit<Access, 'hosts' | 'world'>; readonly log: Log };

export type RunningServer = { readonly url: string; close(): Promise<void> };

const slowestRequestMs = 30_000;
const mostHeaderBytes = 16_384;

/** The bridge's doors on one port: every route behind the guard, every error a problem of RFC 9457. */
export async function startServer(
  seams: ServerSeams,
  listen: { readonly host: string; readonly port: number },
): Promise<RunningServer> {
  const hosts: string[] = [];
  const server = createAdaptorServer({
    fetch: doors(seams, () => hosts).fetch,
    serverOptions: { requestTimeout: slowestRequestMs, maxHeaderSize: mostHeaderBytes },
  });
  const { port } = await new Promise<AddressInfo>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('the server has no port'));
      else resolve(address);
    });
  });
  hosts.push(`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`);
  const host = listen.host.includes(':') ? `[${listen.host}]` : listen.host;
  return {
    url: `http://${host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        if ('closeIdleConnections' in server) server.closeIdleConnections();
      }),
  };
}

/** Every route of the bridge behind its guard, without a socket. */
export function doors(seams: ServerSeams, hosts: () => readonly string[]): Hono {
  const { world, log, access } = seams;
  const refuse = (status: number, code: FaultCode, title: string): Response =>
    problem(status, code, title, { correlationId: world.newId(), faults: [{ pointer: '', code, text: title }] });
  const app = new Hono();
  app.use('*', async (context, next) => {
    await next();
    context.header('x-content-type-options', 'nosniff');
    context.header('cache-control', 'no-store');
  });
  app.use('*', bodySizeLimit(seams));
  app.use(
    '*',
    guard({ ...access, hosts, world }, ({ status, code, title }) => refuse(status, code, title)),
  );
  app.route('/', intakeRoutes(seams));
  app.route('/', apiRoutes({ ...seams, refuse }));
  app.notFound(() => refuse(404, 'api.no-route', 'There is nothing here'));
  app.onError((error) => {
    const correlationId = world.newId();
    log('request.failed', { correlationId, error: error.message });
    return problem(500, 'api.failed', 'Something went wrong here; nothing was lost', { correlationId });
  });
  return app;
}
