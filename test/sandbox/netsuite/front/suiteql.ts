import { Hono } from 'hono';
import * as z from 'zod/mini';

import type { Host } from '../host/host.ts';

const Query = z.strictObject({
  q: z.string().check(z.maxLength(100_000)),
  params: z._default(z.array(z.union([z.string(), z.number(), z.boolean()])), []),
});

/** SuiteQL as an administrator, for tests: a real account has no such address. */
export function suiteqlRoutes(host: Pick<Host, 'query'>): Hono {
  const routes = new Hono();
  routes.post('/sandbox/suiteql', async (context) => {
    const body: unknown = await context.req.json().catch(() => undefined);
    const query = Query.safeParse(body);
    if (!query.success)
      return context.json({ error: { code: 'INVALID_REQUEST', message: 'Send {"q", "params"}' } }, 400);
    const answer = host.query(query.data.q, query.data.params);
    if ('rows' in answer) return context.json({ rows: answer.rows });
    return context.json({ error: { code: answer.refusal.name, message: answer.refusal.message } }, 400);
  });
  return routes;
}
