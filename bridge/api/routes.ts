import type { FaultCode } from 'shared-model/faults.ts';
import type { Context } from 'hono';
import { Hono } from 'hono';
import { EngagementId, RunId } from 'shared-model/ids.ts';

import type { Desk } from '#store/desk.ts';
import type { Store } from '#store/store.ts';

import { type DoorEnv, serve } from './contract.ts';
import { contracts } from './contracts.ts';
import { engagementAnswer } from './engagement-answer.ts';
import { runAnswer } from './run-answer.ts';
import { schemas } from './schemas.ts';

export type ApiSeams = {
  readonly store: Pick<Store, 'engagementById' | 'engagementBySource' | 'runById' | 'listCommands' | 'listExceptions'> &
    Pick<Desk, 'listRuns'>;
  /** Nothing while the bridge can work; otherwise what it waits for. */
  readonly notReady: () => Promise<string | undefined>;
  readonly refuse: (status: number, code: FaultCode, title: string) => Response;
};

const everyStatus = contracts.listRuns.query.shape.status.unwrap().options;

/** The read routes: engagements, runs, commands, exceptions, schemas, health. Lists are paged by cursor, 100 a page. */
export function apiRoutes(seams: ApiSeams): Hono<DoorEnv> {
  const app = new Hono<DoorEnv>();
  const notFound = () => seams.refuse(404, 'api.not-found', 'There is no such record');
  serve(app, contracts.health, (context) => context.json({ status: 'alive' }));
  serve(app, contracts.ready, async (context) => {
    const waitsFor = await seams.notReady();
    return waitsFor === undefined
      ? context.json({ status: 'ready' })
      : context.json({ status: 'waits', waitsFor }, 503);
  });
  serve(app, contracts.readEngagement, async (context) => {
    const id = EngagementId.safeParse(context.req.param('id'));
    const view = id.success ? await seams.store.engagementById(id.data) : undefined;
    return view === undefined ? notFound() : context.json(engagementAnswer(view));
  });
  serve(app, contracts.findEngagement, async (context) => {
    const query = contracts.findEngagement.query.safeParse(context.req.query());
    if (!query.success) return seams.refuse(400, 'api.query', 'Give source=salesforce and id');
    const view = await seams.store.engagementBySource({ system: query.data.source, id: query.data.id });
    return view === undefined ? notFound() : context.json(engagementAnswer(view));
  });
  serve(app, contracts.readRun, async (context) => {
    const id = RunId.safeParse(context.req.param('id'));
    const view = id.success ? await seams.store.runById(id.data) : undefined;
    return view === undefined ? notFound() : context.json(runAnswer(view));
  });
  listRoutes(app, seams);
  schemaRoutes(app, notFound);
  return app;
}

function listRoutes(app: Hono<DoorEnv>, seams: ApiSeams): void {
  serve(app, contracts.listRuns, async (context) => {
    const query = contracts.listRuns.query.safeParse(context.req.query());
    if (!query.success) return badPage(seams);
    const { status, after, limit } = query.data;
    const page = { limit, ...(after === undefined ? {} : { after }) };
    const statuses = status === undefined ? everyStatus : [status];
    return listAnswer(context, await seams.store.listRuns({ statuses, page }));
  });
  serve(app, contracts.listCommands, async (context) => {
    const query = contracts.listCommands.query.safeParse(context.req.query());
    if (!query.success) return badPage(seams);
    const { state, after, limit } = query.data;
    const page = { limit, ...(after === undefined ? {} : { after }) };
    return listAnswer(context, await seams.store.listCommands({ ...(state === undefined ? {} : { state }), page }));
  });
  serve(app, contracts.listExceptions, async (context) => {
    const query = contracts.listExceptions.query.safeParse(context.req.query());
    if (!query.success) return badPage(seams);
    const { state, after, limit } = query.data;
    const page = { limit, ...(after === undefined ? {} : { after }) };
    return listAnswer(context, await seams.store.listExceptions({ ...(state === undefined ? {} : { state }), page }));
  });
}

function schemaRoutes(app: Hono<DoorEnv>, notFound: () => Response): void {
  serve(app, contracts.listSchemas, (context) =>
    context.json({ schemas: schemas.map(({ type, major, path }) => ({ type, major, path })) }),
  );
  serve(app, contracts.readSchema, (context) => {
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
