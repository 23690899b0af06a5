import { RunId } from 'shared-model/ids.ts';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { z } from 'zod';

import { type Body, readJsonBody } from '#intake/body.ts';
import { problem } from '#intake/problem.ts';
import type { Log } from '#log.ts';
import type { Desk, RunAct } from '#store/desk.ts';
import type { Store } from '#store/store.ts';

import { type DoorEnv, serve } from './contract.ts';
import { contracts } from './contracts.ts';
import { planAct } from './run-acts.ts';

export type ActSeams = {
  readonly store: Pick<Desk, 'actOnRun' | 'resolveException' | 'exceptionById'> & Pick<Store, 'runById'>;
  readonly log: Log;
  /** Rings the loops of this process. */
  readonly ring: () => void;
};

const ActKind = z.enum(['retry', 'give-up', 'cancel']);

/** What people and programs do about runs and exceptions. */
export function actRoutes(seams: ActSeams): Hono<DoorEnv> {
  const app = new Hono<DoorEnv>();
  serve(app, contracts.actOnRun, async (context) => {
    const correlationId = context.get('correlationId');
    const body = await readJsonBody(context.req, contracts.actOnRun.body.mediaTypes);
    if (!body.ok) return unreadable(body, correlationId);
    const wanted = contracts.actOnRun.body.schema.safeParse(body.value);
    if (!wanted.success) return misshapen(wanted.error, correlationId);
    const key = context.req.header('idempotency-key');
    if (key !== undefined && !/^[\x21-\x7e]{1,200}$/.test(key)) return badKey(correlationId);
    const act = ActKind.parse(context.req.param('act'));
    const result = await carryOut(seams, {
      runId: context.req.param('id') ?? '',
      act,
      actor: actorOf(context),
      correlationId,
      ...wanted.data,
      ...(key === undefined ? {} : { occasion: `key:${key}` }),
    });
    return answerAct(context, result);
  });
  serve(app, contracts.resolveException, async (context) => {
    const correlationId = context.get('correlationId');
    const body = await readJsonBody(context.req, contracts.resolveException.body.mediaTypes);
    if (!body.ok) return unreadable(body, correlationId);
    const wanted = contracts.resolveException.body.schema.safeParse(body.value);
    if (!wanted.success) return misshapen(wanted.error, correlationId);
    const exceptionId = context.req.param('id') ?? '';
    const { comment } = wanted.data;
    await seams.store.resolveException({ exceptionId, actor: actorOf(context), comment, correlationId });
    const exception = await seams.store.exceptionById(exceptionId);
    if (exception === undefined) return problem(404, 'api.not-found', 'There is no such record', { correlationId });
    seams.log('exception.resolved', { correlationId, exceptionId, code: exception.code });
    return context.json({ exception });
  });
  return app;
}

/** @property version the run's version that the person saw · @property occasion makes a second press the same act */
export type Press = {
  readonly runId: string;
  readonly act: RunAct['kind'];
  readonly actor: string;
  readonly correlationId: string;
  readonly version?: number | undefined;
  readonly comment?: string | undefined;
  readonly occasion?: string;
};

export type PressResult =
  | { readonly kind: 'done'; readonly runId: string; readonly act: RunAct['kind']; readonly happens: readonly string[] }
  | { readonly kind: 'changed' }
  | { readonly kind: 'not-possible'; readonly reason: string }
  | { readonly kind: 'not-found' };

/** Carries an act out as planned from the run as it stands; a press on an older version than the present one is refused. */
export async function carryOut(seams: ActSeams, press: Press): Promise<PressResult> {
  const id = RunId.safeParse(press.runId);
  const run = id.success ? await seams.store.runById(id.data) : undefined;
  if (run === undefined) return { kind: 'not-found' };
  const { act, actor, correlationId, comment } = press;
  const plan = planAct(run, act);
  const version = press.version ?? run.version;
  const occasion = press.occasion ?? (act === 'retry' ? `version:${version}` : 'once');
  const releases = plan.kind === 'possible' ? plan.releases : [];
  const result = await seams.store.actOnRun({
    kind: act,
    runId: run.runId,
    occasion,
    version: plan.kind === 'possible' ? version : -1,
    actor,
    correlationId,
    ...(comment === undefined ? {} : { comment }),
    releases,
    ...(plan.kind === 'possible' && plan.eventType !== undefined ? { eventType: plan.eventType } : {}),
  });
  if (result === 'changed') return plan.kind === 'possible' ? { kind: 'changed' } : plan;
  if (result === 'done') seams.log('run.acted-on', { correlationId, runId: run.runId, act, actor });
  seams.ring();
  return { kind: 'done', runId: run.runId, act, happens: plan.kind === 'possible' ? plan.happens : [] };
}

const accepted: Readonly<Record<RunAct['kind'], string>> = {
  retry: 'It is tried again',
  'give-up': 'It is given up, and what it made is undone',
  cancel: 'It is cancelled',
};

function answerAct(context: Context<DoorEnv>, result: PressResult): Response {
  const correlationId = context.get('correlationId');
  switch (result.kind) {
    case 'done': {
      const { runId, act } = result;
      return context.json({ runId, act, acceptance: 'accepted', text: accepted[act] }, 202);
    }
    case 'changed':
      return problem(409, 'api.changed', 'The run has changed since you looked; look again', { correlationId });
    case 'not-possible':
      return problem(409, 'api.not-possible', result.reason, { correlationId });
    case 'not-found':
      return problem(404, 'api.not-found', 'There is no such record', { correlationId });
  }
}

function actorOf(context: Context<DoorEnv>): string {
  return context.get('caller')?.name ?? 'nobody';
}

function unreadable(body: Extract<Body, { ok: false }>, correlationId: string): Response {
  return problem(body.status, body.fault.code, body.fault.text, { correlationId, faults: [body.fault] });
}

function badKey(correlationId: string): Response {
  const text = 'Idempotency-Key is 1 to 200 printable characters';
  return problem(400, 'api.body', text, { correlationId, faults: [{ pointer: '', code: 'api.body', text }] });
}

function misshapen(error: z.ZodError, correlationId: string): Response {
  const found = error.issues.slice(0, 20).map(({ path, message }) => ({
    pointer: path.map((place) => `/${String(place)}`).join(''),
    code: 'api.body' as const,
    text: message,
  }));
  return problem(422, 'api.body', 'The body does not fit', { correlationId, faults: found });
}
