import type { Query } from './database.ts';
import type { RunToSave } from './store.ts';

/**
 * Begins or ends the hold of the run's engagement; one that is held already stays with who held it first.
 *
 * It is saved with the run that says so, so that what is shown as held is held, and the other way round.
 */
export async function saveHold(query: Query, { pairing, engagementId, hold }: RunToSave): Promise<void> {
  if (hold === undefined) return;
  if (hold === 'released') {
    await query(`delete from engagement_hold where pairing = $1 and engagement_id = $2`, [pairing, engagementId]);
    return;
  }
  await query(
    `insert into engagement_hold (pairing, engagement_id, held_by, held_at) values ($1, $2, $3, $4)
    on conflict (pairing, engagement_id) do nothing`,
    [pairing, engagementId, hold.by, hold.at],
  );
}
