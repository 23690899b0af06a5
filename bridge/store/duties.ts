import { z } from 'zod';
import type { Database } from './database.ts';
import { count, firstOf } from './rows.ts';
import type { Store } from './store.ts';

const Taken = z.object({ fence: count });

/** Periodic tasks of which one node at a time does each; the fence tells a late one that it has lost it. */
export function dutyFunctions(database: Database): Pick<Store, 'claimDuty' | 'renewDuty' | 'finishDuty'> {
  return {
    async claimDuty({ name, pairing, nodeId, leaseMs }) {
      const { rows } = await database.single(claimDutySql, [name, pairing, nodeId, leaseMs]);
      return firstOf(Taken, rows);
    },
    async renewDuty({ name, pairing, fence, leaseMs }) {
      const { count: renewed } = await database.single(
        `update duty set leased_until = throughline_now() + milliseconds($4)
        where name = $1 and pairing = $2 and fence = $3 and leased_until is not null`,
        [name, pairing, fence, leaseMs],
      );
      return renewed === 1;
    },
    async finishDuty({ name, pairing, fence, nextAfterMs }) {
      await database.single(
        `update duty set next_at = throughline_now() + milliseconds($4), node_id = null, leased_until = null
        where name = $1 and pairing = $2 and fence = $3`,
        [name, pairing, fence, nextAfterMs],
      );
    },
  };
}

const claimDutySql = `
  with taken as (
    insert into duty (name, pairing, next_at, fence, node_id, leased_until)
    values ($1, $2, throughline_now(), 1, $3, throughline_now() + milliseconds($4))
    on conflict (name, pairing) do update
    set fence = duty.fence + 1, node_id = excluded.node_id, leased_until = excluded.leased_until
    where duty.next_at <= throughline_now() and (
      duty.leased_until is null or duty.leased_until <= throughline_now() or duty.node_id = excluded.node_id
    )
    returning fence
  )
  select jsonb_build_object('fence', fence) as row from taken order by fence`;
