import { OwnerRole } from 'shared-model/finding.ts';
import { z } from 'zod';
import type { Database } from './database.ts';
import type { Desk } from './desk.ts';
import { count, firstOf, text } from './rows.ts';

const Counts = z.object({
  commands: z.object({
    waiting: count,
    held: count,
    leased: count,
    staged: count,
    unknown: count,
    applied: count,
    superseded: count,
    rejected: count,
  }),
  runs: z.object({ running: count, done: count, 'not-ready': count, failed: count, ended: count }),
  exceptions: z.array(z.object({ owner: OwnerRole, count, oldestMs: count })),
  pendingEvents: count,
  oldestEventMs: count,
  oldestCommandMs: count,
  dirtyRows: count,
  seals: z.array(z.object({ pairing: text, height: count, ageMs: count })),
});

/** What there is of each kind, and how old the oldest is; one snapshot. */
export function countFunctions(database: Database): Pick<Desk, 'countWork'> {
  return {
    async countWork() {
      const { rows } = await database.single(countSql);
      const found = firstOf(Counts, rows);
      if (found === undefined) throw new Error('a statement without a table gave no row');
      return found;
    },
  };
}

const sinceMs = (moment: string): string => `coalesce(extract(epoch from throughline_now() - ${moment}) * 1000, 0)`;

const countSql = `
  select jsonb_build_object(
    'commands', (
      select jsonb_object_agg(state, (select count(*) from command where command.state = states.state))
      from unnest(array[
        'waiting', 'held', 'leased', 'staged', 'unknown', 'applied', 'superseded', 'rejected'
      ]) as states(state)
    ),
    'runs', (
      select jsonb_object_agg(status, (select count(*) from run where run.status = statuses.status))
      from unnest(array['running', 'done', 'not-ready', 'failed', 'ended']) as statuses(status)
    ),
    'exceptions', (
      select coalesce(jsonb_agg(jsonb_build_object('owner', owner, 'count', found, 'oldestMs', oldest)), '[]')
      from (
        select owner, count(*) as found, ${sinceMs('min(raised_at)')} as oldest
        from exception where resolved_at is null group by owner order by owner
      ) as owners
    ),
    'pendingEvents', (select count(*) from pending_event),
    'oldestEventMs', (select ${sinceMs('min(accepted_at)')} from pending_event join event using (event_id)),
    'oldestCommandMs', (
      select ${sinceMs('min(created_at)')} from command where state in ('waiting', 'leased', 'staged', 'unknown')
    ),
    'dirtyRows', (select count(*) from projection where version > written_version),
    'seals', (
      select coalesce(jsonb_agg(
        jsonb_build_object('pairing', pairing, 'height', height, 'ageMs', ${sinceMs('sealed_at')}) order by pairing
      ), '[]')
      from (select distinct on (pairing) pairing, height, sealed_at from seal order by pairing, height desc) as newest
    )
  ) as row /* one row */`;
