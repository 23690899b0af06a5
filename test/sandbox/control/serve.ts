import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import { createAdaptorServer } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Hono } from 'hono';

import type { Certificate } from './certificate.ts';
import { isConnectionDropped } from './connection-dropped.ts';

/** A sandbox side that listens on a loopback port. */
export type ServedSandbox = { url: string; port: number; close(): Promise<void> };

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '::1']);

/**
 * Serves one side over HTTP, or HTTPS with a certificate, and closes the socket where the app answers that the connection was dropped.
 *
 * @param options `port` 0 takes a free one; a host that is not loopback is refused, since the sandbox has known secrets
 */
export async function serveSandbox(
  app: Hono,
  options: { host: string; port: number; certificate?: Certificate },
): Promise<ServedSandbox> {
  if (!loopback.has(options.host)) throw new RangeError(`The sandbox listens on loopback only, not on ${options.host}`);
  const { certificate } = options;
  const server = createAdaptorServer({
    ...(certificate && {
      createServer: createSecureServer,
      serverOptions: { cert: certificate.certPem, key: certificate.keyPem },
    }),
    fetch: async (request, bindings) => {
      const response = await app.fetch(request, bindings);
      if (!isConnectionDropped(response)) return response;
      bindings.incoming.socket.destroy();
      return RESPONSE_ALREADY_SENT;
    },
  });
  const address = await new Promise<AddressInfo>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      const bound = server.address();
      if (bound === null || typeof bound === 'string') reject(new Error('The server has no port'));
      else resolve(bound);
    });
  });
  const name = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    url: `${certificate ? 'https' : 'http'}://${name}:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
