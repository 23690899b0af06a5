import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';
import { Hono } from 'hono';
import type { Context } from 'hono';
import * as z from 'zod/mini';

import type { SandboxClock } from '../control/clock.ts';
import type { Account } from '../netsuite/account.ts';
import { accountFaults } from '../netsuite/front/account-routes.ts';
import { builtKinds } from '../salesforce/http/disturbances.ts';
import type { Org } from '../salesforce/org.ts';
import { scenarios } from '../salesforce/scenarios.ts';
import { clickProvision, turnSwitch } from './acts.ts';
import type { BridgeLink } from './bridge-link.ts';
import { document, headers } from './document.ts';
import { viewOf } from './view.ts';

export const breakPath = '/sandbox/break';

export type BreakParts = {
  readonly org: Org;
  readonly account: Account;
  readonly clock: SandboxClock;
  readonly link: BridgeLink;
};

const SwitchBody = z.strictObject({ id: z.string(), to: z.enum(['off', 'once', 'on']) });
const ClickBody = z.strictObject({
  deal: z.string().check(z.regex(/^[0-9A-Za-z]{18}$/)),
  as: z._default(z.enum(['sales1', 'sales2']), 'sales1'),
  times: z._default(z.int().check(z.minimum(1), z.maximum(10)), 1),
});
const ClockBody = z.strictObject({ advanceMs: z.int().check(z.minimum(1), z.maximum(31 * 86_400_000)) });
const KillBody = z.strictObject({ which: z.enum(['bridge', 'postgres']) });

/**
 * The page *Break it yourself* and what it calls, for the Salesforce side's port.
 *
 * They stand behind the door of that side, which answers to loopback names and to its own pages only.
 */
export function breakRoutes({ org, account, clock, link }: BreakParts): Hono {
  const set = new Map<string, string>();
  const sides = {
    salesforce: { groundTruth: org.groundTruth, faults: org.faults, kinds: builtKinds },
    netsuite: { groundTruth: account.groundTruth, faults: account.faults, kinds: accountFaults },
  };
  const parts = { clock, sides, link, set, deals: () => dealsOf(org) };
  const routes = new Hono();
  routes.get(breakPath, (context) => context.html(document, 200, headers));
  routes.get(`${breakPath}/client.js`, async (context) => clientFile(context, 'js', 'text/javascript'));
  routes.get(`${breakPath}/client.css`, async (context) => clientFile(context, 'css', 'text/css'));
  routes.get(`${breakPath}/view`, async (context) => context.json(await viewOf(parts)));
  routes.post(`${breakPath}/switch`, async (context) =>
    act(context, SwitchBody, (body) => turnSwitch(sides, set, body)),
  );
  routes.post(`${breakPath}/click`, async (context) =>
    act(context, ClickBody, async (body) => clickProvision(org.app, body)),
  );
  routes.post(`${breakPath}/clock`, async (context) =>
    act(context, ClockBody, ({ advanceMs }) => {
      clock.advance(advanceMs);
      return { text: `Both platforms believe that it is ${inMinutes(clock.now())}.` };
    }),
  );
  routes.post(`${breakPath}/kill`, async (context) =>
    act(context, KillBody, ({ which }) => {
      const name = which === 'bridge' ? 'The bridge' : 'PostgreSQL';
      return { text: link.kill(which) ? `${name} was killed and comes again.` : `${name} is not ours to kill here.` };
    }),
  );
  routes.post(`${breakPath}/reset`, async (context) => {
    for (const { faults } of Object.values(sides)) faults.clear();
    await Promise.all([org.reset(), account.reset()]);
    return context.json({ text: 'Both platforms are back at their seeds, with new ids. Nothing is broken.' });
  });
  return routes;
}

async function act<Body>(
  context: Context,
  schema: z.ZodMiniType<Body>,
  run: (body: Body) => Promise<object | undefined> | object | undefined,
): Promise<Response> {
  const body = schema.safeParse(await context.req.json().catch(() => undefined));
  const said = body.success ? await run(body.data) : undefined;
  return said === undefined
    ? context.json({ error: 'bad-request', text: 'The page sent something that is not understood' }, 400)
    : context.json(said);
}

function dealsOf(org: Org): readonly { id: string; key: string; name: string }[] {
  return scenarios.flatMap(({ key, name }) => {
    const id = org.seedId(key);
    return id === undefined ? [] : [{ id, key, name }];
  });
}

function inMinutes(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

let files: Promise<Readonly<Record<'js' | 'css', string>>> | undefined;

async function clientFile(context: Context, kind: 'js' | 'css', type: string): Promise<Response> {
  files ??= buildClient();
  return context.body((await files)[kind], 200, { ...headers, 'content-type': `${type}; charset=utf-8` });
}

/** Bundles the page's script and style when they are first asked for. */
async function buildClient(): Promise<Record<'js' | 'css', string>> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./client/main.ts', import.meta.url))],
    bundle: true,
    write: false,
    outdir: 'out',
    format: 'esm',
    target: 'es2023',
    logLevel: 'silent',
  });
  const text = (ending: string): string => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  return { js: text('.js'), css: text('.css') };
}
