import * as z from 'zod/mini';

/** Who is signed in at the sandbox org. */
export const SessionUser = z.pipe(
  z.object({ user_id: z.string(), name: z.string() }),
  z.transform(({ user_id: userId, name }) => ({ userId, name })),
);
export type SessionUser = z.infer<typeof SessionUser>;

let signedIn: SessionUser | undefined;

/** The signed-in user's id; empty while nobody is signed in. */
export function sessionUserId(): string {
  return signedIn?.userId ?? '';
}

/** Whom a reader without a session is taken for, so that a record's bare address shows the record. */
const firstUser = 'sales1';

/** Opens a session as the user that the address names, takes the one there is, or begins as the first seeded user. */
export async function signIn(as: string | undefined): Promise<SessionUser | undefined> {
  if (as !== undefined) await openSession(as);
  signedIn = await readUser();
  if (signedIn !== undefined || as !== undefined) return signedIn;
  await openSession(firstUser);
  signedIn = await readUser();
  return signedIn;
}

async function openSession(as: string): Promise<void> {
  await fetch('/sandbox/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ as }),
  });
}

async function readUser(): Promise<SessionUser | undefined> {
  const answer = await fetch('/services/oauth2/userinfo', { headers: { accept: 'application/json' } });
  return answer.ok ? SessionUser.parse(await answer.json()) : undefined;
}
