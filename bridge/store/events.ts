import { canonicalJson, type Json } from 'shared-model/canonical-json.ts';
import { createHash } from 'node:crypto';
import { base32 } from 'shared-model/hash.ts';
import { runIdOf } from 'shared-model/ids.ts';
import { z } from 'zod';
import type { Query } from './database.ts';
import { allOf, text } from './rows.ts';
import type { AcceptableEvent } from './store.ts';

/** An event with the ids and hashes that are computed from it. */
export type EventRow = AcceptableEvent & {
  readonly eventId: string;
  readonly contentHash: string;
  readonly runId: string;
  /** The command whose end it tells. */
  readonly commandId?: string;
};

const idLength = 26;

/** Our id of an event: a hash of pairing, source and the source's own id, so that every node computes the same. */
export function eventRow(event: AcceptableEvent, commandId?: string): EventRow {
  const { pairing, source, id, type, subject, generation, data } = event;
  return {
    ...event,
    eventId: `evt_${base32(hashOf(JSON.stringify([pairing, source, id])), idLength)}`,
    contentHash: hashOf(canonicalJson({ type, subject, generation, data })).toString('hex'),
    runId: runIdOf(subject, generation),
    ...(commandId === undefined ? {} : { commandId }),
  };
}

function hashOf(words: string): Buffer {
  return createHash('sha256').update(words).digest();
}

/**
 * Stores events that are not known yet, each with its bytes and as work of its run; answers the ids of those.
 *
 * One statement with one JSONB parameter. The rows must have different ids, at most 1,000. An order of the identities
 * keeps two nodes that store the same events from waiting for each other.
 */
export async function insertEvents(query: Query, rows: readonly EventRow[]): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set();
  const { rows: fresh } = await query(insertEventsSql, [JSON.stringify(rows.map(parameterOf))]);
  return new Set(allOf(EventIdRow, fresh).map(({ eventId }) => eventId));
}

const EventIdRow = z.object({ eventId: text });

const insertEventsSql = `
  with input as materialized (
    select * from jsonb_to_recordset($1::jsonb) as input(
      place integer, event_id text, content_hash text, pairing text, source text, id text, type text,
      engagement_id text, run_id text, generation integer, correlation_id text, causation_id text,
      occurred_at timestamptz, command_id text, data jsonb, raw text
    )
  ), fresh as (
    insert into identity (event_id, content_hash)
    select event_id, content_hash from input order by event_id
    on conflict (event_id) do nothing
    returning event_id
  ), header as (
    insert into event (
      event_id, pairing, source, id, type, engagement_id, run_id, generation, correlation_id, causation_id,
      occurred_at, accepted_at
    )
    select event_id, pairing, source, id, type, engagement_id, run_id, generation, correlation_id, causation_id,
      coalesce(occurred_at, throughline_now()), throughline_now()
    from input join fresh using (event_id) order by place
    returning event_id, sequence
  ), body as (
    insert into event_body (event_id, data, raw)
    select event_id, data, raw from input join header using (event_id)
  ), pending as (
    insert into pending_event (event_id, run_id, sequence, command_id)
    select event_id, run_id, sequence, command_id from input join header using (event_id)
  )
  select jsonb_build_object('eventId', event_id) as row from header order by sequence`;

function parameterOf(row: EventRow, place: number): Json {
  return {
    place,
    event_id: row.eventId,
    content_hash: row.contentHash,
    pairing: row.pairing,
    source: row.source,
    id: row.id,
    type: row.type,
    engagement_id: row.subject,
    run_id: row.runId,
    generation: row.generation,
    correlation_id: row.correlationId,
    causation_id: row.causationId,
    occurred_at: row.time === '' ? null : row.time,
    command_id: row.commandId,
    data: row.data,
    raw: row.raw,
  };
}
