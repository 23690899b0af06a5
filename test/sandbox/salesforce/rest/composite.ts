import * as z from 'zod/mini';

import { done, refused } from '../records/record.ts';
import { attempt } from '../records/transaction.ts';
import { refuse } from './errors.ts';
import type { DataReply, DataRequest, Scope } from './scope.ts';

/** Source: REST API Developer Guide, "Composite": 25 subrequests, 5 of them queries or collections. */
const maxSteps = 25;
const maxHeavySteps = 5;

const Step = z.object({
  method: z.string(),
  url: z.string(),
  referenceId: z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_]*$/)),
  body: z.optional(z.unknown()),
  httpHeaders: z.optional(z.record(z.string(), z.string())),
});
const CompositeBody = z.object({ allOrNone: z._default(z.boolean(), false), compositeRequest: z.array(Step) });
type Step = z.infer<typeof Step>;
type StepReply = DataReply & { referenceId: string };

/** Runs the steps of a composite request in their order, in one transaction; `run` answers one of them. */
export function runComposite(scope: Scope, request: DataRequest, run: (step: DataRequest) => DataReply): DataReply {
  const body = CompositeBody.safeParse(request.body);
  if (!body.success)
    return refuse('JSON_PARSER_ERROR', 'compositeRequest is required, each step with method, url, referenceId');
  const { compositeRequest: steps, allOrNone } = body.data;
  const heavy = steps.filter((step) => /\/(query|composite\/sobjects)/.test(step.url));
  if (steps.length > maxSteps || heavy.length > maxHeavySteps)
    return refuse('LIMIT_EXCEEDED', `At most ${maxSteps} steps, ${maxHeavySteps} of them queries or collections`);
  const replies: StepReply[] = [];
  attempt(scope.state, () => {
    for (const step of steps) replies.push(runStep(step, replies, allOrNone, run));
    return allOrNone && replies.some(hasFailed) ? refused('PROCESSING_HALTED', '') : done(undefined);
  });
  const isUndone = allOrNone && replies.some(hasFailed);
  const answers = replies.map((reply) => (isUndone && !hasFailed(reply) ? halted(reply.referenceId, true) : reply));
  return { status: 200, body: { compositeResponse: answers.map(writeStep) } };
}

function runStep(
  step: Step,
  earlier: readonly StepReply[],
  allOrNone: boolean,
  run: (step: DataRequest) => DataReply,
): StepReply {
  const { referenceId } = step;
  if (allOrNone && earlier.some(hasFailed)) return halted(referenceId, true);
  const filled = fill({ url: step.url, body: step.body }, earlier);
  if (!filled) return halted(referenceId, false);
  const url = new URL(filled.url, 'http://org.invalid');
  const segments = url.pathname
    .split('/')
    .filter((part) => part !== '')
    .map((part) => decodeURIComponent(part));
  const headers = new Map(Object.entries(step.httpHeaders ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const reply = run({
    method: step.method.toUpperCase(),
    segments: segments.slice(3),
    query: url.searchParams,
    body: filled.body,
    header: (name) => headers.get(name),
  });
  return { ...reply, referenceId };
}

/** Puts the values of earlier answers for `@{reference.field}`; `undefined` when one of them failed or has no such field. */
function fill(
  step: { url: string; body: unknown },
  earlier: readonly StepReply[],
): { url: string; body: unknown } | undefined {
  let isComplete = true;
  const replaced = JSON.stringify(step).replaceAll(/@\{(\w+)\.([\w.[\]]+)\}/g, (_whole, name: string, path: string) => {
    const reply = earlier.find((one) => one.referenceId === name);
    const value = reply && !hasFailed(reply) ? readPath(reply.body, path) : undefined;
    if (value === undefined) isComplete = false;
    return JSON.stringify(String(value)).slice(1, -1);
  });
  const filled = z.object({ url: z.string(), body: z.optional(z.unknown()) }).parse(JSON.parse(replaced));
  return isComplete ? { url: filled.url, body: filled.body } : undefined;
}

function readPath(body: unknown, path: string): string | number | boolean | undefined {
  let at: unknown = body;
  for (const name of path.split(/[.[\]]+/).filter((part) => part !== '')) {
    const entries: Record<string, unknown> = typeof at === 'object' && at !== null ? { ...at } : {};
    at = entries[name];
  }
  if (typeof at === 'object' && at !== null && 'rawJSON' in at) at = at.rawJSON;
  return typeof at === 'string' || typeof at === 'number' || typeof at === 'boolean' ? at : undefined;
}

function hasFailed(reply: DataReply): boolean {
  return reply.status >= 400;
}

function halted(referenceId: string, isRolledBack: boolean): StepReply {
  const text = isRolledBack
    ? 'The transaction was rolled back since another operation in the same transaction failed.'
    : 'Invalid reference specified. No value for a referenced step found.';
  return { ...refuse('PROCESSING_HALTED', text), referenceId };
}

function writeStep({ status, body, headers, referenceId }: StepReply) {
  return { body: body ?? null, httpHeaders: headers ?? {}, httpStatusCode: status, referenceId };
}
