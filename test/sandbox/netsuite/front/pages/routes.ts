import { readFileSync } from 'node:fs';

import { Hono } from 'hono';
import type { Context } from 'hono';
import { html } from 'hono/html';
import { secureHeaders } from 'hono/secure-headers';

import { accountRoles } from '../../host/account-roles.ts';
import type { Host, RecordView } from '../../host/host.ts';
import { viewerOf } from '../signed-in.ts';
import type { Viewer } from '../signed-in.ts';
import type { ChildTab } from './child-tabs.ts';
import { customerPage } from './customer-page.ts';
import { editedValues, editPage } from './edit-page.ts';
import { sourcesOf } from './form-content.ts';
import { customerListPath, customerPath, layout, projectListPath, projectPath, stylePath, tabsPath } from './layout.ts';
import type { Page } from './layout.ts';
import { customerListPage, projectListPage } from './list-pages.ts';
import { projectPage } from './project-page.ts';
import type { PageSource } from './record-tabs.ts';
import { refusalPage, suiteletPage } from './suitelet-page.ts';

/** Where a person lands after signing in; here the projects are what there is to see. */
const homePath = '/app/center/card.nl';
const suiteletPath = '/app/site/hosting/scriptlet.nl';

/** The account's own look, then the narrow screens; what scripts show brings its own. */
const style = ['netsuite.css', 'narrow.css'].map(readHere).join('\n');
const tabsScript = readHere('tabs.js');

type Source = { readonly host: Host; readonly childTabs: readonly ChildTab[]; readonly accountId: string };

/** The pages of the account for signed-in people; nothing is loaded from elsewhere. */
export function pageRoutes(source: Source): Hono {
  const routes = new Hono();
  routes.use('/app/*', secureHeaders({ referrerPolicy: 'same-origin', strictTransportSecurity: false }));
  routes.get('/favicon.ico', (context) => context.body(null, 204));
  for (const path of ['/', homePath]) routes.get(path, (context) => context.redirect(projectListPath));
  for (const kind of [projects, customers]) {
    routes.get(kind.path, (context) => answerRecord(context, source, kind));
    routes.post(kind.path, (context) => saveRecord(context, source, kind));
  }
  routes.get(projectListPath, (context) => answer(context, source, projectListPage(source)));
  routes.get(customerListPath, (context) => answer(context, source, customerListPage(source)));
  routes.on(['GET', 'POST'], suiteletPath, (context) => answerSuitelet(context, source));
  routes.get(stylePath, (context) => context.body(style, 200, { 'content-type': 'text/css; charset=utf-8' }));
  routes.get(tabsPath, (context) =>
    context.body(tabsScript, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );
  return routes;
}

type RecordPage = (source: PageSource, record: RecordView, selectedTab: string | undefined) => Page;
type Kind = { readonly path: string; readonly type: string; readonly page: RecordPage; addressOf(id: string): string };

const projects: Kind = {
  path: '/app/accounting/project/project.nl',
  type: 'job',
  page: projectPage,
  addressOf: projectPath,
};
const customers: Kind = {
  path: '/app/common/entity/custjob.nl',
  type: 'customer',
  page: customerPage,
  addressOf: customerPath,
};

function recordOf(context: Context, { host }: Source, { type }: Kind): RecordView | undefined {
  const id = context.req.query('id') ?? '';
  return /^\d{1,12}$/.test(id) ? host.readRecord(type, id) : undefined;
}

/** The form of a record: opened through the user events of its type, in the person's own role. */
async function answerRecord(context: Context, source: Source, kind: Kind): Promise<Response> {
  const record = recordOf(context, source, kind);
  if (!record) return answer(context, source, missingPage, 404);
  const mode = context.req.query('e') === 'T' ? 'edit' : 'view';
  const { key } = viewerOf(context);
  const opened = await source.host.openForm({ type: kind.type, id: record.id, user: key, mode });
  if (opened.kind === 'refused') return answer(context, source, refusalPage(opened.refusal.message), 403);
  const editPath = `${kind.addressOf(record.id)}&e=T`;
  if (mode === 'edit') return answer(context, source, editPage(record, editPath, kind.addressOf(record.id)));
  const page = kind.page({ ...source, form: opened.form }, record, context.req.query('selectedtab'));
  return answer(context, source, mayEdit(viewerOf(context), kind) ? { ...page, editPath } : page);
}

/** A save by hand runs the user events of the record; what the account refuses is said on a page. */
async function saveRecord(context: Context, source: Source, kind: Kind): Promise<Response> {
  const record = recordOf(context, source, kind);
  if (!record) return answer(context, source, missingPage, 404);
  const sent = await formOf(context);
  const saved = await source.host.write({
    ...{ user: viewerOf(context).key, context: 'USERINTERFACE', type: kind.type, id: record.id },
    values: editedValues(kind.type, sent),
  });
  if ('refusal' in saved) return answer(context, source, refusalPage(saved.refusal.message), 400);
  return context.redirect(kind.addressOf(record.id), 303);
}

async function answerSuitelet(context: Context, source: Source): Promise<Response> {
  const { script = '', deploy = '', as: _, ...query } = context.req.query();
  const method = context.req.method === 'POST' ? 'POST' : 'GET';
  const parameters = method === 'POST' ? { ...query, ...(await formOf(context)) } : query;
  const user = viewerOf(context).key;
  const done = await source.host.runSuitelet({ script, deploy, method, parameters, user });
  switch (done.kind) {
    case 'redirect':
      return context.redirect(done.to, 303);
    case 'text':
      return context.body(done.text, 200, { 'content-type': `${done.contentType}; charset=utf-8` });
    case 'refused':
      return answer(context, source, refusalPage(done.refusal.message), done.status);
    case 'page': {
      const address = `${suiteletPath}?script=${encodeURIComponent(script)}&deploy=${encodeURIComponent(deploy)}`;
      return answer(context, source, suiteletPage(done, address));
    }
  }
}

async function formOf(context: Context): Promise<Record<string, string>> {
  const sent = await context.req.parseBody();
  return Object.fromEntries(
    Object.entries(sent).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

function mayEdit({ role }: Viewer, { type }: Kind): boolean {
  const permission = type === 'job' ? 'LIST_JOB' : 'LIST_CUSTJOB';
  const level = accountRoles.find(({ id }) => id === role)?.permissions.get(permission);
  return role === 'administrator' || level === 'EDIT' || level === 'FULL';
}

const missingPage: Page = {
  title: 'That record does not exist',
  kind: 'Notice',
  place: 'none',
  body: html`<div class="card"><p class="empty">Maybe it has been deleted, or the address is not complete.</p></div>`,
};

type Status = 200 | 400 | 403 | 404 | 500;

/** Every page allows its own styles and scripts, and what these read from the account or send back to it. */
async function answer(context: Context, source: Source, page: Page, status: Status = 200): Promise<Response> {
  const { name, role } = viewerOf(context);
  const roleName = accountRoles.find(({ id }) => id === role)?.name ?? 'Administrator';
  const [styles, scripts] = (['style', 'script'] as const).map((element) =>
    ["'self'", ...sourcesOf(element, page.form)].join(' '),
  );
  const policy = `default-src 'none'; style-src ${styles}; script-src ${scripts}; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;
  context.header('content-security-policy', policy);
  const shown = await layout(page, { accountId: source.accountId, person: name, role: roleName });
  return context.html(shown, status);
}

function readHere(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}
