import type { Json } from 'shared-model/canonical-json.ts';
import { z } from 'zod';
import type { Database, Query } from './database.ts';
import { firstOf, json } from './rows.ts';
import type { NewCursor, Store } from './store.ts';
import { keepSeen } from './watched-records.ts';

/** Moves each feed's cursor, the last one of a feed counts; a fence lower than the highest seen moves nothing. */
export async function moveCursors(query: Query, cursors: readonly NewCursor[]): Promise<void> {
  const last = new Map(cursors.map((cursor) => [JSON.stringify([cursor.feed, cursor.pairing]), cursor]));
  for (const { feed, pairing, position, fence, seen = [] } of last.values()) {
    const { count } = await query(
      `insert into cursor (feed, pairing, position, fence, moved_at) values ($1, $2, $3, $4, throughline_now())
      on conflict (feed, pairing) do update
      set position = excluded.position, fence = excluded.fence, moved_at = excluded.moved_at
      where cursor.fence <= excluded.fence`,
      [feed, pairing, JSON.stringify(position), fence ?? 0],
    );
    if (count > 0 && seen.length > 0) await keepSeen(query, pairing, seen);
  }
}

const Position = z.object({ position: json });

export function cursorFunctions(database: Database): Pick<Store, 'readCursor'> {
  return {
    async readCursor(feed, pairing): Promise<Json | undefined> {
      const { rows } = await database.single(
        `select jsonb_build_object('position', position) as row /* one row */
        from cursor where feed = $1 and pairing = $2`,
        [feed, pairing],
      );
      return firstOf(Position, rows)?.position;
    },
  };
}
