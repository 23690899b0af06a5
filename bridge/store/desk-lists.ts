import type { FaultCode } from 'shared-model/faults.ts';
import { OwnerRole } from 'shared-model/finding.ts';
import type { ItemFault } from 'shared-model/restlet.ts';
import { z } from 'zod';
import type { Database } from './database.ts';
import type { Desk, RunRow } from './desk.ts';
import { ExceptionRow, exceptionViewSql } from './list.ts';
import { allOf, count, maybe, stored, text } from './rows.ts';
import type { Page, PageRequest } from './views.ts';

const mostRows = 100;
const mostCauses = 100;
const mostOfCause = 20;

const Waiting = z.object({
  commandId: text,
  type: text,
  system: z.enum(['netsuite', 'salesforce']),
  state: z.enum(['waiting', 'held', 'leased', 'staged', 'unknown', 'applied', 'superseded', 'rejected']),
  attempts: count,
  ahead: count,
  notBefore: maybe(text),
  unknownSince: maybe(text),
  fault: maybe(stored<ItemFault>()),
  changedAt: text,
});

/** One run as `listRuns` answers it. */
export const RunListRow = z.object({
  runId: text,
  engagementId: text,
  pairing: text,
  generation: count,
  correlationId: text,
  workflow: text,
  status: z.enum(['running', 'done', 'not-ready', 'failed', 'ended']),
  version: count,
  startedAt: text,
  changedAt: text,
  name: maybe(text),
  customerName: maybe(text),
  shown: maybe(stored<NonNullable<RunRow['shown']>>()),
  command: maybe(Waiting),
  /** Who in the ERP holds the engagement. */
  heldBy: maybe(text),
  openCommands: count,
  openExceptions: count,
});

const Cause = z.object({
  code: stored<FaultCode>(),
  text,
  owner: OwnerRole,
  count,
  oldestAt: text,
  exceptions: z.array(ExceptionRow.extend({ name: maybe(text) })),
});

const Call = z.object({
  callId: text,
  system: z.enum(['netsuite', 'salesforce']),
  slot: count,
  kind: text,
  itemCount: count,
  nodeId: text,
  startedAt: text,
  occupiedUntil: text,
});

/** The lists that people look at; each is one snapshot. */
export function deskListFunctions(database: Database): Pick<Desk, 'listRuns' | 'listCauses' | 'openCalls'> {
  return {
    async listRuns({ statuses, page }) {
      const { rows } = await database.single(runsSql, [statuses, ...bounds(page)]);
      return pageOf(allOf(RunListRow, rows), page);
    },
    async listCauses() {
      const { rows } = await database.single(causesSql, [mostCauses, mostOfCause]);
      return allOf(Cause, rows);
    },
    async openCalls() {
      const { rows } = await database.single(callsSql, [mostRows]);
      return allOf(Call, rows);
    },
  };
}

/** The request that a run's state keeps, wherever its step keeps it. */
const dealSql = `coalesce(state #> '{request,deal}', state #> '{from,request,deal}', state #> '{from,from,request,deal}')`;

/** Of a run's open commands the one that stands first says what the run waits for. */
const waitingSql = `
  select jsonb_strip_nulls(jsonb_build_object(
    'commandId', command_id, 'type', type, 'system', system, 'state', command.state, 'attempts', attempts,
    'ahead', (
      select count(*) from command as before
      where before.system = command.system and before.pairing = command.pairing and before.state = 'waiting'
        and before.is_head and before.not_before <= throughline_now() and before.position < command.position
    ),
    'notBefore', case when command.state in ('waiting', 'unknown') and not_before > throughline_now()
      then instant_text(not_before) end,
    'unknownSince', instant_text(unknown_since), 'fault', fault, 'changedAt', instant_text(command.changed_at)
  ))
  from command
  where command_id in (select command_id from command_waiter where command_waiter.run_id = listed.run_id)
    and command.state not in ('applied', 'superseded')
  order by command.state = 'rejected' desc, command.state = 'held' desc, position limit 1`;

const runsSql = `
  with listed as (
    select * from run
    where status = any($1::text[])
      and ($2::timestamptz is null or (changed_at, run_id) < ($2::timestamptz, $3::text))
    order by changed_at desc, run_id desc limit $4
  )
  select jsonb_strip_nulls(jsonb_build_object(
    'runId', run_id, 'engagementId', listed.engagement_id, 'pairing', listed.pairing, 'generation', generation,
    'correlationId', correlation_id, 'workflow', workflow, 'status', status, 'version', version,
    'startedAt', instant_text(started_at), 'changedAt', instant_text(changed_at),
    'name', ${dealSql} ->> 'name', 'customerName', ${dealSql} #>> '{customer,name}',
    'shown', (
      select shown from projection
      where projection.pairing = listed.pairing and projection.key = listed.engagement_id
        and shown ->> 'runId' = listed.run_id
    ),
    'command', (${waitingSql}),
    'heldBy', (
      select held_by from engagement_hold as hold
      where hold.pairing = listed.pairing and hold.engagement_id = listed.engagement_id
    ),
    'openCommands', (
      select count(*) from command_waiter join command using (command_id)
      where command_waiter.run_id = listed.run_id and command.state not in ('applied', 'superseded', 'rejected')
    ),
    'openExceptions', (select count(*) from exception where exception.run_id = listed.run_id and resolved_at is null)
  )) as row
  from listed order by changed_at desc, run_id desc`;

const causesSql = `
  with cause as (
    select code, text as words, owner, count(*) as found, min(raised_at) as oldest
    from exception where resolved_at is null
    group by code, text, owner order by oldest, code, words limit $1
  )
  select jsonb_build_object(
    'code', code, 'text', words, 'owner', owner, 'count', found, 'oldestAt', instant_text(oldest),
    'exceptions', (
      select jsonb_agg(view order by raised_at, exception_id)
      from (
        select exception.raised_at, exception.exception_id, ${exceptionViewSql} || jsonb_strip_nulls(
          jsonb_build_object('name', (
            select ${dealSql} ->> 'name' from run where run.run_id = exception.run_id limit 1
          ))
        ) as view
        from exception
        where resolved_at is null and exception.code = cause.code and exception.text = cause.words
          and exception.owner = cause.owner
        order by raised_at, exception_id limit $2
      ) as oldest_first
    )
  ) as row
  from cause order by oldest, code, words`;

const callsSql = `
  select jsonb_build_object(
    'callId', call_id::text, 'system', system, 'slot', slot, 'kind', kind, 'itemCount', item_count,
    'nodeId', node_id, 'startedAt', instant_text(started_at), 'occupiedUntil', instant_text(occupied_until)
  ) as row
  from call where ended_at is null and occupied_until > throughline_now()
  order by system, slot, call_id limit $1`;

const Cursor = z.tuple([z.iso.datetime(), z.string().max(60)]);

/** A cursor is the change and id of the last run seen; an unreadable one gives the first page. */
function bounds({ after, limit }: PageRequest): [string | null, string | null, number] {
  const cursor = Cursor.safeParse((after ?? '').split('~'));
  return cursor.success ? [...cursor.data, sizeOf(limit) + 1] : [null, null, sizeOf(limit) + 1];
}

function pageOf(rows: readonly RunRow[], { limit }: PageRequest): Page<RunRow> {
  const shown = rows.slice(0, sizeOf(limit));
  const last = shown.at(-1);
  const hasMore = rows.length > shown.length && last !== undefined;
  return { rows: shown, ...(hasMore ? { next: `${last.changedAt}~${last.runId}` } : {}) };
}

function sizeOf(limit: number): number {
  return Math.max(1, Math.min(limit, mostRows));
}
