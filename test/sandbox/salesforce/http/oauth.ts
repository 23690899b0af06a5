import { Hono } from 'hono';
import type { Context } from 'hono';

import type { OrgState } from '../records/state.ts';
import type { Grant, RefusedGrant } from './grants.ts';
import { refusedGrant } from './grants.ts';
import { byAssertion, jwtBearer } from './jwt-bearer.ts';
import { findUser } from './sessions.ts';
import type { Sessions } from './sessions.ts';

/**
 * The clients that the sandbox knows, each with the user that it runs as. They are no secret: the bridge refuses them
 * against real systems.
 */
const clients: Readonly<Record<string, { secret: string; alias: string }>> = {
  sandbox: { secret: 'sandbox', alias: 'integration' },
  'sandbox-admin': { secret: 'sandbox-admin', alias: 'admin' },
};

type Tools = { state: OrgState; orgId: string; sessions: Sessions; clientCertificate: string | undefined };

/** The log-in of the org: client credentials, JWT bearer, user info, identity and revocation. */
export function oauthRoutes(tools: Tools): Hono {
  const { state, orgId, sessions } = tools;
  const routes = new Hono();
  routes.post('/services/oauth2/token', async (context) => answerToken(context, tools));
  routes.post('/services/oauth2/revoke', async (context) => {
    const form = new URLSearchParams(await context.req.text());
    sessions.revoke(form.get('token') ?? '');
    return context.body(null, 200);
  });
  routes.get('/services/oauth2/userinfo', (context) => answerIdentity(context, state, orgId, sessions));
  routes.get('/id/:org/:user', (context) => answerIdentity(context, state, orgId, sessions));
  return routes;
}

async function answerToken(context: Context, tools: Tools): Promise<Response> {
  const form = new URLSearchParams(await context.req.text());
  const grant = form.get('grant_type');
  if (grant === 'client_credentials')
    return answerGrant(context, tools, byClientCredentials(context, form, tools.state));
  if (grant !== jwtBearer)
    return oauthError(context, refusedGrant('unsupported_grant_type', 'grant type not supported'));
  const { origin } = new URL(context.req.url);
  return answerGrant(context, tools, await byAssertion(form.get('assertion') ?? '', { ...tools, origin }));
}

function byClientCredentials(context: Context, form: URLSearchParams, state: OrgState): Grant {
  const { id, secret } = credentials(context, form);
  const client = Object.hasOwn(clients, id) ? clients[id] : undefined;
  if (!client) return refusedGrant('invalid_client_id', 'client identifier invalid');
  if (client.secret !== secret) return refusedGrant('invalid_client', 'invalid client credentials');
  const user = findUser(state, client.alias);
  return user ? { ok: true, user } : refusedGrant('invalid_grant', 'no client credentials user enabled');
}

function answerGrant(context: Context, { state, orgId, sessions }: Tools, grant: Grant): Response {
  if (!grant.ok) return oauthError(context, grant);
  const { user } = grant;
  if (!user.access.hasPermission('ApiEnabled'))
    return oauthError(context, refusedGrant('invalid_grant', 'user is not allowed to use the API'));
  const { origin } = new URL(context.req.url);
  return context.json({
    access_token: sessions.open(user.id),
    scope: 'api',
    instance_url: origin,
    id: `${origin}/id/${orgId}/${user.id}`,
    token_type: 'Bearer',
    issued_at: String(state.clock.now()),
    signature: 'sandbox',
  });
}

function credentials(context: Context, form: URLSearchParams): { id: string; secret: string } {
  const basic = /^Basic (.+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
  if (basic === undefined) return { id: form.get('client_id') ?? '', secret: form.get('client_secret') ?? '' };
  const [id = '', secret = ''] = atob(basic).split(':');
  return { id, secret };
}

/** The OAuth shape of an error, always 400. */
function oauthError(context: Context, { error, description }: RefusedGrant): Response {
  return context.json({ error, error_description: description }, 400);
}

function answerIdentity(context: Context, state: OrgState, orgId: string, sessions: Sessions): Response {
  const session = sessions.ofBearer(context) ?? sessions.ofPage(context);
  const user = session && state.store.find('User', session.userId);
  if (!user) return context.text('Bad_OAuth_Token', 403);
  const { origin } = new URL(context.req.url);
  const id = `${origin}/id/${orgId}/${user.id}`;
  return context.json({
    id,
    sub: id,
    asserted_user: true,
    user_id: user.id,
    organization_id: orgId,
    username: user.values.get('Username'),
    preferred_username: user.values.get('Username'),
    nick_name: user.values.get('Alias'),
    display_name: user.values.get('Name'),
    name: user.values.get('Name'),
    email: user.values.get('Email'),
    email_verified: true,
    active: true,
    user_type: 'STANDARD',
    language: 'en_US',
    locale: 'en_US',
    utcOffset: 0,
    urls: { rest: `${origin}/services/data/v{version}/`, sobjects: `${origin}/services/data/v{version}/sobjects/` },
    last_modified_date: user.values.get('LastModifiedDate'),
  });
}
