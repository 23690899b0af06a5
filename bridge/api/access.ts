import type { FaultCode } from 'shared-model/faults.ts';
import { createHash, timingSafeEqual } from 'node:crypto';

import type { MiddlewareHandler } from 'hono';
import { Webhook } from 'standardwebhooks';

import type { World } from '#world.ts';

/** Who may call; people and machines alike come with a token of one role. */
export const roles = ['viewer', 'operator', 'admin', 'producer'] as const;
export type Role = (typeof roles)[number];

/** @property tokens one bearer token per role · @property webhookSecret `whsec_…`, signs what a producer sends */
export type Access = {
  readonly tokens: Readonly<Partial<Record<Role, string | undefined>>>;
  readonly webhookSecret: string;
  /** `Host` values we answer to, `127.0.0.1:7070`; read at each request, since a port 0 is known late. */
  readonly hosts: () => readonly string[];
  readonly world: Pick<World, 'newId'>;
};

type Rule = { readonly method: string; readonly path: RegExp; readonly roles: readonly Role[] | 'everyone' };

const readers: readonly Role[] = ['viewer', 'operator', 'admin'];

/** Every route and who may call it; a route that is not here is refused to everyone. */
const policy: readonly Rule[] = [
  { method: 'GET', path: /^\/healthz$/, roles: 'everyone' },
  { method: 'GET', path: /^\/readyz$/, roles: 'everyone' },
  { method: 'POST', path: /^\/v1\/events$/, roles: ['producer', 'operator', 'admin'] },
  { method: 'GET', path: /^\/v1\/schemas(\/[^/]+\/\d+)?$/, roles: [...readers, 'producer'] },
  { method: 'GET', path: /^\/v1\/engagements(\/[^/]+)?$/, roles: readers },
  { method: 'GET', path: /^\/v1\/runs\/[^/]+$/, roles: [...readers, 'producer'] },
  { method: 'GET', path: /^\/v1\/commands$/, roles: readers },
  { method: 'GET', path: /^\/v1\/exceptions$/, roles: readers },
];

type Refusal = { readonly status: 401 | 403 | 404; readonly code: FaultCode; readonly title: string };

/**
 * Lets a request through only for a listed route, an own host, no foreign origin, and a role that may.
 *
 * A web page anywhere can reach a loopback port, so `Host`, `Origin` and `Sec-Fetch-Site` are checked before the token.
 */
export function guard(access: Access, refuse: (refusal: Refusal) => Response): MiddlewareHandler {
  return async (context, next) => {
    const { req } = context;
    const foreign = foreignCaller(access, (name) => req.header(name));
    if (foreign !== undefined) return refuse(foreign);
    const rule = policy.find(({ method, path }) => method === req.method && path.test(req.path));
    if (rule === undefined) return refuse({ status: 404, code: 'api.no-route', title: 'There is nothing here' });
    if (rule.roles === 'everyone') return next();
    const role = roleOf(access, req.header('authorization')) ?? (await signerOf(access, req));
    if (role === undefined) return refuse({ status: 401, code: 'api.sign-in', title: 'Send a token or a signature' });
    if (!rule.roles.includes(role)) {
      return refuse({ status: 403, code: 'api.not-allowed', title: `The role ${role} may not do this` });
    }
    return next();
  };
}

function foreignCaller(access: Access, header: (name: string) => string | undefined): Refusal | undefined {
  const host = header('host') ?? '';
  if (!access.hosts().includes(host)) {
    return { status: 403, code: 'api.foreign-host', title: 'This address is not served here' };
  }
  const origin = header('origin');
  const isOwn = origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
  const site = header('sec-fetch-site');
  const isOwnSite = site === undefined || site === 'same-origin' || site === 'none';
  if (isOwn && isOwnSite) return undefined;
  return { status: 403, code: 'api.foreign-origin', title: 'Other sites may not call the bridge' };
}

function roleOf(access: Access, authorization: string | undefined): Role | undefined {
  const token = /^Bearer ([\x21-\x7e]{1,4096})$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return undefined;
  return roles.find((role) => {
    const known = access.tokens[role];
    return known !== undefined && isEqual(known, token);
  });
}

/** Compared by hash, so that neither length nor content can be learnt from the time it takes. */
function isEqual(known: string, given: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(known), hash(given));
}

type SignedRequest = { header(name: string): string | undefined; text(): Promise<string> };

/**
 * The producer, when the request carries a valid Standard Webhooks signature over its raw body.
 *
 * Source: Standard Webhooks specification; the library refuses times older or newer than five minutes.
 */
async function signerOf(access: Access, request: SignedRequest): Promise<Role | undefined> {
  const headers: Record<string, string> = {};
  for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
    const value = request.header(name);
    if (value === undefined) return undefined;
    headers[name] = value;
  }
  try {
    new Webhook(access.webhookSecret).verify(await request.text(), headers);
    return 'producer';
  } catch {
    return undefined;
  }
}
