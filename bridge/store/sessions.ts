import { z } from 'zod';
import type { Database } from './database.ts';
import type { Desk } from './desk.ts';
import { firstOf, text } from './rows.ts';

/** People who sign in by a one-time link. Only hashes are kept, so that a copy of the database opens nothing. */
export function sessionFunctions(
  database: Database,
): Pick<Desk, 'saveSignInKey' | 'useSignInKey' | 'readSession' | 'endSession'> {
  return {
    async saveSignInKey({ keyHash, role, validMs }) {
      await database.single(
        `insert into sign_in_key (key_hash, role, made_at, expires_at)
        values ($1, $2, throughline_now(), throughline_now() + milliseconds($3))`,
        [keyHash, role, validMs],
      );
    },
    async useSignInKey({ keyHash, sessionHash, validMs }) {
      const { rows } = await database.single(useKeySql, [keyHash, sessionHash, validMs]);
      return firstOf(z.object({ role: text }), rows)?.role;
    },
    async readSession(sessionHash) {
      const { rows } = await database.single(
        `select jsonb_build_object('role', role, 'startedAt', instant_text(started_at)) as row /* one row */
        from session where session_hash = $1 and expires_at > throughline_now()`,
        [sessionHash],
      );
      return firstOf(z.object({ role: text, startedAt: text }), rows);
    },
    async endSession(sessionHash) {
      await database.single(`delete from session where session_hash = $1`, [sessionHash]);
    },
  };
}

/** Whoever updates the key's row first has it; a second use finds it used. What has expired is cleared away beside it. */
const useKeySql = `
  with used as (
    update sign_in_key set used_at = throughline_now()
    where key_hash = $1 and used_at is null and expires_at > throughline_now()
    returning role
  ), old_keys as (
    delete from sign_in_key where expires_at < throughline_now() - milliseconds(86400000)
  ), old_sessions as (
    delete from session where expires_at < throughline_now()
  ), begun as (
    insert into session (session_hash, role, started_at, expires_at)
    select $2, role, throughline_now(), throughline_now() + milliseconds($3) from used
    returning role
  )
  select jsonb_build_object('role', role) as row /* one row */ from begun`;
