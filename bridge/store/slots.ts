import type pg from 'pg';
import { z } from 'zod';
import type { Database, Query, WithSession } from './database.ts';
import { forgetCalls } from './finish.ts';
import { allOf, text } from './rows.ts';
import type { Slot, Store } from './store.ts';

/**
 * Slots as advisory locks (account number, slot) of one session: they fall the moment the session ends, with its node.
 *
 * A session may take a lock that it holds once more, so this node remembers which ones it holds.
 *
 * @param withSlotSession the one session that holds the slots; another one when it was lost, and then without any slot
 */
export function slotFunctions(
  database: Database,
  withSlotSession: WithSession,
): Pick<Store, 'tryLockSlot' | 'unlockSlot' | 'beat' | 'buryNodes'> {
  const held = new Set<string>();
  let known: pg.ClientBase | undefined;
  let isLossUntold = false;
  return {
    tryLockSlot: (slot) =>
      withSlotSession(async (client) => {
        notice(client);
        const name = nameOf(slot);
        if (held.has(name) || !(await lock(client, slot))) return false;
        held.add(name);
        return true;
      }),
    unlockSlot: (slot) =>
      withSlotSession(async (client) => {
        notice(client);
        if (held.delete(nameOf(slot))) await client.query(unlockSql, [slot.pairing, slot.system, slot.slot]);
      }),
    async beat(nodeId) {
      const backend = await withSlotSession((client) => {
        notice(client);
        return backendOf(client);
      });
      await beat(database, nodeId, backend);
      const wasLost = isLossUntold;
      isLossUntold = false;
      return !wasLost;
    },
    buryNodes: ({ nodeId, silentMs }) => database.atomic((query) => bury(query, nodeId, silentMs)),
  };

  /** What a lost session held has fallen. */
  function notice(session: pg.ClientBase): void {
    if (known !== undefined && known !== session) {
      held.clear();
      isLossUntold = true;
    }
    known = session;
  }
}

function nameOf({ pairing, system, slot }: Slot): string {
  return `${pairing}:${system}:${slot}`;
}

const accountSql = `
  select account_number from pairing join vendor_account
    on vendor_account.system = $2
    and vendor_account.account_id = case $2 when 'netsuite' then pairing.account_id else pairing.org_id end
  where pairing.pairing = $1 /* one row */`;

const lockSql = `select pg_try_advisory_lock(account_number, $3::integer) as locked /* one row */ from (${accountSql}) as account`;
const unlockSql = `select pg_advisory_unlock(account_number, $3::integer) as unlocked /* one row */ from (${accountSql}) as account`;

async function lock(client: pg.ClientBase, { pairing, system, slot }: Slot): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(lockSql, [pairing, system, slot]);
  return rows[0]?.locked === true;
}

const Backend = z.object({ pid: z.int(), start: z.string() });

async function backendOf(client: pg.ClientBase): Promise<z.infer<typeof Backend>> {
  const found = await client.query(
    `select pid, backend_start::text as start /* one row */ from pg_stat_activity where pid = pg_backend_pid()`,
  );
  return Backend.parse(found.rows[0]);
}

async function beat(database: Database, nodeId: string, { pid, start }: z.infer<typeof Backend>): Promise<void> {
  await database.single(
    `insert into node (node_id, backend_pid, backend_start, beaten_at) values ($1, $2, $3, throughline_now())
    on conflict (backend_pid, backend_start) do update set beaten_at = excluded.beaten_at, node_id = excluded.node_id`,
    [nodeId, pid, start],
  );
}

const OpenCall = z.object({ callId: text });

/**
 * A node is dead when it was silent for too long or its session has ended. Its session is ended and its leases become
 * unknown; its calls stay open, since the vendor may still be at work on them. Calls that must have ended are closed.
 */
async function bury(query: Query, nodeId: string, silentMs: number): Promise<number> {
  const { count } = await query(buryNodesSql, [nodeId, silentMs]);
  const { rows } = await query(abandonedCallsSql, [silentMs]);
  await forgetCalls(
    query,
    allOf(OpenCall, rows).map(({ callId }) => callId),
  );
  await query(
    `update call set ended_at = occupied_until where ended_at is null and occupied_until <= throughline_now()`,
  );
  return count;
}

/** A node never buries its own present session, but well that of its earlier life under the same name. */
const buryNodesSql = `
  with dead as (
    delete from node
    where not exists (
        select from pg_stat_activity
        where pg_stat_activity.pid = node.backend_pid and pg_stat_activity.backend_start = node.backend_start
      )
      or (
        beaten_at < throughline_now() - milliseconds($2)
        and session_number is distinct from (select max(own.session_number) from node as own where own.node_id = $1)
      )
    returning session_number, backend_pid, backend_start
  )
  select jsonb_build_object('wasAlive', (
    select bool_or(pg_terminate_backend(pg_stat_activity.pid))
    from pg_stat_activity
    where pg_stat_activity.pid = dead.backend_pid and pg_stat_activity.backend_start = dead.backend_start
  )) as row
  from dead order by session_number`;

const abandonedCallsSql = `
  select distinct jsonb_build_object('callId', call.call_id::text) as row
  from call join command on command.call_id = call.call_id and command.state = 'leased'
  where call.occupied_until <= throughline_now()
    or (
      not exists (select from node where node.session_number = call.session_number)
      and (call.session_number is not null or call.started_at < throughline_now() - milliseconds($1))
    )
  order by row`;
