import type { Query } from './database.ts';
import type { RunToSave } from './store.ts';

/** The records of these keys are gone; what they were stays in the history. */
export async function endLinks(query: Query, pairing: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await query(`update crosswalk set is_current = false where pairing = $1 and key = any($2::text[]) and is_current`, [
    pairing,
    keys,
  ]);
}

/** Keeps the run's approved links; a link that says something new becomes a new version, and the old one stays. */
export async function saveLinks(query: Query, run: RunToSave): Promise<void> {
  for (const { key, source, ref } of run.links) {
    const parameters = [run.pairing, key, ref.system, JSON.stringify(ref)];
    await query(`select pg_advisory_xact_lock(hashtextextended($1, 1))`, [JSON.stringify([run.pairing, key])]);
    await query(
      `update crosswalk set is_current = false
      where pairing = $1 and key = $2 and system = $3 and is_current and ref <> $4::jsonb`,
      parameters,
    );
    await query(
      `insert into crosswalk (
        pairing, key, system, version, is_current, engagement_id, source_type, source_id, ref, linked_at
      )
      select $1, $2, $3, 1 + coalesce(max(version), 0), true, $5, $6, $7, $4::jsonb, throughline_now()
      from crosswalk where pairing = $1 and key = $2 and system = $3
      having not coalesce(bool_or(is_current), false)`,
      [...parameters, run.engagementId, source.type, source.id],
    );
    await query(
      `insert into engagement_link (engagement_id, pairing, key) values ($1, $2, $3)
      on conflict (engagement_id, pairing, key) do nothing`,
      [run.engagementId, run.pairing, key],
    );
  }
}
