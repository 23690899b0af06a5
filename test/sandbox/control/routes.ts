import { Hono } from 'hono';
import type { Context } from 'hono';
import * as z from 'zod/mini';

import type { CallLog } from './call-log.ts';
import type { SandboxClock } from './clock.ts';
import { faultKinds, FaultSpec, maxFaults } from './faults.ts';
import type { FaultKind, Faults } from './faults.ts';
import type { GroundTruth } from './ground-truth.ts';

export type ControlRoom = {
  clock: SandboxClock;
  groundTruth: GroundTruth;
  calls: CallLog;
  faults: Faults;
  /** The disturbances that this side can really do; the others answer 501. */
  builtKinds: readonly FaultKind[];
  /** Puts the side back to its seeds and writes the `reset` entry of the ground truth. */
  reset(): Promise<void>;
};

const ClockBody = z.union([z.strictObject({ advanceMs: z.number() }), z.strictObject({ at: z.iso.datetime() })]);

/** The control routes of one side, to be mounted at the root: `app.route('/', controlRoutes(room))`. */
export function controlRoutes(room: ControlRoom): Hono {
  const { clock, faults } = room;
  const routes = new Hono();
  routes.get('/sandbox/ready', (context) => context.json({ ready: true, now: new Date(clock.now()).toISOString() }));
  routes.get('/sandbox/ground-truth', (context) => answerLines(context, (after) => room.groundTruth.after(after)));
  routes.get('/sandbox/calls', (context) => answerLines(context, (after) => room.calls.after(after)));
  routes.get('/sandbox/faults', (context) => context.json({ faults: faults.list() }));
  routes.post('/sandbox/faults', async (context) => addFault(context, room));
  routes.delete('/sandbox/faults', (context) => {
    faults.clear();
    return context.body(null, 204);
  });
  routes.delete('/sandbox/faults/:id', (context) =>
    faults.remove(context.req.param('id')) ? context.body(null, 204) : context.json({ error: 'not-found' }, 404),
  );
  routes.post('/sandbox/reset', async (context) => {
    faults.clear();
    await room.reset();
    return context.json({ reset: true, now: new Date(clock.now()).toISOString() });
  });
  routes.get('/sandbox/clock', (context) => context.json({ now: new Date(clock.now()).toISOString() }));
  routes.post('/sandbox/clock', async (context) => moveClock(context, clock));
  return routes;
}

function answerLines(context: Context, read: (after: number) => readonly object[]): Response {
  const after = Number(context.req.query('after') ?? '0');
  if (!Number.isSafeInteger(after) || after < 0) return refuseBody(context, 'after must be a whole number, 0 or more');
  const lines = read(after).map((entry) => `${JSON.stringify(entry)}\n`);
  return context.body(lines.join(''), 200, { 'content-type': 'application/jsonl' });
}

async function addFault(context: Context, { faults, builtKinds }: ControlRoom): Promise<Response> {
  const spec = FaultSpec.safeParse(await readJson(context));
  if (!spec.success) return refuseBody(context, inPlainWords(spec.error));
  const { kind } = spec.data;
  if (!builtKinds.includes(kind))
    return context.json({ error: 'not-built', kind, text: `The disturbance "${kind}" is not built on this side` }, 501);
  if (faults.list().length >= maxFaults)
    return refuseBody(context, `At most ${maxFaults} disturbances can be set at once`);
  return context.json({ id: faults.add(spec.data) }, 201);
}

async function moveClock(context: Context, clock: SandboxClock): Promise<Response> {
  const body = ClockBody.safeParse(await readJson(context));
  if (!body.success)
    return refuseBody(context, 'Send {"advanceMs": number} or {"at": "2026-11-02T09:00:00Z"}, and nothing else');
  if ('at' in body.data) clock.set(Date.parse(body.data.at));
  else clock.advance(body.data.advanceMs);
  return context.json({ now: new Date(clock.now()).toISOString() });
}

async function readJson(context: Context): Promise<unknown> {
  try {
    const body: unknown = await context.req.json();
    return body;
  } catch {
    // Not JSON is answered like any other body that does not fit.
    return undefined;
  }
}

function refuseBody(context: Context, text: string): Response {
  return context.json({ error: 'bad-request', text }, 400);
}

function inPlainWords(error: z.core.$ZodError): string {
  const [issue] = error.issues;
  if (!issue || issue.path.length === 0)
    return 'Send a disturbance: {"kind": "delay", "match": {"path": "/query"}, "ms": 500}';
  const where = issue.path.map(String).join('.');
  if (where === 'kind') return `kind must be one of: ${faultKinds.join(', ')}`;
  return `${where} is not right: ${issue.message}`;
}
