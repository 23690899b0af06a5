import { Hono } from 'hono';

import { readJsonBody } from '#intake/body.ts';
import { problem } from '#intake/problem.ts';

import { type DoorEnv, serve } from './contract.ts';
import { contracts } from './contracts.ts';
import { linkValidMs, type Sessions } from './sessions.ts';

export type SignInSeams = {
  readonly sessions: Sessions;
  /** Only a bridge of the sandbox may make links: people of real systems sign in by OpenID Connect. */
  readonly mayLink: boolean;
  /** The address that people open, `http://127.0.0.1:7070`. */
  readonly baseUrl: () => string;
};

/** Links for people: made for an admin's token, printed by whoever asked, worth one sign-in. */
export function signInRoutes({ sessions, mayLink, baseUrl }: SignInSeams): Hono<DoorEnv> {
  const app = new Hono<DoorEnv>();
  const { makeSignInLink } = contracts;
  serve(app, makeSignInLink, async (context) => {
    const correlationId = context.get('correlationId');
    if (!mayLink) {
      const title = 'Sign-in links are for the sandbox only';
      return problem(403, 'api.not-allowed', title, { correlationId });
    }
    const body = await readJsonBody(context.req, makeSignInLink.body.mediaTypes);
    if (!body.ok)
      return problem(body.status, body.fault.code, body.fault.text, { correlationId, faults: [body.fault] });
    const wanted = makeSignInLink.body.schema.safeParse(body.value);
    if (!wanted.success) {
      const text = 'Send {"role": "viewer" | "operator" | "admin"}';
      return problem(422, 'api.body', text, { correlationId, faults: [{ pointer: '/role', code: 'api.body', text }] });
    }
    const { role } = wanted.data;
    const key = await sessions.makeKey(role);
    const url = `${baseUrl()}/console/sign-in?key=${key}`;
    return context.json({ url, role, validSeconds: linkValidMs / 1000 }, 201);
  });
  return app;
}
