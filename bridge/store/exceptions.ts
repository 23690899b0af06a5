import type { Json } from 'shared-model/canonical-json.ts';
import type { FaultCode } from 'shared-model/faults.ts';
import type { OwnerRole } from 'shared-model/finding.ts';
import type { Database, Query } from './database.ts';
import type { Store } from './store.ts';

/** A fault that waits for a person; `cause` names it, and while it is open it is raised once. */
export type ExceptionRow = {
  readonly cause: string;
  readonly pairing: string;
  readonly engagementId?: string;
  readonly runId?: string;
  readonly commandId?: string;
  readonly code: FaultCode;
  readonly text: string;
  readonly owner: OwnerRole;
  readonly detail?: Json;
};

export function exceptionFunctions(database: Database): Pick<Store, 'raiseException'> {
  return { raiseException: (exception) => raiseExceptions(database.single, [exception]) };
}

export async function raiseExceptions(query: Query, rows: readonly ExceptionRow[]): Promise<void> {
  if (rows.length === 0) return;
  await query(
    `insert into exception (cause, pairing, engagement_id, run_id, command_id, code, text, owner, detail, raised_at)
    select cause, pairing, engagement_id, run_id, command_id, code, text, owner, detail, throughline_now()
    from jsonb_to_recordset($1::jsonb) as input(
      place integer, cause text, pairing text, engagement_id text, run_id text, command_id text, code text, text text,
      owner text, detail jsonb
    )
    order by place
    on conflict (cause) where resolved_at is null do nothing`,
    [JSON.stringify(rows.map(parameterOf))],
  );
}

/** The cause of the exception that a run cannot be saved; the first save that goes through closes it. */
export function causeOfUnsaved(runId: string): string {
  return `unsaved:${runId}`;
}

/** The cause of an exception that a run raised about something. */
export function causeOfRun(runId: string, about: string): string {
  return `run:${runId}:${about}`;
}

/** Closes what any run of the engagement has open about these causes: a new attempt replaces those before it. */
export async function settleAbouts(query: Query, engagementId: string, abouts: readonly string[]): Promise<void> {
  if (abouts.length === 0) return;
  await query(
    `update exception set resolved_at = throughline_now()
    where resolved_at is null and cause in (
      select 'run:' || run_id || ':' || about from run, unnest($2::text[]) as about where engagement_id = $1
    )`,
    [engagementId, abouts],
  );
}

/** Closes what is open about one run, or about the other runs of its engagement. */
export async function settleRuns(
  query: Query,
  { runId, engagementId }: { readonly runId: string; readonly engagementId: string },
  which: readonly ('this' | 'earlier')[],
): Promise<void> {
  if (which.length === 0) return;
  await query(
    `update exception set resolved_at = throughline_now()
    where resolved_at is null and engagement_id = $2
      and (('this' = any($3::text[]) and run_id = $1) or ('earlier' = any($3::text[]) and run_id <> $1))`,
    [runId, engagementId, which],
  );
}

/** Closes what is open under these causes. */
export async function settleCauses(query: Query, causes: readonly string[]): Promise<void> {
  if (causes.length === 0) return;
  await query(
    `update exception set resolved_at = throughline_now() where resolved_at is null and cause = any($1::text[])`,
    [causes],
  );
}

/** Closes what is open about these commands and older revisions of their keys: they go on, or have gone through. */
export async function settleCommandExceptions(query: Query, commandIds: readonly string[]): Promise<void> {
  if (commandIds.length === 0) return;
  await query(
    `update exception set resolved_at = throughline_now()
    where resolved_at is null and command_id in (
      select older.command_id from command join command as older
        on older.key = command.key and older.revision <= command.revision
      where command.command_id = any($1::text[])
    )`,
    [commandIds],
  );
}

function parameterOf(row: ExceptionRow, place: number): Json {
  return {
    place,
    cause: row.cause,
    pairing: row.pairing,
    engagement_id: row.engagementId,
    run_id: row.runId,
    command_id: row.commandId,
    code: row.code,
    text: row.text,
    owner: row.owner,
    detail: row.detail,
  };
}
