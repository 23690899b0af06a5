import { z } from 'zod';
import { constraintOf, type Database, type Query } from './database.ts';
import { causeOfRun, raiseExceptions, settleAbouts, type ExceptionRow } from './exceptions.ts';
import { saveLinks } from './links.ts';
import { placeCommands } from './new-commands.ts';
import { lockOrderKeys, moveHeads } from './order-keys.ts';
import { markProjections } from './projections.ts';
import { allOf, maybe, text } from './rows.ts';
import type { NewException, RunToSave, Store } from './store.ts';
import { tellRuns } from './tell-runs.ts';

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
  await settleAbouts(query, run.engagementId, run.settled ?? []);
  await raiseExceptions(query, await exceptionsOf(query, run));
  await markProjections(query, run);
  await saveLinks(query, run);
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
  if (run.commands.length === 0 && withdrawn.length === 0 && decided.length === 0) return;
  const orderKeys = [
    ...run.commands.map(({ orderKey }) => orderKey),
    ...(await orderKeysOf(query, withdrawn, decided)),
  ];
  await lockOrderKeys(query, orderKeys);
  await withdraw(query, run.runId, withdrawn);
  await query(`update command set is_blocking = false where is_blocking and command_id = any($1::text[])`, [decided]);
  const joined = await placeCommands(query, run);
  await moveHeads(query, orderKeys);
  await tellRuns(query, joined, { runId: run.runId, occasion: `:${run.expectedVersion + 1}` });
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

/** Ends the run's interest in these keys; a command that nobody else waits for and nobody has sent is superseded. */
async function withdraw(query: Query, runId: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  // A claim must not lease a command between the two statements: it passes over rows that are locked.
  await query(
    `select from command where key = any($1::text[]) and state in ('waiting', 'held') order by command_id for update`,
    [keys],
  );
  await query(
    `delete from command_waiter using command
    where command.command_id = command_waiter.command_id and command.key = any($1::text[])
      and command_waiter.run_id = $2 and command.state in ('waiting', 'held')`,
    [keys, runId],
  );
  await query(
    `update command set state = 'superseded', changed_at = throughline_now()
    where key = any($1::text[]) and state in ('waiting', 'held')
      and not exists (select from command_waiter where command_waiter.command_id = command.command_id)`,
    [keys],
  );
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
