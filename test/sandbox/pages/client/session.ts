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

/** Opens a session as the user that the address names, or takes the one there is. */
export async function signIn(as: string | undefined): Promise<SessionUser | undefined> {
  if (as !== undefined) {
    await fetch('/sandbox/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ as }),
    });
  }
  const answer = await fetch('/services/oauth2/userinfo', { headers: { accept: 'application/json' } });
  signedIn = answer.ok ? SessionUser.parse(await answer.json()) : undefined;
  return signedIn;
}
