import { z } from 'zod';
import type { Database } from './database.ts';
import { allOf, count, json, text } from './rows.ts';
import { lanes, type ClaimedBatch, type Store } from './store.ts';

const mostItems = 50;

export const Claimed = z.object({
  commandId: text,
  key: text,
  revision: count,
  fence: count,
  type: text,
  payload: json,
  lane: z.enum(lanes),
  orderKey: text,
  attempts: count,
  engagementId: text,
  correlationId: text,
});
const ClaimedRow = z.object({ callId: text, command: Claimed });

/** The members of a claimed command, for the queries that answer one. */
export const claimedSql = `
  'commandId', command_id, 'key', key, 'revision', revision, 'fence', fence, 'type', type, 'payload', payload,
  'lane', lane, 'orderKey', order_key, 'attempts', attempts, 'engagementId', engagement_id,
  'correlationId', correlation_id`;

export function claimFunctions(database: Database): Pick<Store, 'claimCommands'> {
  return {
    async claimCommands(claim): Promise<ClaimedBatch | undefined> {
      const { rows } = await database.single(claimSql, [
        claim.pairing,
        claim.system,
        claim.slot,
        claim.nodeId,
        claim.lanes,
        claim.types,
        Math.min(claim.maxItems, mostItems),
        claim.occupyMs,
      ]);
      const [first, ...others] = allOf(ClaimedRow, rows);
      if (first === undefined) return undefined;
      return { callId: first.callId, commands: [first, ...others].map(({ command }) => command) };
    },
  };
}

/**
 * Slot, lane, heads, followers, call row and leases in one statement.
 *
 * One batch is of one lane, the most urgent that has work. Heads that another node is claiming are passed over. A
 * follower goes with its head only when everything between them goes too: its place among the locked ones must be its
 * place among all open ones. What was locked and does not fit is free again at the end of the statement.
 */
const claimSql = `
  with account as (
    select account_number from pairing join vendor_account
      on vendor_account.system = $2
      and vendor_account.account_id = case $2 when 'netsuite' then pairing.account_id else pairing.org_id end
    where pairing.pairing = $1 and not exists (
      select from call
      where call.account_number = vendor_account.account_number and call.slot = $3
        and call.ended_at is null and call.occupied_until > throughline_now()
    )
  ), lane_choice as (
    select lane from unnest($5::text[]) with ordinality as wanted(lane, rank)
    where exists (select from account) and exists (
      select from command
      where command.system = $2 and command.pairing = $1 and command.lane = wanted.lane and is_head
        and state = 'waiting' and not_before <= throughline_now() and type = any($6::text[])
    )
    order by rank limit 1
  ), head as materialized (
    select command_id, order_key, position, not_before as due_at from command
    where command.system = $2 and command.pairing = $1 and command.lane = (select lane from lane_choice) and is_head
      and state = 'waiting' and not_before <= throughline_now() and type = any($6::text[])
    order by not_before, position limit $7
    for update skip locked
  ), follower as materialized (
    select command.command_id, command.order_key, command.position, head.due_at, head.position as head_position
    from command join head on head.order_key = command.order_key
    where command.is_open and not command.is_head and command.state = 'waiting'
      and command.not_before <= throughline_now() and command.type = any($6::text[])
    order by head.due_at, head.position, command.position limit $7
    for update of command skip locked
  ), placed as (
    select follower.*, row_number() over (partition by order_key order by position) as place,
      (
        select count(*) from command as open
        where open.order_key = follower.order_key and open.is_open and open.position < follower.position
      ) as open_before
    from follower
  ), picked as materialized (
    select command_id, row_number() over (order by due_at, head_position, position) as rank
    from (
      select command_id, position, due_at, position as head_position from head
      union all
      select command_id, position, due_at, head_position from placed where place = open_before
    ) as candidate
    order by due_at, head_position, position limit $7
  ), opened as (
    insert into call (
      pairing, system, account_number, slot, node_id, session_number, kind, item_count, started_at, occupied_until
    )
    select $1, $2, account_number, $3, $4, (select max(session_number) from node where node_id = $4), 'post',
      (select count(*) from picked), throughline_now(), throughline_now() + milliseconds($8)
    from account where exists (select from picked)
    returning call_id
  ), leased as (
    update command
    set state = 'leased', call_id = opened.call_id, changed_at = throughline_now(), unknown_since = null, lookups = 0,
      fence = 1 + (select max(same.fence) from command as same where same.key = command.key)
    from picked, opened where command.command_id = picked.command_id
    returning command.*, picked.rank
  )
  select jsonb_build_object('callId', call_id::text, 'command', jsonb_build_object(${claimedSql})) as row
  from leased order by rank`;
