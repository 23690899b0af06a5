import { createHash, createHmac } from 'node:crypto';

import type { Desk } from '#store/desk.ts';
import type { World } from '#world.ts';

import type { Caller, Role } from './contract.ts';
import { readers } from './contract.ts';
import { isEqual } from './secrets.ts';

export type SessionSeams = {
  readonly store: Pick<Desk, 'saveSignInKey' | 'useSignInKey' | 'readSession' | 'endSession'>;
  readonly world: Pick<World, 'newId'>;
};

/** How long a sign-in link counts, and a session: a working day. */
export const linkValidMs = 5 * 60_000;
export const sessionValidMs = 10 * 3_600_000;

/** People at the console: they come with the key of a one-time link and stay with a cookie. */
export type Sessions = {
  /** A new key for a link; it counts once and for five minutes. */
  makeKey(role: Role): Promise<string>;
  /** Uses a key up; answers the value of the new session's cookie. */
  begin(key: string): Promise<string | undefined>;
  callerOf(cookie: string): Promise<Caller | undefined>;
  end(cookie: string): Promise<void>;
};

export function createSessions({ store, world }: SessionSeams): Sessions {
  return {
    async makeKey(role) {
      const key = newSecret(world);
      await store.saveSignInKey({ keyHash: hashOf(key), role, validMs: linkValidMs });
      return key;
    },
    async begin(key) {
      const cookie = newSecret(world);
      const role = await store.useSignInKey({
        keyHash: hashOf(key),
        sessionHash: hashOf(cookie),
        validMs: sessionValidMs,
      });
      return role === undefined ? undefined : cookie;
    },
    async callerOf(cookie) {
      const session = isSecret(cookie) ? await store.readSession(hashOf(cookie)) : undefined;
      const role = readers.find((known) => known === session?.role);
      if (role === undefined) return undefined;
      const name = `${role} at the console, session ${hashOf(cookie).slice(0, 8)}`;
      return { role, via: 'session', name, secret: formSecretOf(cookie) };
    },
    async end(cookie) {
      if (isSecret(cookie)) await store.endSession(hashOf(cookie));
    },
  };
}

/** Whether a form knows what only a page of this session can know; a page of another site never sees it. */
export function isOwnForm(caller: Caller, given: string): boolean {
  return caller.secret !== undefined && isEqual(caller.secret, given);
}

/** 244 bits by chance. */
function newSecret(world: Pick<World, 'newId'>): string {
  return `${world.newId()}${world.newId()}`.replaceAll('-', '');
}

function isSecret(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Follows from the cookie, so that nothing is stored for it and the cookie itself never stands in a page. */
function formSecretOf(cookie: string): string {
  return createHmac('sha256', cookie).update('form').digest('hex');
}
