import { z } from 'zod';
import { constraintOf, type Database, type Query } from './database.ts';
import { eventRow, insertEvents } from './events.ts';
import {
  causeOfRun,
  causeOfUnsaved,
  type ExceptionRow,
  raiseExceptions,
  settleAbouts,
  settleCauses,
  settleCommandExceptions,
  settleRuns,
} from './exceptions.ts';
import { releaseIn } from './finish.ts';
import { saveHold } from './holds.ts';
import { endLinks, saveLinks } from './links.ts';
import { placeCommands } from './new-commands.ts';
import { lockOrderKeys, moveHeads } from './order-keys.ts';
import { markProjections } from './projections.ts';
import { allOf, maybe, text } from './rows.ts';
import type { Announcement, NewException, RunToSave, Store } from './store.ts';
import { tellRuns } from './tell-runs.ts';
import { markErpState } from './watched-records.ts';

/**
 * What a run decided, saved in one transaction under its version.
 *
 * Another attempt of the engagement that came to life meanwhile is a conflict too: what was decided did not know of it.
 */
export function saveRunFunctions(database: Database): Pick<Store, 'saveRun'> {
  return {
    saveRun: async (run) => {
      try {
        return await database.atomic((query) => save(query, run));
      } catch (cause) {
        if (constraintOf(cause) !== 'run_living') throw cause;
        return 'conflict';
      }
    },
  };
}

async function save(query: Query, run: RunToSave): Promise<'saved' | 'conflict'> {
  if (!(await writeRun(query, run))) return 'conflict';
  await writeCommands(query, run, await takeHandled(query, run.handledEventIds));
  await settleCauses(query, [causeOfUnsaved(run.runId)]);
  await settleAbouts(query, run.engagementId, run.settled ?? []);
  await settleRuns(query, run, run.settledRuns ?? []);
  await raiseExceptions(query, await exceptionsOf(query, run));
  await saveHold(query, run);
  await markProjections(query, run);
  if (run.projections.length > 0) await markErpState(query, run.pairing, run.engagementId);
  await saveLinks(query, run);
  await endLinks(query, run.pairing, run.unlinkedKeys ?? []);
  await insertEvents(
    query,
    (run.announced ?? []).map((one) => announcementOf(run, one)),
  );
  return 'saved';
}

async function writeRun(query: Query, run: RunToSave): Promise<boolean> {
  const values = [
    run.runId,
    run.workflowVersion,
    JSON.stringify(run.state),
    run.stateVersion,
    run.status,
    run.wakeAt ?? null,
    run.expectedVersion,
  ];
  if (run.expectedVersion > 0) {
    const { count } = await query(updateRunSql, values);
    return count === 1;
  }
  const { engagementId, pairing, generation, correlationId, workflow } = run;
  const { count } = await query(insertRunSql, [...values, engagementId, pairing, generation, correlationId, workflow]);
  return count === 1;
}

const updateRunSql = `
  update run
  set workflow_version = $2, state = $3, state_version = $4, status = $5, wake_at = $6, version = version + 1,
    changed_at = throughline_now()
  where run_id = $1 and version = $7`;

const insertRunSql = `
  insert into run (
    run_id, workflow_version, state, state_version, status, wake_at, version, engagement_id, pairing, generation,
    correlation_id, workflow, started_at, changed_at
  )
  values ($1, $2, $3, $4, $5, $6, $7::bigint + 1, $8, $9, $10, $11, $12, throughline_now(), throughline_now())
  on conflict (run_id) do nothing`;

const Handled = z.object({ commandId: maybe(text) });

/** Takes the events off the run's work; answers the commands whose end the run has now decided about. */
async function takeHandled(query: Query, eventIds: readonly string[]): Promise<readonly string[]> {
  if (eventIds.length === 0) return [];
  const { rows } = await query(
    `with handled as (
      delete from pending_event where event_id = any($1::text[]) returning command_id, sequence
    )
    select jsonb_build_object('commandId', command_id) as row from handled order by sequence`,
    [eventIds],
  );
  return allOf(Handled, rows).flatMap(({ commandId }) => (commandId === undefined ? [] : [commandId]));
}

