import { engagementIdOf } from 'shared-model/ids.ts';
import type { ExternalRef } from 'shared-model/refs.ts';
import { z } from 'zod';
import type { Database, Query } from './database.ts';
import { CommandRow, commandViewSql, ExceptionRow, exceptionViewSql } from './list.ts';
import { allOf, count, firstOf, json, maybe, stored, text } from './rows.ts';
import type { Projection, Store } from './store.ts';
import type { EngagementView, RunView } from './views.ts';

/** Commands, exceptions, links and rows that one read brings at most. */
const mostParts = 3_000;

const RunRow = z.object({
  runId: text,
  engagementId: text,
  pairing: text,
  generation: count,
  correlationId: text,
  workflow: text,
  workflowVersion: count,
  status: z.enum(['running', 'done', 'not-ready', 'failed', 'ended']),
  state: json,
  version: count,
  startedAt: text,
  changedAt: text,
  wakeAt: maybe(text),
});

const runSql = `
  jsonb_build_object(
    'runId', run_id, 'engagementId', engagement_id, 'pairing', pairing, 'generation', generation,
    'correlationId', correlation_id, 'workflow', workflow, 'workflowVersion', workflow_version, 'status', status,
    'state', state, 'version', version, 'startedAt', instant_text(started_at), 'changedAt', instant_text(changed_at),
    'wakeAt', instant_text(wake_at)
  )`;

const Link = z.object({
  key: text,
  source: z.object({ type: text, id: text }),
  ref: stored<ExternalRef>(),
  version: count,
  linkedAt: text,
});

const Shown = z.object({
  key: text,
  kind: text,
  values: stored<Projection['values']>(),
  version: count,
  writtenVersion: count,
});

/** What the API shows of engagements and runs; each read is one snapshot. */
export function readFunctions(database: Database): Pick<Store, 'engagementById' | 'engagementBySource' | 'runById'> {
  return {
    engagementById: (engagementId) => database.atomic((query) => engagementView(query, engagementId)),
    engagementBySource: ({ id }) =>
      database.atomic(async (query) => {
        const { rows } = await query(
          `select distinct jsonb_build_object('orgId', org_id) as row from pairing order by row`,
        );
        for (const { orgId } of allOf(z.object({ orgId: text }), rows)) {
          const found = await engagementView(query, engagementIdOf(orgId, id));
          if (found !== undefined) return found;
        }
        return undefined;
      }),
    runById: (runId) => database.atomic((query) => runView(query, runId)),
  };
}

async function engagementView(query: Query, engagementId: string): Promise<EngagementView | undefined> {
  const { rows } = await query(
    `select ${runSql} as row from run where engagement_id = $1 order by generation desc, run_id limit 100`,
    [engagementId],
  );
  const runs = allOf(RunRow, rows);
  const pairing = runs[0]?.pairing;
  if (pairing === undefined) return undefined;
  const links = await query(linksSql, [engagementId, mostParts]);
  const projections = await query(projectionsSql, [engagementId, mostParts]);
  return {
    engagementId,
    pairing,
    runs,
    links: allOf(Link, links.rows),
    projections: allOf(Shown, projections.rows),
  };
}

const linksSql = `
  select jsonb_build_object(
    'key', key, 'source', jsonb_build_object('type', source_type, 'id', source_id), 'ref', ref, 'version', version,
    'linkedAt', instant_text(linked_at)
  ) as row
  from engagement_link join crosswalk using (pairing, key)
  where engagement_link.engagement_id = $1 and is_current
  order by key, system limit $2`;

const projectionsSql = `
  select jsonb_build_object(
    'key', key, 'kind', kind, 'values', shown, 'version', version, 'writtenVersion', written_version
  ) as row
  from projection where engagement_id = $1 order by pairing, key limit $2`;

async function runView(query: Query, runId: string): Promise<RunView | undefined> {
  const { rows } = await query(`select ${runSql} as row /* one row */ from run where run_id = $1`, [runId]);
  const run = firstOf(RunRow, rows);
  if (run === undefined) return undefined;
  const commands = await query(
    `select ${commandViewSql} as row
    from command where command_id in (select command_id from command_waiter where command_waiter.run_id = $1)
    order by position limit $2`,
    [runId, mostParts],
  );
  const exceptions = await query(
    `select ${exceptionViewSql} as row from exception where run_id = $1 order by exception_id limit $2`,
    [runId, mostParts],
  );
  return { ...run, commands: allOf(CommandRow, commands.rows), exceptions: allOf(ExceptionRow, exceptions.rows) };
}
