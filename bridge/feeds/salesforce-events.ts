import type { Json } from 'shared-model/canonical-json.ts';
import { z } from 'zod';

import type {
  CallFailure,
  CrmEvents,
  EventPosition,
  EventStep,
  EventStream,
  OpenRequestsResult,
} from '#connectors/connector.ts';
import type { AcceptableEvent, Acceptance, Store } from '#store/store.ts';
import type { World } from '#world.ts';

import type { ReadBackSeams } from './request-sweep.ts';
import { eventsOf, vendorCodeOf } from './request-sweep.ts';

export type EventFeedSeams = ReadBackSeams & {
  readonly store: Pick<Store, 'claimDuty' | 'renewDuty' | 'finishDuty' | 'readCursor' | 'acceptEvents'>;
  readonly events: CrmEvents;
  readonly world: Pick<World, 'monotonicMs' | 'newId' | 'random' | 'sleep'>;
  readonly nodeId: string;
  readonly signal?: AbortSignal;
};

const name = 'salesforce-events';
const leaseMs = 60_000;
/** How long one turn waits for the stream; the lease is renewed in between. */
const turnMs = 10_000;
/** Salesforce sends something within 270 s. Source: Pub/Sub API guide, "Keepalive". */
const longestSilenceMs = 300_000;
const restMs = 1_000;
const longestRestMs = 30_000;

/** The stream of the one node that reads it. */
type Held = {
  readonly fence: number;
  readonly stream: EventStream;
  /** The step that is being waited for, over several turns when it is quiet. */
  step: Promise<EventStep> | undefined;
  heardAtMs: number;
};

/**
 * Hears the CRM's doorbells: one stream for each pairing, read by one node at a time.
 *
 * A doorbell names a request; what it asks for is read back, and the events are stored with the stream's new place in one
 * transaction. So whatever comes again, late or in another order is known already, and whatever was not stored comes
 * again. A place that the CRM does not know any more means that bells may be gone: everything that is still open is read,
 * and the stream begins at its earliest event. What never rings at all is found by the sweep.
 *
 * @returns one turn of the loop; `true` when it has accepted something
 */
export function createEventFeed(seams: EventFeedSeams): () => Promise<boolean> {
  let held: Held | undefined;
  let failures = 0;
  const letGo = async (nextAfterMs: number): Promise<void> => {
    const last = held;
    held = undefined;
    last?.stream.close();
    if (last === undefined) return;
    await seams.store.finishDuty({ name, pairing: seams.pairing, fence: last.fence, nextAfterMs });
  };
  const fail = async (): Promise<false> => {
    await letGo(restOf(failures, seams.world.random()));
    failures += 1;
    return false;
  };
  const work = async (mine: Held): Promise<boolean> => {
    const step = await nextStep(seams, mine);
    if (seams.signal?.aborted === true) {
      await letGo(0);
      return false;
    }
    if (step === 'quiet') return await stay(seams, mine, letGo);
    const result = step.kind === 'events' ? await takeEvents(seams, mine, step) : await takeEnd(seams, mine, step);
    if (result === 'failed') return fail();
    failures = 0;
    return (await stay(seams, mine, letGo)) || result === 'accepted';
  };
  return async () => {
    try {
      held ??= await begin(seams);
      return held === undefined ? false : await work(held);
    } catch (error) {
      // The store did not answer: the stream begins again at the place that it holds.
      held?.stream.close();
      held = undefined;
      throw error;
    }
  };
}

/** Takes the duty, unless another node has it, and opens the stream after the last place that was stored. */
async function begin({ store, events, pairing, nodeId, world }: EventFeedSeams): Promise<Held | undefined> {
  const claim = await store.claimDuty({ name, pairing, nodeId, leaseMs });
  if (claim === undefined) return undefined;
  const stream = events.subscribe(positionOf(await store.readCursor(name, pairing)));
  return { fence: claim.fence, stream, step: undefined, heardAtMs: world.monotonicMs() };
}

async function nextStep({ world, signal }: EventFeedSeams, held: Held): Promise<EventStep | 'quiet'> {
  held.step ??= held.stream.next();
  const over = new AbortController();
  const signals = signal === undefined ? [over.signal] : [over.signal, signal];
  const quiet = world.sleep(turnMs, AbortSignal.any(signals)).then(() => 'quiet' as const);
  const step = await Promise.race([held.step, quiet]);
  over.abort();
  if (step === 'quiet') return step;
  held.step = undefined;
  held.heardAtMs = world.monotonicMs();
  return step;
}

