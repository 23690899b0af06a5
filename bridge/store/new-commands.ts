import { commandIdOf } from 'shared-model/ids.ts';
import { z } from 'zod';
import type { Query } from './database.ts';
import { settleCommandExceptions } from './exceptions.ts';
import { allOf, count, text } from './rows.ts';
import type { NewCommand, RunToSave } from './store.ts';

const Present = z.object({ commandId: text, key: text, revision: count, state: text });
type Present = z.infer<typeof Present>;

/** What a new command means beside those of its key that are there. */
type Placing =
  | { readonly kind: 'write'; readonly commandId: string; readonly command: NewCommand; readonly place: number }
  | { readonly kind: 'join'; readonly commandId: string };

/**
 * Places the commands of a run among those that are there; the order keys must be locked.
 *
 * Answers the commands that the run joined, which may have ended long ago. A command's fence begins where the highest
 * of its key stands, since the vendor compares fences by key.
 */
export async function placeCommands(query: Query, run: RunToSave): Promise<readonly string[]> {
  if (run.commands.length === 0) return [];
  const keys = run.commands.map(({ key }) => key);
  const placings = placingsOf(run.commands, await presentCommands(query, keys));
  await writeCommands(query, run, placings);
  await supersedeOlder(query, keys);
  await waitFor(query, run.runId, placings);
  return placings.flatMap((placing) => (placing.kind === 'join' ? [placing.commandId] : []));
}

function placingsOf(commands: readonly NewCommand[], present: readonly Present[]): Placing[] {
  const seen = new Set<string>();
  return commands.flatMap((command, place): Placing[] => {
    const commandId = commandIdOf(command.key, command.revision);
    if (seen.has(commandId)) return [];
    seen.add(commandId);
    const sameKey = present.filter(({ key }) => key === command.key);
    const newest = sameKey.filter(({ state }) => state !== 'superseded').at(-1);
    if (newest !== undefined && newest.revision > command.revision) {
      return [{ kind: 'join', commandId: newest.commandId }];
    }
    const same = sameKey.find(({ revision }) => revision === command.revision);
    const isAskedAnew = same === undefined || same.state === 'rejected' || same.state === 'superseded';
    return [isAskedAnew ? { kind: 'write', commandId, command, place } : { kind: 'join', commandId }];
  });
}

async function presentCommands(query: Query, keys: readonly string[]): Promise<readonly Present[]> {
  const { rows } = await query(
    `select jsonb_build_object('commandId', command_id, 'key', key, 'revision', revision, 'state', state) as row
    from command where key = any($1::text[]) order by key, revision for update`,
    [keys],
  );
  return allOf(Present, rows);
}

/** Writes new commands, and those that were rejected or withdrawn and are asked for anew, in the order given. */
async function writeCommands(query: Query, run: RunToSave, placings: readonly Placing[]): Promise<void> {
  const writes = placings.flatMap((placing) => (placing.kind === 'write' ? [placing] : []));
  if (writes.length === 0) return;
  await settleCommandExceptions(
    query,
    writes.map(({ commandId }) => commandId),
  );
  const input = writes.map(({ command, commandId, place }) => ({
    place,
    command_id: commandId,
    key: command.key,
    revision: command.revision,
    system: command.system,
    type: command.type,
    lane: command.lane,
    order_key: command.orderKey,
    payload: command.payload,
    causation_id: command.causationId,
  }));
  await query(
    `insert into command (
      command_id, key, revision, pairing, system, type, lane, order_key, payload, run_id, engagement_id,
      correlation_id, causation_id, state, fence, not_before, created_at, changed_at
    )
    select command_id, key, revision, $2, system, type, lane, order_key, payload, $3, $4, $5, causation_id, 'waiting',
      coalesce((select max(older.fence) from command as older where older.key = input.key), 0),
      throughline_now(), throughline_now(), throughline_now()
    from jsonb_to_recordset($1::jsonb) as input(
      place integer, command_id text, key text, revision bigint, system text, type text, lane text, order_key text,
      payload jsonb, causation_id text
    )
    order by place
    on conflict (command_id) do update
    set state = 'waiting', is_blocking = false, attempts = 0, lookups = 0, payload = excluded.payload,
      lane = excluded.lane, run_id = excluded.run_id, engagement_id = excluded.engagement_id,
      correlation_id = excluded.correlation_id, causation_id = excluded.causation_id, ref = null, fault = null,
      fault_since = null, findings = null, unknown_since = null, not_before = excluded.not_before, changed_at = excluded.changed_at,
      position = excluded.position`,
    [JSON.stringify(input), run.pairing, run.runId, run.engagementId, run.correlationId],
  );
}

/** An older revision that nobody has sent yet ends; those who waited for it wait for the newer one. */
async function supersedeOlder(query: Query, keys: readonly string[]): Promise<void> {
  const { count: superseded } = await query(
    `update command set state = 'superseded', is_blocking = false, changed_at = throughline_now()
    where key = any($1::text[]) and (state in ('waiting', 'held') or is_blocking) and exists (
      select from command as newer
      where newer.key = command.key and newer.revision > command.revision
        and newer.state not in ('superseded', 'rejected')
    )`,
    [keys],
  );
  if (superseded === 0) return;
  await query(
    `insert into command_waiter (command_id, run_id)
    select distinct newest.command_id, command_waiter.run_id
    from command_waiter
    join command as older using (command_id)
    join command as newest on newest.key = older.key
    where older.key = any($1::text[]) and older.state = 'superseded' and newest.revision = (
      select max(other.revision) from command as other where other.key = older.key and other.state <> 'superseded'
    )
    order by newest.command_id, command_waiter.run_id
    on conflict (command_id, run_id) do nothing`,
    [keys],
  );
}

async function waitFor(query: Query, runId: string, placings: readonly Placing[]): Promise<void> {
  await query(
    `insert into command_waiter (command_id, run_id)
    select distinct command_id, $2::text from unnest($1::text[]) as command_id order by command_id
    on conflict (command_id, run_id) do nothing`,
    [placings.map(({ commandId }) => commandId), runId],
  );
}