/** Withdraws, releases what a rejected command held back, and adds: all under the locks of the order keys concerned. */
async function writeCommands(query: Query, run: RunToSave, decided: readonly string[]): Promise<void> {
  const withdrawn = run.withdrawnKeys ?? [];
  const released = run.releasedKeys ?? [];
  if (run.commands.length + withdrawn.length + released.length + decided.length === 0) return;
  const orderKeys = [
    ...run.commands.map(({ orderKey }) => orderKey),
    ...(await orderKeysOf(query, [...withdrawn, ...released], decided)),
  ];
  await lockOrderKeys(query, orderKeys);
  const occasion = { runId: run.runId, occasion: `:${run.expectedVersion + 1}` };
  await withdraw(query, occasion, withdrawn);
  await release(query, run.runId, released);
  await query(`update command set is_blocking = false where is_blocking and command_id = any($1::text[])`, [decided]);
  const joined = await placeCommands(query, run);
  await moveHeads(query, orderKeys);
  await tellRuns(query, joined, occasion);
}

const OrderKey = z.object({ orderKey: text });

async function orderKeysOf(query: Query, keys: readonly string[], commandIds: readonly string[]): Promise<string[]> {
  if (keys.length === 0 && commandIds.length === 0) return [];
  const { rows } = await query(
    `select distinct jsonb_build_object('orderKey', order_key) as row
    from command where key = any($1::text[]) or command_id = any($2::text[]) order by row`,
    [keys, commandIds],
  );
  return allOf(OrderKey, rows).map(({ orderKey }) => orderKey);
}

const CommandId = z.object({ commandId: text });

/**
 * Ends the run's interest in these keys. A command that nobody else waits for and nobody has sent is superseded, and the
 * run is told, so that it knows when nothing of it is under way any more.
 */
async function withdraw(
  query: Query,
  only: { readonly runId: string; readonly occasion: string },
  keys: readonly string[],
): Promise<void> {
  if (keys.length === 0) return;
  // A claim must not lease a command between the statements: it passes over rows that are locked.
  await query(
    `select from command where key = any($1::text[]) and state in ('waiting', 'held') order by command_id for update`,
    [keys],
  );
  const { rows } = await query(
    `with withdrawn as (
      update command set state = 'superseded', changed_at = throughline_now()
      where key = any($1::text[]) and state in ('waiting', 'held') and not exists (
        select from command_waiter where command_waiter.command_id = command.command_id and run_id <> $2
      )
      returning command_id
    )
    select jsonb_build_object('commandId', command_id) as row from withdrawn order by command_id`,
    [keys, only.runId],
  );
  const withdrawn = allOf(CommandId, rows).map(({ commandId }) => commandId);
  await settleCommandExceptions(query, withdrawn);
  await tellRuns(query, withdrawn, only);
  await query(
    `delete from command_waiter using command
    where command.command_id = command_waiter.command_id and command.key = any($1::text[])
      and command_waiter.run_id = $2 and command.state in ('waiting', 'held')`,
    [keys, only.runId],
  );
}

/** Lets held commands of the run go on. */
async function release(query: Query, runId: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const { rows } = await query(
    `select jsonb_build_object('commandId', command_id) as row
    from command join command_waiter using (command_id)
    where key = any($1::text[]) and command.state = 'held' and command_waiter.run_id = $2 order by command_id`,
    [keys, runId],
  );
  for (const { commandId } of allOf(CommandId, rows)) await releaseIn(query, commandId);
}

function announcementOf(run: RunToSave, { type, data }: Announcement) {
  const { pairing, runId, engagementId, generation, correlationId } = run;
  const raw = JSON.stringify(data);
  const source = `/pairings/${pairing}/bridge`;
  const id = `${type}:${runId}`;
  return eventRow({ pairing, source, id, type, time: '', subject: engagementId, generation, correlationId, data, raw });
}

const CommandOfKey = z.object({ key: text, commandId: text });

async function exceptionsOf(query: Query, run: RunToSave): Promise<ExceptionRow[]> {
  const keys = run.exceptions.flatMap(({ commandKey }) => (commandKey === undefined ? [] : [commandKey]));
  const { rows } =
    keys.length === 0
      ? { rows: [] }
      : await query(
          `select jsonb_build_object('key', key, 'commandId', command_id) as row
          from command where key = any($1::text[]) order by key, revision`,
          [keys],
        );
  const newest = new Map(allOf(CommandOfKey, rows).map(({ key, commandId }) => [key, commandId]));
  return run.exceptions.map((exception) => exceptionRow(run, exception, newest.get(exception.commandKey ?? '')));
}

function exceptionRow(run: RunToSave, exception: NewException, commandId: string | undefined): ExceptionRow {
  const { about, code, text: words, owner, detail } = exception;
  return {
    cause: causeOfRun(run.runId, about),
    pairing: run.pairing,
    engagementId: run.engagementId,
    runId: run.runId,
    code,
    text: words,
    owner,
    ...(commandId === undefined ? {} : { commandId }),
    ...(detail === undefined ? {} : { detail }),
  };
}
