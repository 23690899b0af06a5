import { z } from 'zod';
import type { Database, Query } from './database.ts';
import { allOf, count, stored, text } from './rows.ts';
import type { Projection, RunToSave, Store } from './store.ts';
import { writtenIn } from './written-rows.ts';

/**
 * Marks rows dirty whose values changed; each row counts its own versions, and the latest values win.
 *
 * A row that is told about is marked again even with equal values, so that its run hears of it.
 */
export async function markProjections(query: Query, run: RunToSave): Promise<void> {
  const latest = [...new Map(run.projections.map((row) => [row.key, row])).values()];
  if (latest.length === 0) return;
  const input = latest.map(({ key, kind, values, tellsRun = false }) => ({
    key,
    kind,
    shown: values,
    is_told: tellsRun,
  }));
  await query(
    `insert into projection (
      pairing, key, kind, engagement_id, shown, version, marked_at, not_before, told_run, told_version
    )
    select $2, key, kind, $3, shown, 1, throughline_now(), throughline_now(),
      case when is_told then $4::text end, case when is_told then 1 end
    from jsonb_to_recordset($1::jsonb) as input(key text, kind text, shown jsonb, is_told boolean) order by key
    on conflict (pairing, key) do update
    set shown = excluded.shown, kind = excluded.kind, version = projection.version + 1,
      marked_at = case
        when projection.version > projection.written_version then projection.marked_at else excluded.marked_at
      end,
      told_run = coalesce(excluded.told_run, projection.told_run),
      told_version = case
        when excluded.told_run is null then projection.told_version else projection.version + 1
      end
    where projection.shown <> excluded.shown or excluded.told_run is not null`,
    [JSON.stringify(input), run.pairing, run.engagementId, run.runId],
  );
}

const mostRows = 200;
const Dirty = z.object({
  key: text,
  kind: text,
  values: stored<Projection['values']>(),
  version: count,
  markedAt: text,
  dirtyForMs: count,
  failedAttempts: count,
});

export function projectionFunctions(database: Database): Pick<Store, 'claimProjections' | 'projectionsWritten'> {
  return {
    async claimProjections({ pairing, nodeId, kinds, limit, leaseMs }) {
      const { rows } = await database.single(claimSql, [pairing, nodeId, Math.min(limit, mostRows), leaseMs, kinds]);
      return allOf(Dirty, rows);
    },
    projectionsWritten: (written) => database.atomic((query) => writtenIn(query, written)),
  };
}

/** A node takes its own claims again: it can only have been started anew since. */
const claimSql = `
  with due as (
    select pairing, key from projection
    where pairing = $1 and version > written_version and (not_before <= throughline_now() or claimed_by = $2)
      and kind = any($5::text[])
    order by marked_at, key limit $3 for update skip locked
  ), claimed as (
    update projection set claimed_by = $2, not_before = throughline_now() + milliseconds($4)
    from due where projection.pairing = due.pairing and projection.key = due.key
    returning projection.*
  )
  select jsonb_build_object(
    'key', key, 'kind', kind, 'values', shown, 'version', version, 'markedAt', instant_text(marked_at),
    'dirtyForMs', round(extract(epoch from throughline_now() - marked_at) * 1000), 'failedAttempts', failed_attempts
  ) as row
  from claimed order by marked_at, key`;
