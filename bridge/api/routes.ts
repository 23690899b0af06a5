import type { FaultCode } from 'shared-model/faults.ts';
import type { Context } from 'hono';
import { Hono } from 'hono';
import { EngagementId, RunId } from 'shared-model/ids.ts';
import { z } from 'zod';

import type { Store } from '#store/store.ts';
import type { World } from '#world.ts';

import { engagementAnswer } from './engagement-answer.ts';
import { runAnswer } from './run-answer.ts';
import { schemas } from './schemas.ts';

export type ApiSeams = {
  readonly store: Pick<Store, 'engagementById' | 'engagementBySource' | 'runById' | 'listCommands' | 'listExceptions'>;
  readonly world: Pick<World, 'newId'>;
  /** Nothing while the bridge can work; otherwise what it waits for. */
  readonly notReady: () => Promise<string | undefined>;
  readonly refuse: (status: number, code: FaultCode, title: string) => Response;
};

const commandStates = ['waiting', 'held', 'leased', 'staged', 'unknown', 'applied', 'superseded', 'rejected'] as const;

const PageQuery = z.object({
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/** The read routes: engagements, runs, commands, exceptions, schemas, health. Lists are paged by cursor, 100 a page. */
export function apiRoutes(seams: ApiSeams): Hono {
  const app = new Hono();
  const notFound = () => seams.refuse(404, 'api.not-found', 'There is no such record');
  app.get('/healthz', (context) => context.json({ status: 'alive' }));
  app.get('/readyz', async (context) => {
    const waitsFor = await seams.notReady();
    return waitsFor === undefined
      ? context.json({ status: 'ready' })
      : context.json({ status: 'waits', waitsFor }, 503);
  });
  app.get('/v1/engagements/:id', async (context) => {
    const id = EngagementId.safeParse(context.req.param('id'));
    const view = id.success ? await seams.store.engagementById(id.data) : undefined;
    return view === undefined ? notFound() : context.json(engagementAnswer(view));
  });
  app.get('/v1/engagements', async (context) => {
    const query = z.object({ source: z.literal('salesforce'), id: z.string().max(60) }).safeParse(context.req.query());
    if (!query.success) return seams.refuse(400, 'api.query', 'Give source=salesforce and id');
    const view = await seams.store.engagementBySource({ system: query.data.source, id: query.data.id });
    return view === undefined ? notFound() : context.json(engagementAnswer(view));
  });
  app.get('/v1/runs/:id', async (context) => {
    const id = RunId.safeParse(context.req.param('id'));
    const view = id.success ? await seams.store.runById(id.data) : undefined;
    return view === undefined ? notFound() : context.json(runAnswer(view));
  });
  listRoutes(app, seams);
  schemaRoutes(app, notFound);
  return app;
}

function listRoutes(app: Hono, seams: ApiSeams): void {
  app.get('/v1/commands', async (context) => {
    const query = PageQuery.extend({ state: z.enum(commandStates).optional() }).safeParse(context.req.query());
    if (!query.success) return badPage(seams);
    const { state, after, limit } = query.data;
    const page = { limit, ...(after === undefined ? {} : { after }) };
    return listAnswer(context, await seams.store.listCommands({ ...(state === undefined ? {} : { state }), page }));
  });
  app.get('/v1/exceptions', async (context) => {
    const query = PageQuery.extend({ state: z.enum(['open', 'resolved']).optional() }).safeParse(context.req.query());
    if (!query.success) return badPage(seams);
    const { state, after, limit } = query.data;
    const page = { limit, ...(after === undefined ? {} : { after }) };
    return listAnswer(context, await seams.store.listExceptions({ ...(state === undefined ? {} : { state }), page }));
  });
}

function schemaRoutes(app: Hono, notFound: () => Response): void {
  app.get('/v1/schemas', (context) =>
    context.json({ schemas: schemas.map(({ type, major, path }) => ({ type, major, path })) }),
  );
  app.get('/v1/schemas/:type/:major', (context) => {
    const found = schemas.find(({ path }) => path === context.req.path);
    return found === undefined ? notFound() : context.json(found.schema);
  });
}

function badPage(seams: ApiSeams): Response {
  return seams.refuse(400, 'api.query', 'The query is not understood; limit is 1 to 100 and state a known one');
}

function listAnswer(context: Context, page: { rows: readonly object[]; next?: string }): Response {
  return context.json({ items: page.rows, ...(page.next === undefined ? {} : { next: page.next }) });
}
