import { Hono } from 'hono';
import type { Context } from 'hono';

import type { CallLog } from '../../control/call-log.ts';
import { connectionDropped } from '../../control/connection-dropped.ts';
import type { ActiveFault, FaultKind, Faults } from '../../control/faults.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { Concurrency } from './concurrency.ts';
import { takeDisturbance } from './disturbances.ts';
import type { Disturbance } from './disturbances.ts';
import { accountErrors, answerError, refusals } from './errors.ts';
import type { AccountError } from './errors.ts';
import { readNames } from './restlet-items.ts';
import type { NamedInBody, WriteTarget } from './restlet-items.ts';
import type { ScriptDisturbance } from './script-disturbances.ts';

export const restletPath = '/app/site/hosting/restlet.nl';

/** What a RESTlet call asks of the script host. */
export type ScriptCall = {
  readonly script: string;
  readonly deploy: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** The parsed JSON of a POST or PUT, or its text. */
  readonly body: unknown;
  /** The address's own parameters, for GET and DELETE. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly role: string;
  readonly requestId: string;
};

/** What the script returned, or that it was ended before it could. */
export type ScriptAnswer =
  { readonly kind: 'ended'; readonly status: number; readonly body: unknown } | { readonly kind: 'killed' };

export type RestletFront = {
  readonly tokens: AccessTokens;
  readonly calls: CallLog;
  readonly faults: Faults;
  readonly concurrency: Concurrency;
  /** Runs the script to its end, also when nobody waits for the answer any more. */
  readonly run: (
    call: ScriptCall,
    disturbance: ScriptDisturbance & { readonly lagMs: number },
  ) => Promise<ScriptAnswer>;
  /** Waits real or simulated milliseconds. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly newRequestId: () => string;
};

/** The disturbances that this account can do. */
export const restletFaults: readonly FaultKind[] = [
  'expire-token',
  'refuse',
  'drop-before',
  'delay',
  'lag',
  'busy',
  'partial',
  'kill-script',
  'drop-after',
];

const largestBody = 10 * 1024 * 1024;
const methods: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'DELETE']);

/**
 * The address where an account's RESTlets are called.
 *
 * In this order: sign-in, method, type and size of the body, the account's limit, then the script. That sign-in comes first
 * is documented; the order of the rest is assumed.
 */
export function restletAddress(front: RestletFront): Hono {
  const routes = new Hono();
  routes.all(restletPath, async (context) => {
    const requestId = front.newRequestId();
    const call = front.calls.begin({ method: context.req.method, path: pathOf(context), requestId });
    try {
      const response = await answerCall(context, front, { requestId, refuse: () => call.refuse() });
      call.end(response.status);
      return response;
    } finally {
      call.end();
    }
  });
  return routes;
}

type OpenRequest = { requestId: string; refuse: () => void };

async function answerCall(context: Context, front: RestletFront, request: OpenRequest): Promise<Response> {
  const text = await context.req.text();
  const body = readBody(context, text);
  const names = readNames(body?.value);
  const disturbance = takeDisturbance(front.faults, restletFaults, {
    method: context.req.method,
    path: pathOf(context),
    key: names.keys,
    recordType: names.recordTypes,
  });
  const grant = disturbance.has('expire-token') ? undefined : front.tokens.read(bearerOf(context));
  const error = grant ? refusalOf(context, text, grant.scopes) : accountErrors.noLogin;
  if (error || !grant) return turnAway(request, error ?? accountErrors.noLogin);
  if (disturbance.has('drop-before')) return connectionDropped();
  const refusal = disturbance.of('refuse');
  if (refusal) return turnAway(request, { ...accountErrors.overLimit, ...said(refusal.text) });
  if (!body) return turnAway(request, accountErrors.notJson);
  if (!front.concurrency.take()) return turnAway(request, accountErrors.overLimit);
  try {
    const call = { ...scriptOf(context), body: body.value, role: grant.role, requestId: request.requestId };
    return await runDisturbed(front, call, { disturbance, names });
  } finally {
    front.concurrency.give();
  }
}

function turnAway(request: OpenRequest, error: AccountError): Response {
  request.refuse();
  return answerError(error);
}

function refusalOf(context: Context, text: string, scopes: readonly string[]): AccountError | undefined {
  const { method } = context.req;
  if (!scopes.includes('restlets')) return accountErrors.wrongScope;
  if (!methods.has(method)) return accountErrors.wrongMethod;
  if (method === 'GET' && text !== '') return accountErrors.bodyWithGet;
  if (hasBody(method) && typeOf(context) === undefined) return accountErrors.wrongType;
  if (Buffer.byteLength(text) > largestBody) return accountErrors.tooLarge;
  return undefined;
}

