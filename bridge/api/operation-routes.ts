import { Hono } from 'hono';

import type { Desk } from '#store/desk.ts';

import { type Contract, type DoorEnv, serve } from './contract.ts';
import { contracts } from './contracts.ts';
import { docsPage } from './docs-page.ts';
import type { Metrics } from './metrics.ts';
import { openApiDocument } from './open-api.ts';

/** A file that our own pages load. */
export type Asset = { readonly name: string; readonly mediaType: string; readonly text: string };

export type OperationSeams = {
  readonly store: Pick<Desk, 'countWork'>;
  readonly metrics: Metrics;
  readonly contracts: readonly Contract[];
  readonly version: string;
  readonly assets: readonly Asset[];
  readonly notFound: () => Response;
};

/** What operators and readers of the API are given: figures, the document, and the page made from it. */
export function operationRoutes(seams: OperationSeams): Hono<DoorEnv> {
  const app = new Hono<DoorEnv>();
  const document = openApiDocument(seams.contracts, seams.version);
  serve(app, contracts.openApi, (context) => context.json(document));
  serve(app, contracts.docs, (context) => context.html(docsPage(document)));
  serve(app, contracts.metrics, async (context) => {
    const text = seams.metrics.text(await seams.store.countWork());
    return context.body(text, 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  });
  serve(app, contracts.asset, (context) => {
    const asset = seams.assets.find(({ name }) => name === context.req.param('name'));
    if (asset === undefined) return seams.notFound();
    return context.body(asset.text, 200, { 'content-type': `${asset.mediaType}; charset=utf-8` });
  });
  return app;
}
