import { z } from 'zod';
import type { Database } from './database.ts';
import { count, firstOf, maybe, text } from './rows.ts';
import type { Store, TokenLease } from './store.ts';

const Leased = z.object({
  kind: z.enum(['valid', 'renew', 'wait']),
  token: maybe(text),
  validForMs: count,
  fence: count,
});

/** One token a pairing and system for all nodes; one node at a time fetches the next, the old one serves until it ends. */
export function tokenFunctions(database: Database): Pick<Store, 'leaseToken' | 'saveToken' | 'dropToken'> {
  return {
    leaseToken: ({ pairing, system, renewBeforeMs, leaseMs }) =>
      database.atomic(async (query): Promise<TokenLease> => {
        await query(`insert into token (pairing, system) values ($1, $2) on conflict (pairing, system) do nothing`, [
          pairing,
          system,
        ]);
        const { rows } = await query(tokenSql, [pairing, system, renewBeforeMs]);
        const found = firstOf(Leased, rows);
        if (found === undefined) throw new Error('a token row vanished');
        const { kind, token, validForMs, fence } = found;
        if (kind === 'renew') {
          await query(
            `update token set fence = fence + 1, leased_until = throughline_now() + milliseconds($3)
            where pairing = $1 and system = $2`,
            [pairing, system, leaseMs],
          );
          return { kind, fence: fence + 1, ...(token === undefined ? {} : { old: token }) };
        }
        return kind === 'valid' && token !== undefined ? { kind, token, validForMs } : { kind: 'wait' };
      }),
    async saveToken({ pairing, system, fence, token, validMs }) {
      await database.single(
        `update token set token = $4, valid_until = throughline_now() + milliseconds($5), leased_until = null
        where pairing = $1 and system = $2 and fence = $3`,
        [pairing, system, fence, token, validMs],
      );
    },
    async dropToken({ pairing, system, token }) {
      await database.single(
        `update token set token = null, valid_until = null where pairing = $1 and system = $2 and token = $3`,
        [pairing, system, token],
      );
    },
  };
}

/** A token near its end is renewed by one node while the others go on with it. */
const tokenSql = `
  select jsonb_build_object(
    'kind', case
      when valid_until > throughline_now() + milliseconds($3) then 'valid'
      when leased_until is null or leased_until <= throughline_now() then 'renew'
      when valid_until > throughline_now() then 'valid'
      else 'wait'
    end,
    'token', case when valid_until > throughline_now() then token end,
    'validForMs', coalesce(extract(epoch from valid_until - throughline_now()) * 1000, 0),
    'fence', fence
  ) as row
  from token where pairing = $1 and system = $2 for update /* one row */`;
