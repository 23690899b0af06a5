import { Hono } from 'hono';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { HtmlEscapedString } from 'hono/utils/html';
import { z } from 'zod';

import type { Refusal } from '#api/access.ts';
import { type ActSeams, carryOut, type PressResult } from '#api/act-routes.ts';
import { type Caller, type DoorEnv, serve } from '#api/contract.ts';
import { isOwnForm, sessionValidMs, type Sessions } from '#api/sessions.ts';

import { ActForm, CauseForm, consoleContracts, DeskQuery } from './contracts.ts';
import { type DeskSeams, readDesk } from './desk.ts';
import { readForm } from './form.ts';
import { messagePage } from './message-page.ts';
import { deskPage, livePart } from './page.ts';

export type ConsoleSeams = DeskSeams &
  ActSeams & { readonly store: DeskSeams['store'] & ActSeams['store']; readonly sessions: Sessions };

const cookieName = 'tl_session';

type Page = HtmlEscapedString | Promise<HtmlEscapedString>;

/** The operator's page: reading, and acting with a preview of what the press will do. */
export function consoleRoutes(seams: ConsoleSeams): Hono<DoorEnv> {
  const app = new Hono<DoorEnv>();
  serve(app, consoleContracts.desk, async (context) =>
    context.html(deskPage(await readDesk(seams, callerOf(context), DeskQuery.parse(context.req.query())))),
  );
  serve(app, consoleContracts.live, async (context) =>
    context.html(livePart(await readDesk(seams, callerOf(context), DeskQuery.parse(context.req.query())))),
  );
  signInAndOut(app, seams.sessions);
  serve(app, consoleContracts.act, async (context) => actOnRun(context, seams));
  serve(app, consoleContracts.actOnCause, async (context) => actOnCause(context, seams));
  return app;
}

/** The person whose cookie a request brings. */
export function sessionOf(sessions: Sessions): (context: Context) => Promise<Caller | undefined> {
  return async (context) => {
    const cookie = getCookie(context, cookieName);
    return cookie === undefined ? undefined : sessions.callerOf(cookie);
  };
}

function signInAndOut(app: Hono<DoorEnv>, sessions: Sessions): void {
  serve(app, consoleContracts.signIn, async (context) => {
    const cookie = await sessions.begin(context.req.query('key') ?? '');
    if (cookie === undefined) return context.html(needsLink('This link does not count any more'), 401);
    setCookie(context, cookieName, cookie, {
      path: '/console',
      httpOnly: true,
      sameSite: 'Strict',
      maxAge: sessionValidMs / 1000,
    });
    return context.redirect('/console', 303);
  });
  serve(app, consoleContracts.signOut, async (context) => {
    const form = await readForm(context.req, z.object({ secret: z.string() }));
    if (!isOwn(context, form?.secret)) return foreignForm(context);
    await sessions.end(getCookie(context, cookieName) ?? '');
    deleteCookie(context, cookieName, { path: '/console' });
    return context.html(needsLink('You are signed out'));
  });
}

function needsLink(title: string): Page {
  return messagePage(
    title,
    [
      'A link signs one person in, once, within five minutes. Ask for a new one in the folder where Throughline was started:',
    ],
    'npm run console',
  );
}

/** What a browser is shown where a program would get a problem. */
export function refusalPage({ status, code, title }: Refusal): Page {
  if (status === 401) return needsLink('Sign in by a link');
  if (code === 'api.not-allowed') {
    return messagePage('Your link lets you look only', ['To act on runs and exceptions, ask for an operator’s link.']);
  }
  return messagePage(title, ['Open the console at the address that Throughline printed.']);
}

/** What a person sees when the store does not answer or we have a bug. */
export function failedPage(correlationId: string): Page {
  const sentences = [
    'Nothing was lost: what was accepted is kept, and work goes on by itself. Load the page again in a few seconds.',
    `If it lasts, give this id to support: ${correlationId}`,
  ];
  return messagePage('The bridge cannot show this now', sentences);
}

