import type { ServerDuplexStream } from '@grpc/grpc-js';
import { z } from 'zod';

import { startTimer } from '../../control/real-time.ts';
import type { PlatformEvent } from '../records/event-log.ts';
import type { PubsubRefusal } from './pubsub-errors.ts';
import { refusalOf } from './pubsub-errors.ts';
import type { PubsubOrg, Topic } from './pubsub-org.ts';
import { admit, beginCall, findTopic, pathOf, replayBytes, replayNumber, rpcIdOf } from './pubsub-org.ts';

const FetchRequest = z.object({
  topicName: z.string(),
  replayPreset: z.enum(['LATEST', 'EARLIEST', 'CUSTOM']),
  replayId: z.instanceof(Uint8Array),
  numRequested: z.number(),
});
type FetchRequest = z.infer<typeof FetchRequest>;

/** Source: Pub/Sub API guide, "Flow Control": at most 100 asked for and not yet sent. */
const mostPending = 100;

/** Real milliseconds; the guide says at most 270 s without a message, and 60 s with nothing asked for. */
export type StreamTimes = { readonly keepaliveMs: number; readonly idleMs: number };
export const usualTimes: StreamTimes = { keepaliveMs: 60_000, idleMs: 60_000 };

/** How often a stream looks for events that were held back and for a session that has ended. */
const lookMs = 250;

type Call = ServerDuplexStream<unknown, object>;
type Open = { readonly topic: Topic; readonly name: string; position: number };

/**
 * One subscription: sends events as long as the client has asked for more, in the order of their places.
 *
 * Preset and replay id count in the first request; an empty answer with the latest place keeps a quiet stream alive.
 */
export function runSubscription(org: PubsubOrg, call: Call, times: StreamTimes): void {
  const log = beginCall(org, 'Subscribe');
  const rpcId = rpcIdOf(org);
  let open: Open | undefined;
  let pending = 0;
  let isOver = false;
  let quiet = { stop: (): void => undefined };
  let looking = { stop: (): void => undefined };

  const stop = (status: number): void => {
    if (isOver) return;
    isOver = true;
    unlisten();
    quiet.stop();
    looking.stop();
    log.end(status);
  };
  const refuse = (refusal: PubsubRefusal): void => {
    if (isOver) return;
    log.refuse();
    stop(refusal === 'service.auth.error' ? 401 : 400);
    call.emit('error', refusalOf(refusal, rpcId));
  };
  const send = (events: readonly PlatformEvent[], stream: Open): void => {
    pending -= events.length;
    stream.position = events.at(-1)?.replayId ?? org.state.events.end();
    call.write({
      events: events.map((event) => consumerEvent(event, stream.topic)),
      latestReplayId: replayBytes(stream.position),
      rpcId,
      pendingNumRequested: pending,
    });
    restartQuiet();
  };
  const restartQuiet = (): void => {
    quiet.stop();
    quiet = startTimer(pending === 0 ? times.idleMs : times.keepaliveMs, () => {
      if (isOver || open === undefined) return;
      if (pending === 0) return end();
      // An event that has just come must not be passed over by the place of a keepalive.
      if (!pump() && !isOver) send([], open);
    });
  };
  const end = (): void => {
    stop(200);
    call.end();
  };
  /** Sends what there is; answers whether it did. */
  const pump = (): boolean => {
    if (isOver || open === undefined) return false;
    const events = nextEvents(org, open, pending);
    const refusal = admitAgain(org, call) ?? (events.length > 0 ? disturbStream(org, open.name) : undefined);
    if (refusal !== undefined) refuse(refusal);
    else if (events.length > 0) send(events, open);
    return refusal === undefined && events.length > 0;
  };
  const unlisten = org.state.events.listen(() => void startTimer(0, pump));
  const look = (): void => {
    looking = startTimer(lookMs, () => {
      pump();
      if (!isOver) look();
    });
  };

  call.on('data', (message: unknown) => {
    if (isOver) return;
    const read = FetchRequest.safeParse(message);
    if (!read.success) return refuse('request.malformed');
    const request = read.data;
    const next = open === undefined ? openStream(org, call, request) : goOn(open, request);
    if (typeof next === 'string') return refuse(next);
    open = next;
    pending = Math.min(mostPending, pending + request.numRequested);
    restartQuiet();
    pump();
  });
  call.on('end', end);
  call.on('error', () => stop(499));
  call.on('cancelled', () => stop(499));
  look();
}

/** The first request says where to begin; a refusal is answered by its name. */
function openStream(org: PubsubOrg, call: Call, request: FetchRequest): Open | PubsubRefusal {
  const admitted = admit(org, call.metadata, 'Subscribe');
  if (!admitted.ok) return admitted.refusal;
  const topic = findTopic(org, admitted.access, request.topicName);
  if (!topic.ok) return topic.refusal;
  if (!admitted.access.may('read', topic.type)) return 'topic.notfound';
  if (request.numRequested <= 0) return 'subscription.fetch.requested.events.invalid';
  const position = startOf(org, request);
  return typeof position === 'string' ? position : { topic, name: request.topicName, position };
}

function startOf({ state }: PubsubOrg, { replayPreset, replayId }: FetchRequest): number | PubsubRefusal {
  const isGiven = replayId.length > 0;
  if (isGiven !== (replayPreset === 'CUSTOM')) return 'subscription.fetch.replayid.validation.failed';
  if (replayPreset === 'EARLIEST') return 0;
  if (replayPreset === 'LATEST') return state.events.end();
  const place = replayNumber(replayId);
  return place !== undefined && state.events.isKnown(place) ? place : 'subscription.fetch.replayid.corrupted';
}

function goOn(open: Open, { topicName, numRequested }: FetchRequest): Open | PubsubRefusal {
  if (topicName !== '' && topicName !== open.name) return 'subscription.fetch.topic.changed';
  return numRequested <= 0 ? 'subscription.fetch.requested.events.invalid' : open;
}

/** A stream lives no longer than its session. */
function admitAgain({ sessions }: PubsubOrg, call: Call): PubsubRefusal | undefined {
  const token = String(call.metadata.get('accesstoken')[0] ?? '');
  return sessions.ofToken(token) === undefined ? 'service.auth.error' : undefined;
}

function disturbStream({ faults }: PubsubOrg, topicName: string): PubsubRefusal | undefined {
  const request = { method: 'POST', path: pathOf('Subscribe'), recordType: topicName.replace('/event/', '') };
  const fault = faults.take(['reset-stream', 'drop-after'], request);
  if (fault === undefined) return undefined;
  return fault.kind === 'reset-stream' ? 'subscription.fetch.replayid.corrupted' : 'service.unavailable';
}

/** A place without an event of this topic is passed over. */
function nextEvents({ state }: PubsubOrg, open: Open, pending: number): readonly PlatformEvent[] {
  if (pending <= 0) return [];
  const events = state.events.after(open.position, 1_000).filter(({ channel }) => channel === open.name);
  return events.slice(0, pending);
}

function consumerEvent(event: PlatformEvent, { schema }: Topic): object {
  return {
    event: { id: event.eventUuid, schemaId: schema.id, payload: schema.encode(event), headers: [] },
    replayId: replayBytes(event.replayId),
  };
}
