import type { Context, MiddlewareHandler } from 'hono';
import * as z from 'zod/mini';

import type { OpenCall } from '../../control/call-log.ts';
import { connectionDropped } from '../../control/connection-dropped.ts';
import type { DisturbedRequest, FaultKind, Faults } from '../../control/faults.ts';
import { errorReply } from '../rest/errors.ts';
import { refused } from '../records/record.ts';
import { answerLocked, withoutRow } from './row-disturbances.ts';
import type { Sessions } from './sessions.ts';

/** What this side can do on request. */
export const builtKinds = [
  'refuse',
  'delay',
  'drop-before',
  'drop-after',
  'expire-token',
  'reorder',
  'repeat',
  'lose',
  'reset-stream',
  'busy',
  'partial',
  'lag',
  'skew',
] as const satisfies readonly FaultKind[];

const writes: ReadonlySet<string> = new Set(['POST', 'PATCH', 'DELETE']);

type Tools = {
  faults: Faults;
  sessions: Sessions;
  sleep(ms: number): Promise<void>;
  callOf(context: Context): OpenCall | undefined;
};

/** Does to a request what was asked for: before it runs, and to its answer. */
export function disturb(tools: Tools): MiddlewareHandler {
  return async (context, next) => {
    const { faults } = tools;
    if (faults.list().length === 0) return next();
    const request = await describeRequest(context);
    const delay = faults.take(['delay'], request);
    if (delay) await tools.sleep(delay.ms ?? 0);
    if (faults.take(['drop-before'], request)) return connectionDropped();
    const refusal = faults.take(['refuse'], request);
    if (refusal) return refuseRequest(context, tools, refusal.text);
    if (faults.take(['expire-token'], request)) return expireToken(context, tools);
    const busy = writes.has(context.req.method) ? faults.take(['busy'], request) : undefined;
    if (busy) return answerLocked(context, busy.text);
    const willDrop = faults.take(['drop-after'], request);
    const partial = writes.has(context.req.method) ? faults.take(['partial'], request) : undefined;
    if (partial) {
      const answer = await withoutRow(context, partial.item ?? 1, { text: partial.text, run: next });
      if (answer) context.res = answer;
    } else await next();
    if (willDrop) context.res = connectionDropped();
    return undefined;
  };
}

/** Source: REST API Developer Guide, "Status Codes and Error Responses": the limit is 403, whether daily or concurrent. */
function refuseRequest(context: Context, { callOf }: Tools, text = 'TotalRequests Limit exceeded.'): Response {
  callOf(context)?.refuse();
  const { body } = errorReply(refused('REQUEST_LIMIT_EXCEEDED', text).errors);
  return context.json(body, 403);
}

function expireToken(context: Context, { sessions, callOf }: Tools): Response {
  const session = sessions.ofBearer(context) ?? sessions.ofPage(context);
  if (session) sessions.revoke(session.token);
  callOf(context)?.refuse();
  const { body } = errorReply(refused('INVALID_SESSION_ID', 'Session expired or invalid').errors);
  return context.json(body, 401);
}

const Typed = z.object({ attributes: z.object({ type: z.string() }) });
const Named = z.union([
  z.pipe(
    z.object({ apiName: z.string() }),
    z.transform(({ apiName }) => apiName),
  ),
  z.pipe(
    Typed,
    z.transform(({ attributes }) => attributes.type),
  ),
]);
const Many = z.object({ records: z.array(z.record(z.string(), z.unknown())) });

/** The record types and keys that a request names in its address or body: any text value may be a key. */
async function describeRequest(context: Context): Promise<DisturbedRequest> {
  const { method } = context.req;
  const { pathname } = new URL(context.req.url);
  const parts = pathname.split('/').map(decodedPart);
  const body = await readBody(context);
  const many = Many.safeParse(body);
  const rows: readonly unknown[] = many.success ? many.data.records : [body];
  const types = rows.map((row) => Named.safeParse(row)).flatMap((named) => (named.success ? [named.data] : []));
  const at = parts.indexOf('sobjects');
  const recordType = [...types, ...(at > 0 ? parts.slice(at + 1, at + 2) : [])];
  return { method, path: pathname, recordType, key: [...parts, ...rows.flatMap((row) => textsIn(row))] };
}

/** A part whose escapes are no UTF-8 stays as it came; the door behind refuses it. */
function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

async function readBody(context: Context): Promise<unknown> {
  if (!context.req.header('content-type')?.includes('json')) return undefined;
  try {
    const body: unknown = await context.req.json();
    return body;
  } catch {
    // Not JSON: the route itself answers that, here it only means that nothing matches by key.
    return undefined;
  }
}

/** Keys lie near the top; a body of a thousand levels is for the door behind to refuse. */
function textsIn(value: unknown, depth = 0): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth > 32) return [];
  return Object.values(value).flatMap((inner) => textsIn(inner, depth + 1));
}
