import type { Reference } from 'shared-model/reference.ts';
import { z } from 'zod';
import type { Database, Query } from './database.ts';
import { allOf, count, json, maybe, stored, text } from './rows.ts';
import type { RunStatus, RunWork, Store, StoredEvent } from './store.ts';

/** Pending events that one look takes into account, and events of one run that it brings; the rest come next time. */
const mostPending = 1_000;
const mostEventsOfRun = 100;
const mostRuns = 100;

const Work = z.object({
  runId: text,
  engagementId: text,
  pairing: text,
  generation: count,
  correlationId: text,
  workflow: maybe(text),
  state: maybe(json),
  stateVersion: count,
  version: count,
  events: z.array(stored<StoredEvent>()),
  isWakeDue: z.boolean(),
  isHeld: z.boolean(),
  otherRuns: stored<readonly { generation: number; status: RunStatus }[]>(),
  now: text,
});

export function workFunctions(database: Database): Pick<Store, 'runsWithWork'> {
  return {
    runsWithWork: (limit, only = {}) =>
      database.atomic(async (query) => {
        const { known, resting = [] } = only;
        const { rows } = await query(workSql, [
          Math.min(limit, mostRuns),
          mostPending,
          mostEventsOfRun,
          resting,
          known === undefined ? null : JSON.stringify(known),
        ]);
        const work = allOf(Work, rows);
        const references = await referencesOf(query, [...new Set(work.map(({ pairing }) => pairing))]);
        return work.map((run): RunWork => {
          const reference = references.get(run.pairing);
          return { ...run, ...(reference === undefined ? {} : { reference }) };
        });
      }),
  };
}

const eventSql = `
  jsonb_strip_nulls(jsonb_build_object(
    'eventId', event_id, 'id', id, 'type', type, 'source', source, 'time', instant_text(occurred_at),
    'acceptedAt', instant_text(accepted_at), 'correlationId', correlation_id, 'causationId', causation_id
  )) || jsonb_build_object('data', data)`;

/** A run belongs to the workflow that it was saved under, or, before that, to the one that an event of it begins. */
const knownSql = `jsonb_to_recordset($5::jsonb) as known(name text, "stateVersion" bigint, begins jsonb)`;

const workSql = `
  with pending as (
    select run_id, min(sequence) as first_sequence
    from (
      select pending_event.run_id, sequence
      from pending_event left join lateral (
        select workflow, state_version from run where run.run_id = pending_event.run_id offset 0
      ) as present on true
      where pending_event.run_id <> all($4::text[]) and ($5::jsonb is null or exists (
        select from ${knownSql} where case
          when present.workflow is null then begins ? (
            select type from event where event.event_id = pending_event.event_id
          )
          else name = present.workflow and present.state_version <= "stateVersion"
        end
      ))
      order by sequence limit $2
    ) as oldest
    group by run_id
  ), woken as (
    select run_id, wake_at from run
    where wake_at <= throughline_now() and run_id <> all($4::text[]) and ($5::jsonb is null or exists (
      select from ${knownSql} where name = run.workflow and run.state_version <= "stateVersion"
    ))
    order by wake_at, run_id limit $1
  ), due as (
    select run_id, first_sequence, wake_at from pending full join woken using (run_id)
    order by first_sequence nulls last, wake_at, run_id limit $1
  )
  select jsonb_build_object(
    'runId', due.run_id, 'engagementId', coalesce(run.engagement_id, event.engagement_id),
    'pairing', coalesce(run.pairing, event.pairing), 'generation', coalesce(run.generation, event.generation),
    'correlationId', coalesce(run.correlation_id, event.correlation_id), 'workflow', run.workflow,
    'state', run.state, 'stateVersion', coalesce(run.state_version, 0), 'version', coalesce(run.version, 0),
    'isHeld', exists (
      select from engagement_hold as hold
      where hold.pairing = coalesce(run.pairing, event.pairing)
        and hold.engagement_id = coalesce(run.engagement_id, event.engagement_id)
    ),
    'isWakeDue', due.wake_at is not null, 'now', instant_text(throughline_now()),
    'events', (
      select coalesce(jsonb_agg(stored order by sequence), '[]')
      from (
        select ${eventSql} as stored, pending_event.sequence
        from pending_event join event using (event_id) join event_body using (event_id)
        where pending_event.run_id = due.run_id
        order by pending_event.sequence limit $3
      ) as arrived
    ),
    'otherRuns', (
      select coalesce(jsonb_agg(
        jsonb_build_object('generation', other.generation, 'status', other.status) order by other.generation
      ), '[]')
      from run as other
      where other.engagement_id = coalesce(run.engagement_id, event.engagement_id) and other.run_id <> due.run_id
    )
  ) as row
  from due
  left join run on run.run_id = due.run_id
  left join event on event.sequence = due.first_sequence
  order by due.first_sequence nulls last, due.wake_at, due.run_id`;

const ReferenceRow = z.object({ pairing: text, reference: stored<Reference>() });

async function referencesOf(query: Query, pairings: readonly string[]): Promise<ReadonlyMap<string, Reference>> {
  const { rows } = await query(
    `select jsonb_build_object('pairing', pairing, 'reference', reference) as row
    from reference where pairing = any($1::text[]) order by pairing`,
    [pairings],
  );
  return new Map(allOf(ReferenceRow, rows).map(({ pairing, reference }) => [pairing, reference]));
}
