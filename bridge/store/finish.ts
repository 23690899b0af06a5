import { faults } from 'shared-model/faults.ts';
import type { ItemFault } from 'shared-model/restlet.ts';
import { z } from 'zod';
import type { Database, Query } from './database.ts';
import { raiseExceptions, settleCommandExceptions, type ExceptionRow } from './exceptions.ts';
import { lockOrderKeys, moveHeads } from './order-keys.ts';
import { allOf, count, text } from './rows.ts';
import type { CommandResult, FinishedCall, Outcome, Store } from './store.ts';
import { tellRuns } from './tell-runs.ts';

const InFlight = z.object({
  commandId: text,
  fence: count,
  key: text,
  orderKey: text,
  type: text,
  pairing: text,
  engagementId: text,
  runId: text,
});
type InFlight = z.infer<typeof InFlight>;
type Ended = { readonly command: InFlight; readonly outcome: Outcome };

export function finishFunctions(database: Database): Pick<Store, 'finishCall' | 'resolveUnknown' | 'releaseCommand'> {
  return {
    finishCall: (call) => database.atomic((query) => finishCall(query, call)),
    resolveUnknown: (results) => database.atomic((query) => writeOutcomes(query, results)),
    releaseCommand: (commandId) => database.atomic((query) => releaseIn(query, commandId)),
  };
}

/** A command of the call that no result speaks of is unknown: it was sent, and nobody can say what became of it. */
async function finishCall(query: Query, { callId, nodeId, results, isStillOpen }: FinishedCall): Promise<void> {
  const named = new Set(results.map(({ commandId }) => commandId));
  const unnamed = (await leasedBy(query, callId, nodeId)).filter(({ commandId }) => !named.has(commandId));
  const outcome: Outcome = { kind: 'unknown' };
  await writeOutcomes(query, [...results, ...unnamed.map(({ commandId, fence }) => ({ commandId, fence, outcome }))]);
  if (isStillOpen === true) return;
  await query(`update call set ended_at = throughline_now() where call_id = $1 and node_id = $2 and ended_at is null`, [
    callId,
    nodeId,
  ]);
}

/** Makes what these calls leased unknown, for nodes that died; the calls stay open and their slots taken. */
export async function forgetCalls(query: Query, callIds: readonly string[]): Promise<void> {
  const { rows } = await query(
    `select jsonb_build_object(${inFlightSql}) as row
    from command where state = 'leased' and call_id = any($1::bigint[]) order by position`,
    [callIds],
  );
  const outcome: Outcome = { kind: 'unknown' };
  const leased = allOf(InFlight, rows);
  await writeOutcomes(
    query,
    leased.map(({ commandId, fence }) => ({ commandId, fence, outcome })),
  );
}

const inFlightSql = `
  'commandId', command_id, 'fence', fence, 'key', key, 'orderKey', order_key, 'type', type, 'pairing', pairing,
  'engagementId', engagement_id, 'runId', run_id`;

async function leasedBy(query: Query, callId: string, nodeId: string): Promise<InFlight[]> {
  const { rows } = await query(
    `select jsonb_build_object(${inFlightSql}) as row
    from command
    where state = 'leased' and call_id = $1
      and exists (select from call where call.call_id = $1 and call.node_id = $2)
    order by position`,
    [callId, nodeId],
  );
  return allOf(InFlight, rows);
}

/** Writes outcomes of commands that are in flight or unknown under the fence named; all others are ignored. */
async function writeOutcomes(query: Query, results: readonly CommandResult[]): Promise<void> {
  if (results.length === 0) return;
  const ended = await lockResults(query, results);
  if (ended.length === 0) return;
  await updateCommands(query, ended);
  const over = ended.filter(({ outcome }) => outcome.kind === 'applied' || outcome.kind === 'superseded');
  await settleCommandExceptions(
    query,
    over.map(({ command }) => command.commandId),
  );
  await raiseExceptions(query, ended.flatMap(exceptionsOf));
  await tellRuns(
    query,
    ended.filter(({ outcome }) => isTold(outcome)).map(({ command }) => command.commandId),
  );
  await moveHeads(
    query,
    ended.map(({ command }) => command.orderKey),
  );
}

