import type { Json } from 'shared-model/canonical-json.ts';
import type { EngagementId, PairingId } from 'shared-model/ids.ts';
import { z } from 'zod';
import type { Database, Query } from './database.ts';
import { allOf, json, maybe, text } from './rows.ts';

/** What was known of a record of the ERP before it was read again. */
export type SeenRecord = {
  readonly type: string;
  readonly id: string;
  readonly key: string;
  readonly hash: string;
  readonly origin?: string;
};

/** Whose record it is: the engagements that our key belongs to, and what we last asked the ERP to write under it. */
export type KeyOwner = {
  readonly key: string;
  readonly engagementIds: readonly EngagementId[];
  /** Payload of the newest command under the key; absent for a record that was only linked. */
  readonly payload?: Json;
  readonly command?: string;
};

/** What is kept of the ERP's records between two readings. */
export type WatchStore = {
  /** At most 1,000 records. */
  seenRecords(
    pairing: PairingId,
    refs: readonly { readonly type: string; readonly id: string }[],
  ): Promise<readonly SeenRecord[]>;
  /** At most 1,000 keys; a key that nobody asked for is left out. */
  ownersOfKeys(pairing: PairingId, keys: readonly string[]): Promise<readonly KeyOwner[]>;
};

const Seen = z.object({ type: text, id: text, key: text, hash: text, origin: maybe(text) });
const Owner = z.object({
  key: text,
  engagementIds: z.array(z.string()),
  payload: maybe(json),
  command: maybe(text),
});

export function watchFunctions(database: Database): WatchStore {
  return {
    async seenRecords(pairing, refs) {
      const { rows } = await database.single(seenSql, [pairing, JSON.stringify(refs)]);
      return allOf(Seen, rows).map(({ origin, ...seen }) => ({ ...seen, ...(origin === undefined ? {} : { origin }) }));
    },
    async ownersOfKeys(pairing, keys) {
      const { rows } = await database.single(ownersSql, [pairing, keys]);
      return allOf(Owner, rows).map(({ payload, command, ...owner }) => ({
        ...owner,
        ...(payload === undefined ? {} : { payload }),
        ...(command === undefined ? {} : { command }),
      }));
    },
  };
}

/** Keeps what records said when they were read; the next reading is compared with it. */
export async function keepSeen(query: Query, pairing: string, records: readonly SeenRecord[]): Promise<void> {
  await query(keepSql, [pairing, JSON.stringify(records)]);
}

/** The steps of a set-up follow each other quickly; what changes in this time is one write. */
const gatherMs = 1_000;

/** Says that the ERP's tab of an engagement has something new to show; the newest version wins there. */
export async function markErpState(query: Query, pairing: string, engagementId: string): Promise<void> {
  await query(
    `insert into projection (pairing, key, kind, engagement_id, shown, version, marked_at, not_before)
    values ($1, 'erp-state:' || $2::text, 'erp-state', $2, jsonb_build_object('engagementId', $2::text), 1,
      throughline_now(), throughline_now() + milliseconds($3))
    on conflict (pairing, key) do update
    set version = projection.version + 1,
      not_before = greatest(projection.not_before, excluded.not_before),
      marked_at = case
        when projection.version > projection.written_version then projection.marked_at else excluded.marked_at
      end`,
    [pairing, engagementId, gatherMs],
  );
}

const seenSql = `
  select jsonb_strip_nulls(jsonb_build_object(
    'type', erp_record.type, 'id', record_id, 'key', key, 'hash', hash, 'origin', origin
  )) as row
  from erp_record join jsonb_to_recordset($2::jsonb) as asked(type text, id text)
    on asked.type = erp_record.type and asked.id = record_id
  where pairing = $1 order by erp_record.type, record_id`;

const keepSql = `
  insert into erp_record (pairing, type, record_id, key, hash, origin, read_at)
  select $1, type, id, key, hash, origin, throughline_now()
  from jsonb_to_recordset($2::jsonb) as input(type text, id text, key text, hash text, origin text)
  order by type, id
  on conflict (pairing, type, record_id) do update
  set key = excluded.key, hash = excluded.hash, origin = excluded.origin, read_at = excluded.read_at`;

const ownersSql = `
  with asked as (select distinct key from unnest($2::text[]) as one(key)),
  newest as (
    select distinct on (command.key) command.key, command.payload, command.type, command.engagement_id
    from command join asked on asked.key = command.key
    where command.pairing = $1 order by command.key, command.revision desc
  ), owner as (
    select key, engagement_id from newest
    union
    select link.key, link.engagement_id from engagement_link as link join asked on asked.key = link.key
    where link.pairing = $1
  )
  select jsonb_strip_nulls(jsonb_build_object(
    'key', asked.key,
    'engagementIds', (select jsonb_agg(engagement_id order by engagement_id) from owner where owner.key = asked.key),
    'payload', (select payload from newest where newest.key = asked.key),
    'command', (select type from newest where newest.key = asked.key)
  )) as row
  from asked where exists (select from owner where owner.key = asked.key) order by asked.key`;
