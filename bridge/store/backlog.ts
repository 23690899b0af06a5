import { z } from 'zod';
import type { Database } from './database.ts';
import { count, firstOf } from './rows.ts';
import type { Store } from './store.ts';

const Counted = z.object({
  pendingEvents: count,
  oldestEventMs: count,
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
  oldestWaitingMs: count,
  openExceptions: count,
  dirtyProjections: count,
});

export function backlogFunctions(database: Database): Pick<Store, 'readBacklog'> {
  return {
    async readBacklog() {
      const { rows } = await database.single(backlogSql);
      const found = firstOf(Counted, rows);
      if (found === undefined) throw new Error('a statement without a table gave no row');
      return found;
    },
  };
}

const backlogSql = `
  select jsonb_build_object(
    'pendingEvents', (select count(*) from pending_event),
    'oldestEventMs', (
      select coalesce(extract(epoch from throughline_now() - min(accepted_at)) * 1000, 0)
      from pending_event join event using (event_id)
    ),
    'commands', (
      select jsonb_object_agg(state, (select count(*) from command where command.state = states.state))
      from unnest(array[
        'waiting', 'held', 'leased', 'staged', 'unknown', 'applied', 'superseded', 'rejected'
      ]) as states(state)
    ),
    'oldestWaitingMs', (
      select coalesce(extract(epoch from throughline_now() - min(created_at)) * 1000, 0)
      from command where state = 'waiting'
    ),
    'openExceptions', (select count(*) from exception where resolved_at is null),
    'dirtyProjections', (select count(*) from projection where version > written_version)
  ) as row /* one row */`;
