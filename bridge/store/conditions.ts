import { RunCondition } from 'shared-model/run-condition.ts';
import { z } from 'zod';
import { notHeld } from './claim.ts';
import type { Database, Query } from './database.ts';
import { eventRow, insertEvents } from './events.ts';
import { allOf, count, text } from './rows.ts';
import type { Store } from './store.ts';

/** Runs that one look tells; the others come with the next. */
const mostRuns = 100;

/** Another place in the queue is told at most once in this time. */
const placeRestMs = 10_000;

/** What is to be told differs from what was told; of a place only now and then. */
const isNewsSql = `
  case when fresh.condition ->> 'kind' = 'queued' and run.condition ->> 'kind' = 'queued'
    then fresh.condition -> 'ahead' <> run.condition -> 'ahead'
      and run.changed_at <= throughline_now() - milliseconds(${placeRestMs})
    else fresh.condition <> run.condition end`;

/** When its turn comes if the queue goes on as it did since the last telling, which changed the run. */
const turnSql = `
  case when (fresh.condition ->> 'ahead')::int between 1 and (run.condition ->> 'ahead')::int - 1
    then jsonb_build_object('nextAt', instant_text(throughline_now() + (throughline_now() - run.changed_at)
      * ((fresh.condition ->> 'ahead')::int / ((run.condition ->> 'ahead')::int - (fresh.condition ->> 'ahead')::int)::float)))
    else '{}'::jsonb end`;

const Changed = z.object({
  runId: text,
  engagementId: text,
  generation: count,
  correlationId: text,
  conditionVersion: count,
  condition: RunCondition,
});
type Changed = z.infer<typeof Changed>;

export function conditionFunctions(database: Database): Pick<Store, 'tellConditions'> {
  return { tellConditions: (pairing) => database.atomic((query) => tell(query, pairing)) };
}

/** A condition is kept with the run in the transaction that tells it, so each change is told once. */
async function tell(query: Query, pairing: string): Promise<number> {
  const { rows } = await query(changedSql, [pairing, mostRuns]);
  const changed = allOf(Changed, rows);
  await insertEvents(
    query,
    changed.map((row) => tellingOf(pairing, row)),
  );
  return changed.length;
}

/**
 * The condition of each run that goes on: of the commands that it waits for, one of unknown fate counts first, else the
 * oldest. A command that is on its way, or has just been asked for, keeps nobody waiting.
 *
 * Places are those of engagements, oldest command first: a command that rests after a refusal is tried a little later, and
 * would change places with each try. Another place is told when its number, rounded beyond ten, is another and the last
 * telling is some time ago, so that a queue on the move rewrites few rows; then its turn is reckoned from how far it came
 * meanwhile. A queue that did not move has no time.
 */
const changedSql = `
  with head as (
    select engagement_id, min(position) as position
    from command where pairing = $1 and is_head and state = 'waiting' and lane = 'interactive' and ${notHeld('command')}
    group by engagement_id
  ), queue as (
    select engagement_id, row_number() over (order by position) - 1 as ahead from head
  ), open as (
    select distinct on (run.run_id) run.run_id, run.engagement_id, key, command.state, type, attempts, fault, not_before,
      created_at
    from run join command_waiter on command_waiter.run_id = run.run_id join command using (command_id)
    where run.pairing = $1 and run.status = 'running' and command.state in ('waiting', 'leased', 'unknown')
    order by run.run_id, command.state <> 'unknown', position
  ), found as (
    select run_id, case
      when state = 'unknown'
        then jsonb_build_object('kind', 'looking-up', 'key', key, 'nextAt', instant_text(not_before))
      when state = 'waiting' and fault ->> 'code' in ('erp.unreachable', 'erp.sign-in-refused', 'erp.suiteapp-missing')
        then jsonb_build_object('kind', 'unreachable', 'code', fault ->> 'code', 'nextAt', instant_text(not_before))
      when state = 'waiting' and type = 'deal.check' and attempts = 0 and ahead is not null
        and created_at < throughline_now() - milliseconds(1000)
        then jsonb_build_object('kind', 'queued', 'ahead', case
          when ahead <= 10 then ahead when ahead <= 100 then ahead / 10 * 10 else ahead / 100 * 100 end)
    end as condition
    from open left join queue using (engagement_id)
  ), due as (
    select run.run_id, fresh.condition || ${turnSql} as condition
    from run left join found using (run_id)
      cross join lateral (select coalesce(found.condition, '{"kind":"none"}') as condition) as fresh
    where run.pairing = $1 and run.status = 'running' and ${isNewsSql}
    order by run.run_id limit $2 for update of run skip locked
  ), changed as (
    update run set condition = due.condition, condition_version = condition_version + 1
    from due where run.run_id = due.run_id
    returning run.run_id, engagement_id, generation, correlation_id, condition_version, run.condition
  )
  select jsonb_build_object(
    'runId', run_id, 'engagementId', engagement_id, 'generation', generation, 'correlationId', correlation_id,
    'conditionVersion', condition_version, 'condition', condition
  ) as row
  from changed order by run_id`;

function tellingOf(pairing: string, row: Changed) {
  const { runId, engagementId, generation, correlationId, conditionVersion, condition } = row;
  return eventRow({
    pairing,
    source: `/pairings/${pairing}/bridge`,
    id: `condition:${runId}:${conditionVersion}`,
    type: 'run.condition',
    time: '',
    subject: engagementId,
    generation,
    correlationId,
    data: condition,
    raw: JSON.stringify(condition),
  });
}