async function lockResults(query: Query, results: readonly CommandResult[]): Promise<Ended[]> {
  const byCommand = new Map(results.map((result) => [result.commandId, result]));
  const commandIds = [...byCommand.keys()];
  const found = await query(
    `select jsonb_build_object(${inFlightSql}) as row
    from command where command_id = any($1::text[]) order by command_id`,
    [commandIds],
  );
  await lockOrderKeys(
    query,
    allOf(InFlight, found.rows).map(({ orderKey }) => orderKey),
  );
  const { rows } = await query(
    `select jsonb_build_object(${inFlightSql}) as row
    from command where command_id = any($1::text[]) and state in ('leased', 'unknown')
    order by command_id for update`,
    [commandIds],
  );
  return allOf(InFlight, rows).flatMap((command) => {
    const result = byCommand.get(command.commandId);
    return result?.fence === command.fence ? [{ command, outcome: result.outcome }] : [];
  });
}

async function updateCommands(query: Query, ended: readonly Ended[]): Promise<void> {
  await query(
    `update command
    set state = input.state, is_blocking = input.state = 'rejected', changed_at = throughline_now(),
      attempts = command.attempts + case when command.state = 'leased' then input.attempts else 0 end,
      not_before = case when wait_ms is null then not_before else throughline_now() + milliseconds(wait_ms) end,
      unknown_since = case when input.state = 'unknown' then coalesce(unknown_since, throughline_now()) end,
      lookups = case when input.state <> 'unknown' then 0 when command.state = 'unknown' then lookups + 1 else 0 end,
      ref = input.ref, findings = input.findings, fault = input.fault,
      fence = greatest(fence, ledger_fence),
      fault_since = case
        when input.fault is null then null
        when command.fault ->> 'code' = input.fault ->> 'code' then coalesce(fault_since, throughline_now())
        else throughline_now()
      end
    from jsonb_to_recordset($1::jsonb) as input(
      command_id text, state text, attempts integer, wait_ms double precision, ref jsonb, fault jsonb, findings jsonb,
      ledger_fence bigint
    )
    where command.command_id = input.command_id`,
    [JSON.stringify(ended.map(parameterOf))],
  );
}

function parameterOf({ command, outcome }: Ended) {
  const isAttempt = outcome.kind === 'waiting' ? outcome.countsAttempt : true;
  return {
    command_id: command.commandId,
    state: outcome.kind,
    attempts: isAttempt ? 1 : 0,
    wait_ms: 'waitMs' in outcome ? outcome.waitMs : undefined,
    ref: 'ref' in outcome ? outcome.ref : undefined,
    fault: 'fault' in outcome && outcome.fault !== undefined ? storable(outcome.fault) : undefined,
    findings: 'findings' in outcome ? outcome.findings : undefined,
    ledger_fence: outcome.kind === 'held' ? outcome.ledgerFence : undefined,
  };
}

/** A vendor's words may hold what PostgreSQL cannot; an outcome must never fail for that. */
function storable(fault: ItemFault): ItemFault {
  return { ...fault, text: fault.text.toWellFormed().replaceAll('\u0000', '') };
}

function isTold({ kind }: Outcome): boolean {
  return kind !== 'waiting' && kind !== 'unknown';
}

function exceptionsOf({ command, outcome }: Ended): ExceptionRow[] {
  if (outcome.kind !== 'rejected' && outcome.kind !== 'held') return [];
  const { code, text: words } = storable(outcome.fault);
  const { commandId, pairing, engagementId, runId, key, type } = command;
  return [
    {
      cause: `command:${commandId}:${code}`,
      pairing,
      engagementId,
      runId,
      commandId,
      code,
      text: words,
      owner: faults[code].owner,
      detail: { key, command: type },
    },
  ];
}

/** A rejected command that is asked for again stands behind what its order key holds now. */
export async function releaseIn(query: Query, commandId: string): Promise<boolean> {
  const { rows } = await query(
    `select jsonb_build_object(${inFlightSql}) as row /* one row */ from command where command_id = $1`,
    [commandId],
  );
  const orderKeys = allOf(InFlight, rows).map(({ orderKey }) => orderKey);
  await lockOrderKeys(query, orderKeys);
  const { count: released } = await query(
    `update command
    set state = 'waiting', is_blocking = false, not_before = throughline_now(), changed_at = throughline_now(),
      position = case when state = 'held' then position
        else nextval(pg_get_serial_sequence('command', 'position')) end
    where command_id = $1 and state in ('held', 'rejected')`,
    [commandId],
  );
  if (released === 0) return false;
  await settleCommandExceptions(query, [commandId]);
  await moveHeads(query, orderKeys);
  return true;
}
