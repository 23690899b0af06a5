import { z } from 'zod';
import type { Database, Query } from './database.ts';
import { allOf, count, stored, text } from './rows.ts';
import type { Projection, RunToSave, Store } from './store.ts';

/** Marks rows dirty whose values changed; each row counts its own versions, and the latest values win. */
export async function markProjections(query: Query, run: RunToSave): Promise<void> {
  const latest = [...new Map(run.projections.map((row) => [row.key, row])).values()];
  if (latest.length === 0) return;
  await query(
    `insert into projection (pairing, key, kind, engagement_id, shown, version, marked_at, not_before)
    select $2, key, kind, $3, shown, 1, throughline_now(), throughline_now()
    from jsonb_to_recordset($1::jsonb) as input(key text, kind text, shown jsonb) order by key
    on conflict (pairing, key) do update
    set shown = excluded.shown, kind = excluded.kind, version = projection.version + 1,
      marked_at = case
        when projection.version > projection.written_version then projection.marked_at else excluded.marked_at
      end
    where projection.shown <> excluded.shown`,
    [
      JSON.stringify(latest.map(({ key, kind, values }) => ({ key, kind, shown: values }))),
      run.pairing,
      run.engagementId,
    ],
  );
}

const mostRows = 200;
const Dirty = z.object({
  key: text,
  kind: text,
  values: stored<Projection['values']>(),
  version: count,
  markedAt: text,
  failedAttempts: count,
});

export function projectionFunctions(database: Database): Pick<Store, 'dirtyProjections' | 'projectionsWritten'> {
  return {
    async dirtyProjections({ pairing, limit }) {
      const { rows } = await database.single(
        `select jsonb_build_object(
          'key', key, 'kind', kind, 'values', shown, 'version', version, 'markedAt', instant_text(marked_at),
          'failedAttempts', failed_attempts
        ) as row
        from projection
        where pairing = $1 and version > written_version and not_before <= throughline_now()
        order by marked_at, key limit $2`,
        [pairing, Math.min(limit, mostRows)],
      );
      return allOf(Dirty, rows);
    },
    async projectionsWritten({ pairing, rows, restMs }) {
      await database.single(
        `update projection
        set written_version = greatest(written_version, case when result = 'failed' then 0 else input.version end),
          failed_attempts = case when result = 'failed' then failed_attempts + 1 else 0 end,
          marked_at = case when result = 'failed' then marked_at else throughline_now() end,
          not_before = throughline_now() + milliseconds($3)
        from jsonb_to_recordset($2::jsonb) as input(key text, version bigint, result text)
        where projection.pairing = $1 and projection.key = input.key`,
        [pairing, JSON.stringify(rows), restMs],
      );
    },
  };
}
