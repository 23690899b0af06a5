import { Server, ServerCredentials } from '@grpc/grpc-js';

import { pubsubService } from '#connectors/salesforce/pubsub-wire.ts';

import type { Certificate } from '../../control/certificate.ts';
import { pubsubCalls } from './pubsub-calls.ts';
import type { PubsubOrg } from './pubsub-org.ts';
import type { StreamTimes } from './subscription.ts';
import { runSubscription, usualTimes } from './subscription.ts';

/** The Pub/Sub service as it listens: `localhost:7073`. */
export type ServedPubsub = { readonly address: string; close(): void };

/** Serves the org's events over gRPC. It speaks TLS only, as Salesforce does; `port` 0 takes a free one. */
export async function servePubsub(
  org: PubsubOrg,
  options: { host: string; port: number; certificate: Certificate; times?: StreamTimes },
): Promise<ServedPubsub> {
  const server = new Server();
  server.addService(pubsubService, {
    ...pubsubCalls(org),
    Subscribe: (call: Parameters<typeof runSubscription>[1]) => {
      runSubscription(org, call, options.times ?? usualTimes);
    },
  });
  const { certPem, keyPem } = options.certificate;
  const keys = [{ cert_chain: Buffer.from(certPem), private_key: Buffer.from(keyPem) }];
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${host}:${options.port}`, ServerCredentials.createSsl(null, keys), (error, bound) => {
      if (error) reject(withCode(error));
      else resolve(bound);
    });
  });
  // The certificate's name: an address is none that TLS would ask a server for.
  return { address: `localhost:${port}`, close: () => server.forceShutdown() };
}

/** The library tells a taken port in its words only. */
function withCode(error: Error): Error {
  return error.message.includes('EADDRINUSE') ? Object.assign(error, { code: 'EADDRINUSE' }) : error;
}
