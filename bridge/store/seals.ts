import type { Json } from 'shared-model/canonical-json.ts';
import { z } from 'zod';
import { type Database, constraintOf } from './database.ts';
import { allOf, count, firstOf, json, text } from './rows.ts';

/** One block of a pairing's chain. The numbers of transactions are decimal texts. */
export type Seal = {
  readonly pairing: string;
  readonly height: number;
  readonly fromXid: string;
  readonly toXid: string;
  readonly entryCount: number;
  readonly root: string;
  readonly previousHash: string;
  readonly hash: string;
  readonly sealedAt: string;
};

/** The header of an event with the hash of its content, or the record of an act, as it is hashed. */
export type AuditEntry = { readonly entryId: string; readonly entry: Json };

/** What the next block covers: every entry between two horizons, of which none can be added any more. */
export type Unsealed = {
  readonly previous?: Seal;
  readonly fromXid: string;
  readonly toXid: string;
  readonly entries: readonly AuditEntry[];
};

export type EventBody = {
  readonly eventId: string;
  readonly contentHash: string;
  readonly type: string;
  readonly subject: string;
  readonly generation: number;
  readonly data: Json;
};

/** The chain of seals over what was accepted and done. */
export type AuditStore = {
  /** What no seal of the pairing covers yet and may be sealed, oldest first; at most about `limit` entries. */
  readUnsealed(query: { pairing: string; limit: number }): Promise<Unsealed>;
  /** Adds a block; `false` when another node has added one of this height. */
  saveSeal(seal: Omit<Seal, 'sealedAt'>): Promise<boolean>;
  /** Seals of a pairing by height, at most 1,000. */
  listSeals(query: { pairing: string; fromHeight: number; limit: number }): Promise<readonly Seal[]>;
  /** The entries between two horizons as they stand in the tables now. */
  sealedEntries(range: Pick<Seal, 'pairing' | 'fromXid' | 'toXid'>): Promise<readonly AuditEntry[]>;
  /** The content of events between two horizons, as far as it is still kept. */
  sealedBodies(range: Pick<Seal, 'pairing' | 'fromXid' | 'toXid'>): Promise<readonly EventBody[]>;
  /** How many entries of the pairing lie below the newest seal's horizon, whatever block they belong to. */
  countSealed(pairing: string): Promise<number>;
};

const SealRow = z.object({
  pairing: text,
  height: count,
  fromXid: text,
  toXid: text,
  entryCount: count,
  root: text,
  previousHash: text,
  hash: text,
  sealedAt: text,
});
const EntryRow = z.object({ xid: text, entryId: text, entry: json, horizon: text });
const Entry = z.object({ entryId: text, entry: json });
const BodyRow = z.object({
  eventId: text,
  contentHash: text,
  type: text,
  subject: text,
  generation: count,
  data: json,
});

const mostSeals = 1_000;

export function sealFunctions(database: Database): AuditStore {
  return {
    readUnsealed: ({ pairing, limit }) =>
      database.atomic(async (query) => {
        const newest = await query(`${sealSql} where pairing = $1 order by height desc limit 1`, [pairing]);
        const previous = firstOf(SealRow, newest.rows);
        const fromXid = previous?.toXid ?? '0';
        const { rows } = await query(unsealedSql, [pairing, fromXid, limit]);
        const found = allOf(EntryRow, rows);
        const entries = found.map(({ entryId, entry }) => ({ entryId, entry }));
        return { ...(previous && { previous }), fromXid, toXid: endOf(found, limit, fromXid), entries };
      }),
    async saveSeal({ pairing, height, fromXid, toXid, entryCount, root, previousHash, hash }) {
      try {
        await database.single(
          `insert into seal (
            pairing, height, from_xid, to_xid, entry_count, root, previous_hash, hash, sealed_at
          )
          values ($1, $2, $3, $4, $5, $6, $7, $8, throughline_now())`,
          [pairing, height, fromXid, toXid, entryCount, root, previousHash, hash],
        );
        return true;
      } catch (cause) {
        if (constraintOf(cause) !== 'seal_pkey') throw cause;
        return false;
      }
    },
    async listSeals({ pairing, fromHeight, limit }) {
      const { rows } = await database.single(
        `${sealSql} where pairing = $1 and height >= $2 order by height limit $3`,
        [pairing, fromHeight, Math.min(limit, mostSeals)],
      );
      return allOf(SealRow, rows);
    },
    async sealedEntries({ pairing, fromXid, toXid }) {
      const { rows } = await database.single(entriesSql, [pairing, fromXid, toXid]);
      return allOf(Entry, rows);
    },
    async sealedBodies({ pairing, fromXid, toXid }) {
      const { rows } = await database.single(bodiesSql, [pairing, fromXid, toXid]);
      return allOf(BodyRow, rows);
    },
    async countSealed(pairing) {
      const { rows } = await database.single(
        `select jsonb_build_object('count', count(*)) as row /* one row */
        from audit_entry
        where pairing = $1 and xid < (select coalesce(max(to_xid), 0) from seal where seal.pairing = $1)`,
        [pairing],
      );
      return firstOf(z.object({ count }), rows)?.count ?? 0;
    },
  };
}

/** A block ends between two transactions: at the limit right after the last one read, else at the horizon. */
function endOf(rows: readonly z.infer<typeof EntryRow>[], limit: number, fromXid: string): string {
  const last = rows.at(-1);
  if (last === undefined) return fromXid;
  return rows.length < limit ? last.horizon : String(BigInt(last.xid) + 1n);
}

const sealSql = `
  select jsonb_build_object(
    'pairing', pairing, 'height', height, 'fromXid', from_xid::text, 'toXid', to_xid::text,
    'entryCount', entry_count, 'root', root, 'previousHash', previous_hash, 'hash', hash,
    'sealedAt', instant_text(sealed_at)
  ) as row /* one row */
  from seal`;

/** The horizon is read in the snapshot that the rows are read in; a transaction's rows are never parted. */
const unsealedSql = `
  with below as (
    select *, pg_snapshot_xmin(pg_current_snapshot())::text as horizon
    from audit_entry
    where pairing = $1 and xid >= $2::bigint and xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    order by xid fetch first ($3::integer) rows with ties
  )
  select jsonb_build_object('xid', xid::text, 'entryId', entry_id, 'entry', entry, 'horizon', horizon) as row
  from below order by xid, kind, sequence`;

const entriesSql = `
  select jsonb_build_object('entryId', entry_id, 'entry', entry) as row
  from audit_entry where pairing = $1 and xid >= $2::bigint and xid < $3::bigint
  order by xid, kind, sequence`;

const bodiesSql = `
  select jsonb_build_object(
    'eventId', event_id, 'contentHash', content_hash, 'type', type, 'subject', engagement_id,
    'generation', generation, 'data', data
  ) as row
  from event join identity using (event_id) join event_body using (event_id)
  where pairing = $1 and accepted_xid >= $2::bigint and accepted_xid < $3::bigint
  order by sequence`;
