import type { ClientDuplexStream, ServiceError } from '@grpc/grpc-js';
import { Client, credentials, Metadata, status } from '@grpc/grpc-js';
import { salesforceId18 } from 'shared-model/ids.ts';
import { z } from 'zod';

import type { EventPosition, EventStep, EventStream } from '#connectors/connector.ts';

import { errorCodeOf } from './replies.ts';
import type { FetchResponse } from './pubsub-wire.ts';
import { FetchResponse as FetchResponseSchema, pubsubMethod, readerOf } from './pubsub-wire.ts';
import type { EventSchemas } from './event-schemas.ts';
import { eventSchemas } from './event-schemas.ts';
import type { SalesforceSession } from './session.ts';

/** @property rootCertificates of a server whose certificate no public authority has signed, which only the sandbox's is */
export type PubsubSettings = {
  readonly address: string;
  readonly orgId: string;
  readonly rootCertificates?: string;
};

type Parts = {
  readonly settings: PubsubSettings;
  readonly session: SalesforceSession;
  /** `/event/` and the name of the event as this org knows it. */
  readonly topic: string;
  /** Takes the namespace off the members of an event. */
  readonly plain: (event: unknown) => unknown;
  readonly now: () => number;
};

/** Source: Pub/Sub API guide, "Flow Control": at most 100 events asked for and not yet sent; one read-back takes 50. */
const mostPending = 50;

/** So that a connection that has died unnoticed ends after 80 s. */
const channelOptions = {
  'grpc.keepalive_time_ms': 60_000,
  'grpc.keepalive_timeout_ms': 20_000,
  'grpc.keepalive_permit_without_calls': 1,
  'grpc.enable_retries': 0,
};

const Bell = z.object({ Request_Id__c: z.string() });

/**
 * Subscribes to one event of the org, signed in like every other call.
 *
 * It asks for new events only when the last ones were taken, so that never more than 50 wait here. A place that the
 * org does not know any more ends the stream with `isPositionLost`; whoever reads then begins at the earliest event.
 *
 * @param after the last place that is safely stored; without it everything of the last 72 hours comes
 */
export function openEventStream(parts: Parts, after: EventPosition | undefined): EventStream {
  let open: Promise<OpenCall> | undefined;
  let unasked = 0;
  let isClosed = false;
  const ended = (error: unknown): EventStep => {
    isClosed = true;
    void open?.then(({ close }) => close()).catch(() => undefined);
    return endOf(error);
  };
  return {
    next: async () => {
      if (isClosed) return endOf(new Error('the stream was closed'));
      try {
        open ??= openCall(parts, after);
        const call = await open;
        if (unasked > 0) call.ask(unasked);
        const response = await call.take();
        unasked = response.events.length;
        const { requestIds, unreadable } = await bellsOf(response, call.schemas, parts.plain);
        const position = Buffer.from(response.latestReplayId).toString('base64');
        return { kind: 'events', requestIds, unreadable, position };
      } catch (error) {
        return ended(error);
      }
    },
    close: () => {
      ended(new Error('the stream was closed'));
    },
  };
}

type OpenCall = {
  /** Asks for so many events more. */
  ask(count: number): void;
  /** The next message; rejects when the stream has ended. */
  take(): Promise<FetchResponse>;
  close(): void;
  readonly schemas: EventSchemas;
};

async function openCall({ settings, session, topic, now }: Parts, after: EventPosition | undefined): Promise<OpenCall> {
  const { accessToken } = await session.token();
  const metadata = new Metadata();
  metadata.set('accesstoken', accessToken);
  metadata.set('instanceurl', session.instanceUrl);
  metadata.set('tenantid', settings.orgId);
  const { rootCertificates } = settings;
  const secure = rootCertificates === undefined ? null : Buffer.from(rootCertificates);
  const client = new Client(settings.address, credentials.createSsl(secure), channelOptions);
  const method = pubsubMethod('Subscribe');
  const call = client.makeBidiStreamRequest(
    method.path,
    method.requestSerialize,
    readerOf(method, FetchResponseSchema),
    metadata,
  );
  const inbox = createInbox(call);
  call.write({ topicName: topic, numRequested: mostPending, ...startAt(after) });
  return {
    ask: (numRequested) => void call.write({ topicName: topic, numRequested }),
    take: async () => {
      try {
        return await inbox.take();
      } catch (error) {
        if (grpcCodeOf(error) === status.UNAUTHENTICATED) await session.discard(accessToken);
        throw error;
      }
    },
    close: () => {
      call.cancel();
      client.close();
    },
    schemas: eventSchemas(client, metadata, now),
  };
}

function startAt(after: EventPosition | undefined): object {
  if (after === undefined) return { replayPreset: 'EARLIEST' };
  return { replayPreset: 'CUSTOM', replayId: Buffer.from(after, 'base64') };
}

/** Keeps what came until somebody takes it; at most 50 events wait, since no more were asked for. */
function createInbox(call: ClientDuplexStream<object, FetchResponse>) {
  const messages: FetchResponse[] = [];
  let end: { readonly error: unknown } | undefined;
  let wake = (): void => undefined;
  const endWith = (error: unknown): void => {
    end ??= { error };
    wake();
  };
  call.on('data', (message: FetchResponse) => {
    messages.push(message);
    wake();
  });
  call.on('error', endWith);
  call.on('end', () => endWith(new Error('the server has ended the stream')));
  return {
    take: async (): Promise<FetchResponse> => {
      for (;;) {
        const message = messages.shift();
        if (message !== undefined) return message;
        if (end !== undefined) throw end.error;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}

/** The requests that rang, each once, in the order of their bells; and how many bells named nothing that can be one. */
async function bellsOf(
  { events }: FetchResponse,
  schemas: EventSchemas,
  plain: Parts['plain'],
): Promise<{ requestIds: readonly string[]; unreadable: number }> {
  const ids = new Set<string>();
  let unreadable = 0;
  for (const { event } of events) {
    const bell = Bell.safeParse(plain(await schemas.read(event.schemaId, event.payload)));
    const requestId = bell.data?.Request_Id__c;
    // Asking the org for what is no id would fail for the others too.
    if (requestId !== undefined && salesforceId18(requestId) === requestId) ids.add(requestId);
    else unreadable += 1;
  }
  return { requestIds: [...ids], unreadable };
}

/** Source: Pub/Sub API guide, "Handle Errors": an expired replay id has the code of a corrupted one. */
const lostPlaces = ['subscription.fetch.replayid.corrupted', 'subscription.fetch.replayid.validation.failed'];

function endOf(error: unknown): EventStep {
  const vendorCode = trailerOf(error) ?? errorCodeOf(error);
  const isPositionLost = lostPlaces.some((ending) => vendorCode?.endsWith(ending) === true);
  const isRefused = vendorCode !== undefined && grpcCodeOf(error) !== status.UNAVAILABLE;
  return {
    kind: 'ended',
    isPositionLost,
    fault: isRefused ? 'crm.refused' : 'crm.unreachable',
    ...(vendorCode === undefined ? {} : { vendorCode }),
  };
}

function trailerOf(error: unknown): string | undefined {
  const code = isServiceError(error) ? error.metadata.get('error-code')[0] : undefined;
  return code === undefined ? undefined : String(code);
}

function grpcCodeOf(error: unknown): number | undefined {
  return isServiceError(error) ? error.code : undefined;
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'metadata' in error && error.metadata instanceof Metadata && 'code' in error;
}
