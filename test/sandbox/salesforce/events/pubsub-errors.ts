import { Metadata, status } from '@grpc/grpc-js';
import type { ServerErrorResponse } from '@grpc/grpc-js';

/**
 * How the Pub/Sub API refuses, by the code in the trailer `error-code`.
 *
 * Source: Pub/Sub API guide, "Handle Errors" (codes, and INVALID_ARGUMENT for a replay id); the other gRPC codes and the
 * code of an unknown topic are assumed.
 */
const refusals = {
  'service.auth.error': { code: status.UNAUTHENTICATED, text: 'Authentication exception occurred' },
  'request.malformed': { code: status.INVALID_ARGUMENT, text: 'The request cannot be read' },
  'topic.notfound': { code: status.NOT_FOUND, text: 'The topic does not exist, or you have no access to it' },
  'schema.notfound': { code: status.NOT_FOUND, text: 'The schema does not exist' },
  'subscription.fetch.topic.changed': { code: status.INVALID_ARGUMENT, text: 'The topic of a stream cannot change' },
  'subscription.fetch.requested.events.invalid': {
    code: status.INVALID_ARGUMENT,
    text: 'num_requested must be greater than 0',
  },
  'subscription.fetch.replayid.validation.failed': {
    code: status.INVALID_ARGUMENT,
    text: 'A replay ID is needed with the preset CUSTOM and only with it',
  },
  'subscription.fetch.replayid.corrupted': {
    code: status.INVALID_ARGUMENT,
    text: 'The Replay ID validation failed. Ensure that the Replay ID is valid and within the retention window',
  },
  'subscription.limit.exceeded': {
    code: status.RESOURCE_EXHAUSTED,
    text: 'You have exceeded the event delivery limit for your org',
  },
  'service.unavailable': { code: status.UNAVAILABLE, text: 'RST_STREAM closed stream' },
} as const;

export type PubsubRefusal = keyof typeof refusals;

/** The error that ends a call, with the trailers that Salesforce adds. */
export function refusalOf(refusal: PubsubRefusal, rpcId: string): ServerErrorResponse {
  const { code, text } = refusals[refusal];
  const metadata = new Metadata();
  metadata.set('error-code', `sfdc.platform.eventbus.grpc.${refusal}`);
  metadata.set('rpc-id', rpcId);
  const details = `${text}. rpcId: ${rpcId}`;
  return Object.assign(new Error(details), { code, details, metadata });
}
