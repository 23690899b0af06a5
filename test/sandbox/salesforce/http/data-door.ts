import { Hono } from 'hono';
import type { Context } from 'hono';

import { readStrictJson } from '#intake/strict-json.ts';

import { userAccess } from '../records/access.ts';
import { refused } from '../records/record.ts';
import type { OrgState } from '../records/state.ts';
import { transact } from '../records/transaction.ts';
import { answerData } from '../rest/data-services.ts';
import { errorReply, notFound, refuse } from '../rest/errors.ts';
import type { DataReply, OpenQuery, Scope } from '../rest/scope.ts';
import type { Sessions } from './sessions.ts';
import type { Usage } from './usage.ts';

/** Versions that the org answers to, oldest first. Source: Salesforce release notes, Winter '27. */
const versions = [
  { label: "Winter '26", version: '65.0' },
  { label: "Spring '26", version: '66.0' },
  { label: "Summer '26", version: '67.0' },
  { label: "Winter '27", version: '68.0' },
] as const;

type Tools = {
  state: OrgState;
  sessions: Sessions;
  usage: Usage;
  openQueries: Map<string, OpenQuery>;
  requestIdOf(context: Context): string;
};

/** The data services over HTTP: version, session, usage, one transaction a request. */
export function dataDoor(tools: Tools): Hono {
  const routes = new Hono();
  const list = (context: Context) =>
    context.json(versions.map(({ label, version }) => ({ label, url: `/services/data/v${version}`, version })));
  routes.get('/services/data', list);
  routes.get('/services/data/', list);
  routes.all('/services/data/:version/*', async (context) => answer(context, tools));
  routes.all('/services/data/:version', async (context) => answer(context, tools));
  return routes;
}

async function answer(context: Context, tools: Tools): Promise<Response> {
  const { state, usage } = tools;
  const version = context.req.param('version') ?? '';
  if (!versions.some((one) => `v${one.version}` === version)) return write(notFound(), usage);
  const parts = rawParts(context);
  if (parts === undefined) return write(notFound(), usage);
  const session =
    tools.sessions.ofBearer(context) ?? (parts[0] === 'ui-api' ? tools.sessions.ofPage(context) : undefined);
  const access = session && userAccess(state, session.userId);
  if (!access) return write(refuse('INVALID_SESSION_ID', 'Session expired or invalid'));
  usage.count();
  const body = await readBody(context);
  if (!body.ok) return write(errorReply(body.errors), usage);
  const scope: Scope = {
    state,
    access,
    base: `/services/data/${version}`,
    openQueries: tools.openQueries,
    usage: usage.read,
  };
  const request = {
    method: context.req.method === 'POST' ? overriddenMethod(context) : context.req.method,
    segments: parts,
    query: new URL(context.req.url).searchParams,
    body: body.value,
    header: (name: string) => context.req.header(name),
  };
  const by = { actor: access.actor, requestId: tools.requestIdOf(context) };
  return write(
    transact(state, by, () => answerData(scope, request)),
    usage,
  );
}

/** Source: REST API Developer Guide, "sObject Rows by External ID": clients without PATCH send POST with `_HttpMethod`. */
function overriddenMethod(context: Context): string {
  return context.req.query('_HttpMethod')?.toUpperCase() ?? 'POST';
}

/** Parts after the version, decoded one by one, so that a slash inside an external id stays in its part. */
function rawParts(context: Context): readonly string[] | undefined {
  const { pathname } = new URL(context.req.url);
  const parts = pathname
    .split('/')
    .filter((part) => part !== '')
    .slice(3);
  try {
    return parts.map((part) => decodeURIComponent(part));
  } catch {
    // Escapes that are no UTF-8 name nothing.
    return undefined;
  }
}

type Body = { ok: true; value: unknown } | ReturnType<typeof refused>;

async function readBody(context: Context): Promise<Body> {
  const text = decoded(await context.req.arrayBuffer());
  if (text === undefined) return refused('JSON_PARSER_ERROR', 'Invalid UTF-8 in the body');
  if (text === '') return { ok: true, value: undefined };
  if (!context.req.header('content-type')?.includes('json'))
    return refused('UNSUPPORTED_MEDIA_TYPE', 'Unsupported content type. Send application/json');
  try {
    const value: unknown = JSON.parse(text);
    const read = readStrictJson(text);
    if (!read.ok && unkeepable.has(read.fault.code)) return refused('JSON_PARSER_ERROR', read.fault.text);
    return { ok: true, value };
  } catch (error) {
    return refused('JSON_PARSER_ERROR', error instanceof Error ? error.message : 'the body is not JSON');
  }
}

function decoded(bytes: ArrayBuffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Bytes that are no UTF-8 are answered by the caller.
    return undefined;
  }
}

/** What no org could store, or could store in two ways; that the org refuses it whole is assumed (FIDELITY.md). */
const unkeepable: ReadonlySet<string> = new Set([
  'json.null-character',
  'json.lone-surrogate',
  'json.duplicate-name',
  'json.forbidden-name',
  'json.too-deep',
]);

function write(reply: DataReply, usage?: Usage): Response {
  const headers = new Headers(reply.headers);
  if (usage) {
    const { used, max } = usage.read();
    headers.set('Sforce-Limit-Info', `api-usage=${used}/${max}`);
  }
  if (reply.body === undefined) return new Response(undefined, { status: reply.status, headers });
  headers.set('content-type', 'application/json;charset=UTF-8');
  headers.set('cache-control', 'no-store');
  return new Response(JSON.stringify(reply.body), { status: reply.status, headers });
}
