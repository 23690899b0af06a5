import { getCookie, setCookie } from 'hono/cookie';
import type { Context } from 'hono';

import { userAccess } from '../records/access.ts';
import type { Access } from '../records/access.ts';
import type { OrgState } from '../records/state.ts';

const cookieName = 'sid';
const tokenLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._';

/** Who is signed in. Tokens live until they are revoked or the org is reset; they do not expire by time. */
export type Sessions = {
  open(userId: string): string;
  revoke(token: string): void;
  clear(): void;
  /** The user of a token, wherever it stands. */
  ofToken(token: string): { token: string; userId: string } | undefined;
  /** The user of a bearer token. */
  ofBearer(context: Context): { token: string; userId: string } | undefined;
  /** The user of the page's cookie. */
  ofPage(context: Context): { token: string; userId: string } | undefined;
};

const maxSessions = 10_000;

/** Creates the list of sessions; tokens are drawn from the org's own chance, so that a seed repeats them. */
export function createSessions(orgId: string, random: () => number): Sessions {
  const users = new Map<string, string>();
  const find = (token: string | undefined) => {
    const userId = token === undefined ? undefined : users.get(token);
    return token === undefined || userId === undefined ? undefined : { token, userId };
  };
  return {
    open: (userId) => {
      const letters = Array.from({ length: 64 }, () => tokenLetters.charAt(Math.floor(random() * tokenLetters.length)));
      const token = `${orgId.slice(0, 15)}!${letters.join('')}`;
      const [oldest] = users.keys();
      if (users.size >= maxSessions && oldest !== undefined) users.delete(oldest);
      users.set(token, userId);
      return token;
    },
    revoke: (token) => {
      users.delete(token);
    },
    clear: () => {
      users.clear();
    },
    ofToken: find,
    ofBearer: (context) => find(/^(?:Bearer|OAuth) (.+)$/i.exec(context.req.header('authorization') ?? '')?.[1]),
    ofPage: (context) => find(getCookie(context, cookieName)),
  };
}

export function setPageSession(context: Context, token: string): void {
  setCookie(context, cookieName, token, { path: '/', httpOnly: true, sameSite: 'Strict' });
}

/** A user by the short name that page addresses and tests use. */
export function findUser(state: OrgState, alias: string): { id: string; name: string; access: Access } | undefined {
  const [user] = state.store.withValue('User', 'Alias', alias);
  const access = user && userAccess(state, user.id);
  return user && access && { id: user.id, name: String(user.values.get('Name')), access };
}
