import { z } from 'zod';
import { CommandType } from 'shared-model/commands.ts';
import {
  CandidatesAnswer,
  FoundItem,
  ItemAnswer,
  mostItems,
  ReferenceAnswer,
  StateAnswer,
  WatchAnswer,
} from 'shared-model/restlet.ts';
import type { RestletRequest } from 'shared-model/restlet.ts';
import type { CallFailure, CallOptions, Connector, ConnectorSeams } from '#connectors/connector.ts';
import { createHttpPost } from './client.ts';
import type { HttpPost, HttpResult } from './client.ts';
import { replyOf } from './replies.ts';
import { addressesOf, readSigningKey } from './settings.ts';
import type { NetsuiteSettings } from './settings.ts';
import { createTokens } from './tokens.ts';
import type { Tokens } from './tokens.ts';

/** A RESTlet may run for 300 s; whoever has waited a minute looks the keys up instead. */
const defaultTimeoutMs = 60_000;

/** Our side of the RESTlet `customscript_tl_bridge`: batches out, item answers in. */
export function createNetsuiteConnector(settings: NetsuiteSettings, seams: ConnectorSeams): Connector {
  const { restletUrl, tokenUrl } = addressesOf(settings);
  const post = createHttpPost(seams.fetch);
  const tokens = createTokens({ settings, signingKey: readSigningKey(settings.privateKeyPem), tokenUrl, post, seams });
  const line = { post, tokens, restletUrl, timeoutMs: settings.timeoutMs ?? defaultTimeoutMs };
  return {
    system: 'netsuite',
    commands: CommandType.options,
    send: async ({ pairing, items }, options) => {
      requireFewEnough(items.length);
      const reply = await call(line, { version: 1, operation: 'post', pairing, items: [...items] }, options);
      if (reply.kind !== 'body') return reply;
      const read = readItems(reply.body, ItemAnswer, new Set(items.map((item) => item.key)));
      return read.kind === 'answered' ? { kind: 'answered', items: read.items.map(withoutFigures) } : read;
    },
    find: async (pairing, keys, options) => {
      requireFewEnough(keys.length);
      const reply = await call(line, { version: 1, operation: 'find', pairing, keys: [...keys] }, options);
      if (reply.kind !== 'body') return reply;
      return readItems(reply.body, FoundItem, new Set(keys));
    },
    candidates: async (pairing, asked, options) => {
      const reply = await call(line, { version: 1, operation: 'candidates', pairing, ...asked }, options);
      if (reply.kind !== 'body') return reply;
      const answer = CandidatesAnswer.safeParse(reply.body);
      if (!answer.success) return unreadable;
      return { kind: 'answered', asOf: answer.data.asOf, candidates: answer.data.candidates };
    },
    watch: async (pairing, { taken, since }, options) => {
      const swept = since === undefined ? {} : { since };
      const request: RestletRequest = { version: 1, operation: 'watch', pairing, taken: [...taken], ...swept };
      const reply = await call(line, request, options);
      if (reply.kind !== 'body') return reply;
      const answer = WatchAnswer.safeParse(reply.body);
      if (!answer.success) return unreadable;
      const { version: _, unitsLeft: __, ...watched } = answer.data;
      return { kind: 'answered', watched };
    },
    writeStates: async (pairing, states, options) => {
      const reply = await call(line, { version: 1, operation: 'state', pairing, states: [...states] }, options);
      if (reply.kind !== 'body') return reply;
      const answer = StateAnswer.safeParse(reply.body);
      return answer.success ? { kind: 'answered', items: answer.data.items } : unreadable;
    },
    readReference: async (pairing, options) => {
      const reply = await call(line, { version: 1, operation: 'reference', pairing }, options);
      if (reply.kind !== 'body') return reply;
      const answer = ReferenceAnswer.safeParse(reply.body);
      if (!answer.success) return unreadable;
      return { kind: 'answered', reference: { asOf: answer.data.asOf, rows: answer.data.rows } };
    },
  };
}

type Line = { post: HttpPost; tokens: Tokens; restletUrl: string; timeoutMs: number };
type Reply = { readonly kind: 'body'; readonly body: unknown } | CallFailure;

const unreadable: CallFailure = { kind: 'unknown', fault: 'erp.answer-unreadable' };
const Envelope = z.object({ error: z.object({ code: z.string().max(200) }) });

/** One call; a token that NetSuite no longer takes is renewed once, which is safe since no script has run. */
async function call(line: Line, request: RestletRequest, options: CallOptions): Promise<Reply> {
  const first = await line.tokens.current();
  if (first.kind !== 'token') return first;
  const result = await callWith(line, request, options, first.accessToken);
  if (result.kind !== 'answer' || result.status !== 401) return readReply(result);
  await line.tokens.discard(first.accessToken);
  const second = await line.tokens.current();
  if (second.kind !== 'token') return second;
  return readReply(await callWith(line, request, options, second.accessToken));
}

async function callWith(line: Line, request: RestletRequest, options: CallOptions, token: string): Promise<HttpResult> {
  return line.post({
    url: line.restletUrl,
    body: JSON.stringify(request),
    contentType: 'application/json',
    timeoutMs: line.timeoutMs,
    headers: { authorization: `Bearer ${token}`, 'x-correlation-id': options.correlationId },
    ...(options.signal ? { signal: options.signal } : {}),
  });
}

function readReply(result: HttpResult): Reply {
  if (result.kind === 'never-sent') return { kind: 'refused', fault: 'erp.unreachable', isLimit: false };
  if (result.kind === 'no-answer') return { kind: 'unknown', fault: 'erp.unreachable' };
  const body = parseJson(result.text);
  if (result.status === 200) return body === undefined ? unreadable : { kind: 'body', body };
  const error = Envelope.safeParse(body);
  const failure = replyOf(result.status, error.success ? error.data.error.code : undefined);
  if (failure.kind === 'unknown' || result.retryAfterMs === undefined) return failure;
  return { ...failure, retryAfterMs: result.retryAfterMs };
}

/**
 * Reads the items one by one, so that one that we cannot read spoils no other; an item left out counts as not answered.
 *
 * Keys that we did not ask about are dropped: an answer never speaks for a record of another call.
 */
function readItems<Schema extends z.core.$ZodType<{ key: string }>>(
  body: unknown,
  schema: Schema,
  asked: ReadonlySet<string>,
): { kind: 'answered'; items: z.core.output<Schema>[] } | CallFailure {
  const answer = z.object({ version: z.literal(1), items: z.array(z.unknown()).max(mostItems) }).safeParse(body);
  if (!answer.success) return unreadable;
  const items = answer.data.items.flatMap((item) => {
    const read = z.safeParse(schema, item);
    return read.success && asked.has(read.data.key) ? [read.data] : [];
  });
  return items.length === 0 ? unreadable : { kind: 'answered', items };
}

/**
 * Takes figures with decimals out of a fault's text: a cost rate must not leave the account, whatever wrote the text.
 *
 * Findings keep theirs, since they speak of the deal's own amounts.
 */
function withoutFigures(item: ItemAnswer): ItemAnswer {
  if (item.fault === undefined) return item;
  return { ...item, fault: { ...item.fault, text: item.fault.text.replaceAll(/\d[\d.,]*[.,]\d+/g, '…') } };
}

function requireFewEnough(count: number): void {
  if (count < 1 || count > mostItems) throw new RangeError(`One call carries 1 to ${mostItems} items, not ${count}`);
}

function parseJson(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch {
    // A login page or a proxy's error is an answer that we cannot read.
    return undefined;
  }
}
