import type { FaultCode } from 'shared-model/faults.ts';

import type { Context, MiddlewareHandler } from 'hono';

import type { World } from '#world.ts';

import { addressOf, type Caller, type Contract, type DoorEnv, type Role, roles } from './contract.ts';
import { isEqual } from './secrets.ts';
import { isSigned } from './signature.ts';

/** @property tokens one bearer token per role · @property webhookSecret `whsec_…`, signs what a producer sends */
export type Access = {
  readonly tokens: Readonly<Partial<Record<Role, string | undefined>>>;
  readonly webhookSecret: string;
  /** `Host` values we answer to, `127.0.0.1:7070`; read at each request, since a port 0 is known late. */
  readonly hosts: () => readonly string[];
  /** Who the console's cookie belongs to. */
  readonly sessionOf: (context: Context) => Promise<Caller | undefined>;
  readonly contracts: readonly Contract[];
  readonly world: Pick<World, 'now'>;
};

export type Refusal = {
  readonly status: 401 | 403 | 404;
  readonly code: FaultCode;
  readonly title: string;
  /** Absent when there is no such route. */
  readonly contract?: Contract;
};

type Refuse = (context: Context, refusal: Refusal) => Response | Promise<Response>;

/**
 * Lets a request through only for a route with a contract, an own host, no foreign origin, and a role that may.
 *
 * A web page anywhere can reach a loopback port, so `Host`, `Origin` and `Sec-Fetch-Site` are checked before the token.
 */
export function guard(access: Access, refuse: Refuse): MiddlewareHandler<DoorEnv> {
  const rules = access.contracts.map((contract) => ({ contract, address: addressOf(contract) }));
  return async (context, next) => {
    const { req } = context;
    const found = rules.find(({ contract, address }) => contract.method === req.method && address.test(req.path));
    const contract = found?.contract;
    const foreign = foreignCaller(access, contract, (name) => req.header(name));
    if (foreign !== undefined) return refuse(context, { ...foreign, ...(contract && { contract }) });
    if (contract === undefined)
      return refuse(context, { status: 404, code: 'api.no-route', title: 'There is nothing here' });
    const caller = await callerOf(access, contract, context);
    context.set('caller', caller);
    if (contract.scope === 'everyone') return next();
    if (caller === undefined) return refuse(context, { ...signIn(contract), contract });
    if (contract.scope.includes(caller.role)) return next();
    return refuse(context, {
      status: 403,
      code: 'api.not-allowed',
      title: `The role ${caller.role} may not do this`,
      contract,
    });
  };
}

function signIn({ by }: Contract): Refusal {
  const title = by === 'token' ? 'Send a token or a signature' : 'Sign in by a link';
  return { status: 401, code: 'api.sign-in', title };
}

/** A cookie opens pages only and a token everything else, so that no page of another site can make a browser call us. */
async function callerOf(access: Access, { by }: Contract, context: Context): Promise<Caller | undefined> {
  if (by === 'session') return access.sessionOf(context);
  const role = roleOf(access, context.req.header('authorization'));
  if (role !== undefined) return { role, via: 'token', name: `${role} by token` };
  const { req } = context;
  const request = { header: (name: string) => req.header(name), arrayBuffer: () => req.arrayBuffer() };
  if (!(await isSigned(request, access.webhookSecret, access.world.now()))) return undefined;
  return { role: 'producer', via: 'signature', name: 'producer by signature' };
}

/** A person may follow a link to one of our pages from anywhere: opening it changes nothing. */
function foreignCaller(
  access: Access,
  contract: Contract | undefined,
  header: (name: string) => string | undefined,
): Refusal | undefined {
  const host = header('host') ?? '';
  if (!access.hosts().includes(host)) {
    return { status: 403, code: 'api.foreign-host', title: 'This address is not served here' };
  }
  const isPage = contract?.method === 'GET' && contract.answers[200]?.mediaType === 'text/html';
  const isOpened = header('sec-fetch-mode') === 'navigate' && header('sec-fetch-dest') === 'document';
  const origin = header('origin');
  const isOwn = origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
  const site = header('sec-fetch-site');
  const isOwnSite = site === undefined || site === 'same-origin' || site === 'none' || (isPage && isOpened);
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