type Disturbed = { disturbance: Disturbance; names: NamedInBody };

async function runDisturbed(
  front: RestletFront,
  call: ScriptCall,
  { disturbance, names }: Disturbed,
): Promise<Response> {
  const delayMs = disturbance.of('delay')?.ms;
  if (delayMs !== undefined) await front.sleep(delayMs);
  const lagMs = disturbance.of('lag')?.ms ?? 0;
  const answer = await front.run(call, { ...insideScript(disturbance, names), lagMs });
  if (disturbance.has('drop-after')) return connectionDropped();
  if (answer.kind === 'killed') return answerError(accountErrors.unexpected);
  return answerScript(answer.status, answer.body);
}

/** A script's text goes out as it is, anything else as JSON. Source: NetSuite Help, "RESTlet Script Type" (return values). */
function answerScript(status: number, body: unknown): Response {
  const isText = typeof body === 'string';
  const type = isText ? 'text/plain' : 'application/json';
  const headers = { 'content-type': `${type}; charset=utf-8` };
  return new Response(isText ? body : JSON.stringify(body ?? null), { status, headers });
}

/** Busy and partial are refusals of the record's own save, so that what the script makes of them is put to the test too. */
function insideScript(disturbance: Disturbance, names: NamedInBody): ScriptDisturbance {
  const kill = disturbance.of('kill-script');
  const nth = disturbance.of('partial');
  const refused = nth ? [refusedBy(nth, names)] : disturbance.has('busy') ? names.targets : [];
  const targets = refused.filter((target) => target !== undefined);
  return {
    ...(kill ? { killAtCall: kill.call ?? 1 } : {}),
    ...(targets.length > 0 ? { refuseWrite: { targets, refusal: refusalOfWrite(disturbance) } } : {}),
  };
}

/** The item of the number, else the one that the disturbance looks for by its key, else the first. */
function refusedBy({ item, match }: ActiveFault, { targets }: NamedInBody): WriteTarget | undefined {
  const wanted = match.key?.toLowerCase();
  const named = targets.find((target) => target?.keys.some((key) => key.toLowerCase() === wanted));
  return item === undefined && named !== undefined ? named : targets[(item ?? 1) - 1];
}

function refusalOfWrite(disturbance: Disturbance): { name: string; message: string } {
  const nth = disturbance.of('partial');
  const usual = nth ? refusals.partial : refusals.busy;
  return { ...usual, message: (nth ?? disturbance.of('busy'))?.text ?? usual.message };
}

function said(text: string | undefined): { text?: string } {
  return text === undefined ? {} : { text };
}

function readBody(context: Context, text: string): { value: unknown } | undefined {
  if (!hasBody(context.req.method)) return { value: undefined };
  if (typeOf(context) === 'text') return { value: text };
  if (levelsOf(text) > mostLevels) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch {
    // A body that is no JSON is refused by the caller, in the account's own shape.
    return undefined;
  }
}

/** No document names a limit; a body this deep would end the stack of whatever walks it. Assumed. */
const mostLevels = 500;

/** How deep the brackets of a text go, those inside its strings left out. */
function levelsOf(text: string): number {
  let level = 0;
  let deepest = 0;
  let isInString = false;
  for (let place = 0; place < text.length; place += 1) {
    const character = text.charAt(place);
    if (character === '"') isInString = !isInString;
    else if (isInString) place += character === '\\' ? 1 : 0;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, (level += 1));
    else if (character === '}' || character === ']') level -= 1;
  }
  return deepest;
}

function scriptOf(context: Context): Pick<ScriptCall, 'script' | 'deploy' | 'method' | 'parameters'> {
  const { method } = context.req;
  const { script = '', deploy = '', ...parameters } = context.req.query();
  return {
    script,
    deploy,
    parameters,
    method: method === 'GET' || method === 'PUT' || method === 'DELETE' ? method : 'POST',
  };
}

function hasBody(method: string): boolean {
  return method === 'POST' || method === 'PUT';
}

function typeOf(context: Context): 'json' | 'text' | undefined {
  const type = context.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/json') return 'json';
  return type === 'text/plain' ? 'text' : undefined;
}

function bearerOf(context: Context): string {
  return /^Bearer (\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1] ?? '';
}

function pathOf(context: Context): string {
  return new URL(context.req.url).pathname;
}
