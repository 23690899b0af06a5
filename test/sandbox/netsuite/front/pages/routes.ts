import { readFileSync } from 'node:fs';

import { Hono } from 'hono';
import type { Context } from 'hono';
import { html } from 'hono/html';
import { secureHeaders } from 'hono/secure-headers';

import type { RecordView } from '../../host/host.ts';
import { customerListPath, layout, projectListPath, stylePath, tabsPath } from './layout.ts';
import type { Page } from './layout.ts';
import { customerPage } from './customer-page.ts';
import { customerListPage, projectListPage } from './list-pages.ts';
import { projectPage } from './project-page.ts';
import type { PageSource } from './record-tabs.ts';

/** Where a person lands after signing in; here the projects are what there is to see. */
const homePath = '/app/center/card.nl';

/** The account's own look first, then what our tab adds, then the narrow screens. */
const style = ['netsuite.css', 'sync-tab.css', 'narrow.css'].map(readHere).join('\n');
const tabsScript = readHere('tabs.js');

/** The pages of the account that a person can look at; nothing can be changed there, and nothing is loaded from elsewhere. */
export function pageRoutes(source: PageSource & { readonly accountId: string }): Hono {
  const routes = new Hono();
  routes.use(
    '/app/*',
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
      referrerPolicy: 'no-referrer',
      strictTransportSecurity: false,
    }),
  );
  routes.get('/favicon.ico', (context) => context.body(null, 204));
  for (const path of ['/', homePath]) routes.get(path, (context) => context.redirect(projectListPath));
  routes.get('/app/accounting/project/project.nl', (context) => answerRecord(context, source, ['job'], projectPage));
  routes.get('/app/common/entity/custjob.nl', (context) => answerRecord(context, source, ['customer'], customerPage));
  routes.get(projectListPath, (context) => answer(context, source, projectListPage(source)));
  routes.get(customerListPath, (context) => answer(context, source, customerListPage(source)));
  routes.get(stylePath, (context) => context.body(style, 200, { 'content-type': 'text/css; charset=utf-8' }));
  routes.get(tabsPath, (context) =>
    context.body(tabsScript, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );
  return routes;
}

type Source = Parameters<typeof pageRoutes>[0];
type RecordPage = (source: PageSource, record: RecordView, selectedTab: string | undefined) => Page;

function answerRecord(context: Context, source: Source, types: readonly string[], page: RecordPage): Promise<Response> {
  const id = context.req.query('id') ?? '';
  const record = /^\d{1,12}$/.test(id)
    ? types.map((type) => source.host.readRecord(type, id)).find(Boolean)
    : undefined;
  if (record) return answer(context, source, page(source, record, context.req.query('selectedtab')));
  return answer(context, source, missingPage, 404);
}

const missingPage: Page = {
  title: 'That record does not exist',
  kind: 'Notice',
  place: 'none',
  body: html`<div class="card"><p class="empty">Maybe it has been deleted, or the address is not complete.</p></div>`,
};

async function answer(context: Context, source: Source, page: Page, status: 200 | 404 = 200): Promise<Response> {
  return context.html(await layout(page, source), status);
}

function readHere(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}
