import { z } from 'zod';
import { Claimed, claimedSql } from './claim.ts';
import type { Database } from './database.ts';
import { allOf, count, firstOf, text } from './rows.ts';
import type { Store } from './store.ts';

const mostUnknown = 50;
const Opened = z.object({ callId: text });
const Unknown = Claimed.extend({ callId: text, unknownSince: text, lookups: count });

export function callFunctions(database: Database): Pick<Store, 'openCall' | 'closeCall' | 'unknownCommands'> {
  return {
    async openCall({ pairing, system, slot, nodeId, kind, occupyMs }) {
      const { rows } = await database.single(openCallSql, [pairing, system, slot, nodeId, kind, occupyMs]);
      return firstOf(Opened, rows);
    },
    async closeCall(callId) {
      await database.single(`update call set ended_at = throughline_now() where call_id = $1 and ended_at is null`, [
        callId,
      ]);
    },
    async unknownCommands({ system, pairing, limit }) {
      const { rows } = await database.single(unknownSql, [system, pairing, Math.min(limit, mostUnknown)]);
      return allOf(Unknown, rows);
    },
  };
}

const openCallSql = `
  with opened as (
    insert into call (
      pairing, system, account_number, slot, node_id, session_number, kind, item_count, started_at, occupied_until
    )
    select $1, $2, account_number, $3, $4, (select max(session_number) from node where node_id = $4), $5, 0,
      throughline_now(), throughline_now() + milliseconds($6)
    from pairing join vendor_account
      on vendor_account.system = $2
      and vendor_account.account_id = case $2 when 'netsuite' then pairing.account_id else pairing.org_id end
    where pairing.pairing = $1 and not exists (
      select from call as running
      where running.account_number = vendor_account.account_number and running.slot = $3
        and running.ended_at is null and running.occupied_until > throughline_now()
    )
    returning call_id
  )
  select jsonb_build_object('callId', call_id::text) as row from opened order by call_id`;

const unknownSql = `
  select jsonb_build_object(
    ${claimedSql}, 'callId', coalesce(call_id, 0)::text, 'unknownSince', instant_text(unknown_since),
    'lookups', lookups
  ) as row
  from command
  where system = $1 and pairing = $2 and state = 'unknown' and not_before <= throughline_now()
  order by not_before, position limit $3`;
