import type { findUser } from './sessions.ts';

export type RefusedGrant = { ok: false; error: string; description: string };

/** Whether somebody may sign in, and as whom. */
export type Grant = { ok: true; user: NonNullable<ReturnType<typeof findUser>> } | RefusedGrant;

export function refusedGrant(error: string, description: string): RefusedGrant {
  return { ok: false, error, description };
}
