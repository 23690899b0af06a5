import { Hono } from 'hono';
import type { Context } from 'hono';
import * as z from 'zod/mini';

import type { OrgState } from '../records/state.ts';
import { scenarios } from '../scenarios.ts';
import { findUser, setPageSession } from './sessions.ts';
import type { Sessions } from './sessions.ts';

const maxEvents = 1_000;
const SessionBody = z.strictObject({ as: z.string() });

type Tools = { state: OrgState; sessions: Sessions; ids: ReadonlyMap<string, string> };

/** What only a sandbox has: sign-in without a password, the published events, the list of scenarios. */
export function testRoutes(tools: Tools): Hono {
  const routes = new Hono();
  routes.get('/sandbox/session', (context) => {
    const to = context.req.query('to');
    return openPageSession(context, tools, context.req.query('as') ?? '', isOwnPath(to) ? to : undefined);
  });
  routes.post('/sandbox/session', async (context) => {
    const body = SessionBody.safeParse(await context.req.json().catch(() => undefined));
    if (body.success) return openPageSession(context, tools, body.data.as);
    return context.json({ error: 'bad-request', text: 'Send {"as": "sales1"}' }, 400);
  });
  routes.get('/sandbox/events', (context) => {
    const after = Number(context.req.query('after') ?? '0');
    const lines = tools.state.events.after(after, maxEvents).map((event) => `${JSON.stringify(event)}\n`);
    return context.body(lines.join(''), 200, { 'content-type': 'application/jsonl' });
  });
  routes.get('/sandbox/scenarios', (context) =>
    context.json(scenarios.map(({ key, ...scenario }) => ({ id: tools.ids.get(key), key, ...scenario }))),
  );
  return routes;
}

function openPageSession(context: Context, { state, sessions }: Tools, alias: string, to?: string): Response {
  const user = findUser(state, alias);
  if (!user) return context.json({ error: 'bad-request', text: `There is no active user called "${alias}"` }, 400);
  setPageSession(context, sessions.open(user.id));
  return to === undefined ? context.json({ userId: user.id, alias, name: user.name }) : context.redirect(to);
}

function isOwnPath(to: string | undefined): boolean {
  return to?.startsWith('/') === true && !to.startsWith('//') && !to.includes('\\');
}