async function actOnRun(context: Context<DoorEnv>, seams: ConsoleSeams): Promise<Response> {
  const form = await readForm(context.req, ActForm);
  if (form === undefined) return badForm(context);
  if (!isOwn(context, form.secret)) return foreignForm(context);
  const act = z.enum(['retry', 'give-up', 'cancel']).parse(context.req.param('act'));
  const runId = context.req.param('id') ?? '';
  const { version, comment } = form;
  const press = { runId, act, version, actor: callerOf(context).name, correlationId: context.get('correlationId') };
  const result = await carryOut(seams, { ...press, ...(comment === '' ? {} : { comment }) });
  if (result.kind === 'done') return context.redirect(`/console?run=${runId}&told=${act}`, 303);
  return refused(context, seams, { run: runId }, whyNot(result));
}

function whyNot(result: Exclude<PressResult, { kind: 'done' }>): string {
  switch (result.kind) {
    case 'changed':
      return 'Nothing was done: the run has changed since you looked. This is how it stands now.';
    case 'not-possible':
      return `Nothing was done. ${result.reason}.`;
    case 'not-found':
      return 'Nothing was done: there is no such run.';
  }
}

const Ids = {
  resolve: z
    .array(z.string().regex(/^\d{1,18}$/))
    .min(1)
    .max(20),
  retry: z
    .array(z.string().regex(/^run_[0-9a-z]{26}:\d{1,15}$/))
    .min(1)
    .max(20),
};

async function actOnCause(context: Context<DoorEnv>, seams: ConsoleSeams): Promise<Response> {
  const form = await readForm(context.req, CauseForm);
  const act = context.req.param('act') === 'retry' ? 'retry' : 'resolve';
  const ids = Ids[act].safeParse((form?.ids ?? '').split(','));
  if (form === undefined || !ids.success) return badForm(context);
  if (!isOwn(context, form.secret)) return foreignForm(context);
  const by = { actor: callerOf(context).name, correlationId: context.get('correlationId') };
  if (act === 'retry') return retryAll(context, seams, ids.data, by);
  if (form.comment === '')
    return refused(context, seams, { cause: ids.data[0] ?? '' }, 'Nothing was done: say what was done about it.');
  for (const exceptionId of ids.data) await seams.store.resolveException({ ...by, exceptionId, comment: form.comment });
  return context.redirect(`/console?cause=${ids.data[0]}&told=resolve`, 303);
}

async function retryAll(
  context: Context<DoorEnv>,
  seams: ConsoleSeams,
  ids: readonly string[],
  by: { actor: string; correlationId: string },
): Promise<Response> {
  const results: PressResult[] = [];
  for (const id of ids) {
    const [runId = '', version = ''] = id.split(':');
    results.push(await carryOut(seams, { ...by, runId, act: 'retry', version: Number(version) }));
  }
  const [first = ''] = ids[0]?.split(':') ?? [];
  const failed = results.filter(({ kind }) => kind !== 'done').length;
  if (failed === 0)
    return context.redirect(`/console?run=${first}&told=${ids.length === 1 ? 'retry' : 'retry-all'}`, 303);
  const text = `${results.length - failed} of ${results.length} are tried again; the others have changed since you looked.`;
  return refused(context, seams, { run: first }, text);
}

/** The page as it stands now, with the reason in the panel; nobody is left with a bare error. */
async function refused(
  context: Context<DoorEnv>,
  seams: ConsoleSeams,
  selected: { run?: string; cause?: string },
  reason: string,
): Promise<Response> {
  return context.html(deskPage(await readDesk(seams, callerOf(context), DeskQuery.parse(selected)), reason), 409);
}

function badForm(context: Context): Response | Promise<Response> {
  return context.html(
    messagePage('This form cannot be read', ['Nothing was done. Open the console and press again.']),
    400,
  );
}

function foreignForm(context: Context): Response | Promise<Response> {
  return context.html(
    messagePage('This form was not made for your session', ['Nothing was done. Open the console and press again.']),
    403,
  );
}

function isOwn(context: Context<DoorEnv>, given: string | undefined): boolean {
  return isOwnForm(callerOf(context), given ?? '');
}

/** The guard lets nobody without a session pass. */
function callerOf(context: Context<DoorEnv>): Caller {
  const caller = context.get('caller');
  if (caller === undefined) throw new Error('a page of the console was reached without a session');
  return caller;
}
