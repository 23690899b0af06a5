import { Hono } from 'hono';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';

import type { Log } from '#log.ts';
import type { AcceptableEvent, Acceptance, Pairing, Store } from '#store/store.ts';
import type { World } from '#world.ts';

import type { Body } from './body.ts';
import { badBody, readJsonBody } from './body.ts';
import type { DoorFault } from './limits.ts';
import { limits } from './limits.ts';
import { problem } from './problem.ts';
import type { ReadEvent } from './read-event.ts';
import { readEvent } from './read-event.ts';

export type IntakeSeams = {
  readonly store: Pick<Store, 'acceptEvents'>;
  readonly pairings: readonly Pairing[];
  readonly world: Pick<World, 'newId' | 'monotonicMs'>;
  readonly log: Log;
  /** Hears how long the store took to accept, in milliseconds. */
  readonly accepted?: (tookMs: number) => void;
  /** Rings the loops of this process, so that an accepted event is worked on at once. */
  readonly ring: () => void;
};

/** The correlation id that the doors gave the request: that of its trace, where it brings one. */
type IntakeEnv = { Variables: { correlationId: string } };

/** What became of one event; the same event always gets the same answer. */
type EventAnswer = { id: string; acceptance: 'accepted'; runId: string; engagementId: string };

/**
 * `POST /v1/events`: one CloudEvent, or a batch of at most 500, as structured JSON.
 *
 * Every event of a body is read before the first is stored, so a malformed one never stores its neighbours.
 */
export function intakeRoutes(seams: IntakeSeams): Hono<IntakeEnv> {
  const app = new Hono<IntakeEnv>();
  app.post('/v1/events', async (context) => {
    const correlationId = context.get('correlationId');
    const body = await readBody(context);
    if (!body.ok)
      return problem(body.status, body.fault.code, body.fault.text, { correlationId, faults: [body.fault] });
    const values = Array.isArray(body.value) ? body.value : [body.value];
    const read = values.map((value) => readEvent(value, seams.pairings, () => correlationId));
    const faults = faultsOf(read, Array.isArray(body.value));
    if (faults.length > 0) return unreadable(faults, correlationId);
    return store(seams, read, Array.isArray(body.value), correlationId);
  });
  return app;
}

/** Stands before the guard, which reads the whole body of a signed request: nobody makes us read more than a batch. */
export function bodySizeLimit({ world }: { readonly world: Pick<World, 'newId'> }): MiddlewareHandler {
  const onError = (): Response =>
    problem(413, 'intake.too-large', 'A batch may have 5 MB', { correlationId: world.newId() });
  return bodyLimit({ maxSize: limits.batchBytes, onError });
}

async function readBody(context: Context): Promise<Body> {
  const body = await readJsonBody(context.req, mediaTypes);
  if (!body.ok) return body;
  const isBatch = Array.isArray(body.value);
  if (!isBatch && body.bytes > limits.oneEventBytes) {
    return badBody(413, 'intake.too-large', 'One event may have 1 MB');
  }
  if (Array.isArray(body.value) && (body.value.length === 0 || body.value.length > limits.batchEvents)) {
    return badBody(422, 'intake.batch-size', `A batch has 1 to ${limits.batchEvents} events`);
  }
  return body;
}

const mediaTypes = ['application/json', 'application/cloudevents+json', 'application/cloudevents-batch+json'];

function faultsOf(read: readonly ReadEvent[], isBatch: boolean): readonly DoorFault[] {
  return read
    .flatMap((event, place) =>
      event.ok
        ? []
        : event.faults.map((fault) => (isBatch ? { ...fault, pointer: `/${place}${fault.pointer}` } : fault)),
    )
    .slice(0, 50);
}

function unreadable(faults: readonly DoorFault[], correlationId: string): Response {
  return problem(422, faults[0]?.code ?? 'intake.malformed', 'The event cannot be accepted', { correlationId, faults });
}

async function store(
  seams: IntakeSeams,
  read: readonly ReadEvent[],
  isBatch: boolean,
  correlationId: string,
): Promise<Response> {
  const events = read.flatMap((result) => (result.ok ? [result.event] : []));
  const acceptances = await acceptOrNothing(seams, events, correlationId);
  if (acceptances === undefined) {
    const title = 'The store cannot be reached; what became of this is unknown, send the same again';
    return problem(503, 'intake.unavailable', title, { correlationId, retryAfterSeconds: 5 });
  }
  if (acceptances.some(({ acceptance }) => acceptance === 'busy')) {
    const title = 'The bridge takes no more for the moment; send the same again';
    return problem(503, 'intake.busy', title, { correlationId, retryAfterSeconds: 1 });
  }
  const faults = acceptances.flatMap((acceptance, place) => acceptanceFault(acceptance, isBatch ? `/${place}` : ''));
  seams.ring();
  seams.log('events.accepted', { correlationId, count: acceptances.length - faults.length });
  if (faults.length > 0)
    return problem(409, faults[0]?.code ?? 'intake.conflict', 'An event was refused', { correlationId, faults });
  const answers = acceptances.map((acceptance, place) => answerOf(acceptance, events[place]?.id ?? ''));
  return Response.json(isBatch ? answers : answers[0], { status: 202 });
}

/** Nothing when the store threw: only its answer makes an event accepted. */
async function acceptOrNothing(seams: IntakeSeams, events: readonly AcceptableEvent[], correlationId: string) {
  const startedAt = seams.world.monotonicMs();
  try {
    const acceptances = await seams.store.acceptEvents(events);
    seams.accepted?.(seams.world.monotonicMs() - startedAt);
    return acceptances;
  } catch (error) {
    seams.log('events.not-stored', { correlationId, error: error instanceof Error ? error.message : 'unknown' });
    return undefined;
  }
}

function acceptanceFault({ acceptance }: Acceptance, pointer: string): DoorFault[] {
  if (acceptance === 'conflict') {
    const text = 'An event with this id and other content came before; nothing of this one was taken';
    return [{ pointer, code: 'intake.conflict', text }];
  }
  return acceptance === 'refused' ? [{ pointer, code: 'intake.malformed', text: 'The event cannot be stored' }] : [];
}

function answerOf({ runId, engagementId }: Acceptance, id: string): EventAnswer {
  return { id, acceptance: 'accepted', runId, engagementId };
}