/** Keeps the duty; a stream that has been silent for too long, or a duty that was lost, is let go. Never worked. */
async function stay(seams: EventFeedSeams, held: Held, letGo: (nextAfterMs: number) => Promise<void>): Promise<false> {
  const { store, pairing, world, log } = seams;
  const silentMs = world.monotonicMs() - held.heardAtMs;
  if (silentMs > longestSilenceMs) {
    log('events.silent', { pairing, silentMs: Math.round(silentMs) });
    await letGo(0);
    return false;
  }
  const isOurs = await store.renewDuty({ name, pairing, fence: held.fence, leaseMs });
  if (!isOurs) await letGo(0);
  return false;
}

type Taken = 'accepted' | 'nothing' | 'failed';

async function takeEvents(
  seams: EventFeedSeams,
  held: Held,
  { requestIds, unreadable = 0, position }: Extract<EventStep, { kind: 'events' }>,
): Promise<Taken> {
  if (unreadable > 0) seams.log('events.unreadable', { pairing: seams.pairing, count: unreadable });
  if (requestIds.length === 0) return accept(seams, held, [], { replayId: position });
  const correlationId = seams.world.newId();
  const open = await openRequests(seams, correlationId, requestIds);
  if (open.kind !== 'answered') return notRead(seams, correlationId, open);
  const { events, isWhole } = await eventsOf(seams, open.requests);
  if (isWhole) return accept(seams, held, events, { replayId: position });
  // What was read is kept, and the whole step comes again, since its place is not stored.
  await seams.store.acceptEvents(events);
  return 'failed';
}

/** A bell may name what is no request at all; when the CRM refuses to look for it, all that is open is read instead. */
async function openRequests(
  { crm }: EventFeedSeams,
  correlationId: string,
  requestIds: readonly string[],
): Promise<OpenRequestsResult> {
  const named = await crm.openRequests({ correlationId, requestIds });
  if (named.kind !== 'refused' || named.isLimit) return named;
  return crm.openRequests({ correlationId });
}

/** A lost place is answered with everything that is open now and a stream from its beginning; never with the latest. */
async function takeEnd(
  seams: EventFeedSeams,
  held: Held,
  { isPositionLost, fault, vendorCode }: Extract<EventStep, { kind: 'ended' }>,
): Promise<Taken> {
  const correlationId = seams.world.newId();
  seams.log('events.ended', { correlationId, pairing: seams.pairing, fault, vendorCode, isPositionLost });
  if (!isPositionLost) return 'failed';
  const open = await seams.crm.openRequests({ correlationId });
  if (open.kind !== 'answered') return notRead(seams, correlationId, open);
  const { events } = await eventsOf(seams, open.requests);
  await accept(seams, held, events, {});
  return 'failed';
}

async function accept(
  { store, pairing, log }: EventFeedSeams,
  { fence }: Held,
  events: readonly AcceptableEvent[],
  position: Json,
): Promise<Taken> {
  const acceptances = await store.acceptEvents(events, { feed: name, pairing, position, fence });
  if (acceptances.some(({ acceptance }) => acceptance === 'busy')) return 'failed';
  const count = countOf(acceptances, 'accepted');
  if (count > 0) log('requests.rang', { pairing, count, repeated: countOf(acceptances, 'repeated') });
  return count > 0 ? 'accepted' : 'nothing';
}

function countOf(acceptances: readonly Acceptance[], wanted: Acceptance['acceptance']): number {
  return acceptances.filter(({ acceptance }) => acceptance === wanted).length;
}

function notRead({ log, pairing }: EventFeedSeams, correlationId: string, failure: CallFailure): 'failed' {
  log('events.not-read', { correlationId, pairing, fault: failure.fault, vendorCode: vendorCodeOf(failure) });
  return 'failed';
}

const Position = z.object({ replayId: z.string().optional() });

function positionOf(stored: Json | undefined): EventPosition | undefined {
  return stored === undefined ? undefined : Position.parse(stored).replayId;
}

/** Doubles from a second up to half a minute, less up to half of it, so that nodes do not come together. */
function restOf(failures: number, random: number): number {
  return Math.round(Math.min(longestRestMs, restMs * 2 ** Math.min(failures, 10)) * (0.5 + random / 2));
}
