import { z } from 'zod';
import type { Database } from './database.ts';
import { allOf, count, json, maybe, text } from './rows.ts';
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
  lastFault: maybe(z.object({ code: text, forMs: count })),
  engagementId: text,
  correlationId: text,
});
const ClaimedRow = z.object({ callId: text, command: Claimed });

/** The members of a claimed command, for the queries that answer one. */
export const claimedSql = `
  'commandId', command_id, 'key', key, 'revision', revision, 'fence', fence, 'type', type, 'payload', payload,
  'lane', lane, 'orderKey', order_key, 'attempts', attempts, 'engagementId', engagement_id,
  'correlationId', correlation_id`;

const lastFaultSql = `
  case when fault_since is null then '{}'::jsonb else jsonb_build_object('lastFault', jsonb_build_object(
    'code', fault ->> 'code', 'forMs', round(extract(epoch from throughline_now() - fault_since) * 1000)
  )) end`;

export function claimFunctions(database: Database): Pick<Store, 'claimCommands'> {
  return {
    async claimCommands(claim): Promise<ClaimedBatch | undefined> {
      const { script, engagements } = claim;
      const { rows } = await database.single(engagements === undefined ? claimSql : claimOfEngagementsSql, [
        claim.pairing,
        claim.system,
        claim.slot,
        claim.nodeId,
        claim.lanes,
        claim.types,
        Math.min(claim.maxItems, mostItems),
        claim.occupyMs,
        script?.budgetMs ?? null,
        JSON.stringify(script?.expectedMs ?? {}),
        script?.otherMs ?? 0,
        ...(engagements === undefined ? [] : [engagements]),
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
 * One batch is of one lane, the most urgent that has work, and of as much as its script time allows. Heads that another
 * node is claiming are passed over, and no more are locked than the call has room for, so that other slots find theirs.
 * Followers are found head by head, so that no statistics of the table decide how. A follower goes with its head only when
 * everything between them goes too: its place among the locked ones must be its place among all open ones. What was locked
 * and does not fit is free again at the end of the statement.
 */
const claimSqlOf = (scope: string): string => `${accountSql}${headsSql(scope)}${batchSql}${leaseSql}`;

/** What somebody in the ERP holds waits, and holds up nobody else's. */
export const notHeld = (table: string): string => `not exists (
    select from engagement_hold as hold where hold.pairing = ${table}.pairing and hold.engagement_id = ${table}.engagement_id
  )`;

/** The account, when no call is open in the slot. */
const accountSql = `
  with account as (
    select account_number from pairing join vendor_account
      on vendor_account.system = $2
      and vendor_account.account_id = case $2 when 'netsuite' then pairing.account_id else pairing.org_id end
    where pairing.pairing = $1 and not exists (
      select from call
      where call.account_number = vendor_account.account_number and call.slot = $3
        and call.ended_at is null and call.occupied_until > throughline_now()
    )
`;

/** The most urgent lane that has work, and its first heads that nobody holds: as many as the call has room for. */
const headsSql = (scope: string): string => `  ), lane_choice as (
    select wanted.lane from unnest($5::text[]) with ordinality as wanted(lane, rank) cross join lateral (
      select from command
      where command.system = $2 and command.pairing = $1 and command.lane = wanted.lane and is_head
        and state = 'waiting' and not_before <= throughline_now() and type = any($6::text[]) and ${notHeld('command')} ${scope}
      order by not_before, position limit 1
    ) as waiting
    where exists (select from account)
    order by rank limit 1
  ), room as (
    select greatest(1, count(*)) as heads
    from (
      select sum(coalesce(($10::jsonb ->> type)::double precision, $11)) over (order by not_before, position) as script_ms
      from (
        select type, not_before, position from command
        where command.system = $2 and command.pairing = $1 and command.lane = (select lane from lane_choice) and is_head
          and state = 'waiting' and not_before <= throughline_now() and type = any($6::text[]) and ${notHeld('command')} ${scope}
        order by not_before, position limit $7
      ) as first_heads
    ) as measured
    where $9::double precision is null or script_ms <= $9
  ), head as materialized (
    select command_id, order_key, position, type, not_before as due_at from command
    where command.system = $2 and command.pairing = $1 and command.lane = (select lane from lane_choice) and is_head
      and state = 'waiting' and not_before <= throughline_now() and type = any($6::text[]) and ${notHeld('command')} ${scope}
    order by not_before, position limit least($7, (select heads from room))
    for update skip locked
`;

/** The followers of the heads, and of both what fits. */
const batchSql = `  ), follower as materialized (
    select behind.*, head.due_at, head.position as head_position
    from head cross join lateral (
      select command_id, order_key, position, type, state, not_before, pairing, engagement_id from command
      where command.order_key = head.order_key and is_open and not is_head
      order by position limit $7
      for update skip locked
    ) as behind
    where behind.state = 'waiting' and behind.not_before <= throughline_now() and behind.type = any($6::text[])
      and ${notHeld('behind')}
    order by head.due_at, head.position, behind.position limit $7
  ), placed as (
    select follower.*, row_number() over (partition by order_key order by position) as place,
      (
        select count(*) from command as open
        where open.order_key = follower.order_key and open.is_open and open.position < follower.position
      ) as open_before
    from follower
  ), picked as materialized (
    select command_id, rank from (
      select command_id, row_number() over in_turn as rank,
        sum(coalesce(($10::jsonb ->> type)::double precision, $11)) over in_turn as script_ms
      from (
        select command_id, position, type, due_at, position as head_position from head
        union all
        select command_id, position, type, due_at, head_position from placed where place = open_before
      ) as candidate
      window in_turn as (order by due_at, head_position, position)
    ) as measured
    where rank = 1 or $9::double precision is null or script_ms <= $9
    order by rank limit $7
`;

/** The call row, and the leases with their raised fences. */
const leaseSql = `  ), opened as (
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
  select jsonb_build_object('callId', call_id::text, 'command', jsonb_build_object(${claimedSql}) || ${lastFaultSql}) as row
  from leased order by rank`;

const claimSql = claimSqlOf('');
const claimOfEngagementsSql = claimSqlOf(
  `and command.run_id in (select run_id from run where engagement_id = any($12::text[]))`,
);
