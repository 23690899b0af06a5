import type { Database } from './database.ts';
import type { Store } from './store.ts';

/** Rows of one kind that one call drops at most. */
const mostRows = 2_000;

/** What is kept for a while only; the headers of events, their hashes and everything open stay for ever. */
export function oldRowFunctions(database: Database): Pick<Store, 'dropOldRows'> {
  return {
    dropOldRows: ({ callsMs, bodiesMs, exceptionsMs }) =>
      database.atomic(async (query) => {
        const calls = await query(callsSql, [callsMs, mostRows]);
        const bodies = await query(bodiesSql, [bodiesMs, mostRows]);
        const exceptions = await query(exceptionsSql, [exceptionsMs, mostRows]);
        const dropped = { calls: calls.count, bodies: bodies.count, exceptions: exceptions.count };
        return { ...dropped, isMore: Object.values(dropped).includes(mostRows) };
      }),
  };
}

/** A call that commands still name as theirs is that of a look-up to come. */
const callsSql = `
  delete from call where call_id in (
    select call_id from call
    where ended_at < throughline_now() - milliseconds($1) and not exists (
      select from command where command.call_id = call.call_id and command.state in ('leased', 'unknown')
    )
    order by ended_at limit $2
  )`;

const bodiesSql = `
  delete from event_body where event_id in (
    select event_id from event_body
    where stored_at < throughline_now() - milliseconds($1)
      and not exists (select from pending_event where pending_event.event_id = event_body.event_id)
    order by stored_at limit $2
  )`;

const exceptionsSql = `
  delete from exception where exception_id in (
    select exception_id from exception
    where resolved_at < throughline_now() - milliseconds($1)
    order by resolved_at limit $2
  )`;
