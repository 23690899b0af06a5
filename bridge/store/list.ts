import type { FaultCode } from 'shared-model/faults.ts';
import { OwnerRole } from 'shared-model/finding.ts';
import type { ExternalRef } from 'shared-model/refs.ts';
import type { ItemFault } from 'shared-model/restlet.ts';
import { z } from 'zod';
import type { Database } from './database.ts';
import { allOf, count, json, maybe, stored, text } from './rows.ts';
import { lanes, type Store } from './store.ts';
import type { Page, PageRequest } from './views.ts';

const mostRows = 100;

export const CommandRow = z.object({
  commandId: text,
  key: text,
  revision: count,
  pairing: text,
  engagementId: text,
  runId: text,
  correlationId: text,
  system: z.enum(['netsuite', 'salesforce']),
  type: text,
  lane: z.enum(lanes),
  orderKey: text,
  isHead: z.boolean(),
  state: z.enum(['waiting', 'held', 'leased', 'staged', 'unknown', 'applied', 'superseded', 'rejected']),
  attempts: count,
  fence: count,
  notBefore: maybe(text),
  fault: maybe(stored<ItemFault>()),
  ref: maybe(stored<ExternalRef>()),
  createdAt: text,
  changedAt: text,
});

/** One command as the API shows it. */
export const commandViewSql = `
  jsonb_strip_nulls(jsonb_build_object(
    'commandId', command_id, 'key', key, 'revision', revision, 'pairing', pairing, 'engagementId', engagement_id,
    'runId', run_id, 'correlationId', correlation_id, 'system', system, 'type', type, 'lane', lane,
    'orderKey', order_key, 'isHead', is_head, 'state', state, 'attempts', attempts, 'fence', fence,
    'notBefore', case when state in ('waiting', 'unknown') and not_before > throughline_now()
      then instant_text(not_before) end,
    'fault', fault, 'ref', ref, 'createdAt', instant_text(created_at), 'changedAt', instant_text(changed_at)
  ))`;

export const ExceptionRow = z.object({
  exceptionId: text,
  pairing: text,
  engagementId: maybe(text),
  runId: maybe(text),
  commandId: maybe(text),
  code: stored<FaultCode>(),
  text,
  owner: OwnerRole,
  detail: maybe(json),
  state: z.enum(['open', 'resolved']),
  raisedAt: text,
  resolvedAt: maybe(text),
  resolvedBy: maybe(text),
  comment: maybe(text),
});

/** One exception as the API shows it. */
export const exceptionViewSql = `
  jsonb_strip_nulls(jsonb_build_object(
    'exceptionId', exception_id::text, 'pairing', pairing, 'engagementId', engagement_id, 'runId', run_id,
    'commandId', command_id, 'code', code, 'text', text, 'owner', owner, 'detail', detail,
    'state', case when resolved_at is null then 'open' else 'resolved' end, 'raisedAt', instant_text(raised_at),
    'resolvedAt', instant_text(resolved_at), 'resolvedBy', resolved_by, 'comment', comment
  ))`;

/** Lists for people, newest first; a cursor is the number of the last row seen, so a page never shows a row twice. */
export function listFunctions(database: Database): Pick<Store, 'listCommands' | 'listExceptions'> {
  return {
    async listCommands({ state, pairing, page }) {
      const { rows } = await database.single(
        `select jsonb_build_object('at', position::text, 'view', ${commandViewSql}) as row
        from command
        where ($1::text is null or state = $1) and ($2::text is null or pairing = $2)
          and ($3::bigint is null or position < $3)
        order by position desc limit $4`,
        [state ?? null, pairing ?? null, ...bounds(page)],
      );
      return pageOf(allOf(z.object({ at: text, view: CommandRow }), rows), page);
    },
    async listExceptions({ state, pairing, page }) {
      const { rows } = await database.single(
        `select jsonb_build_object('at', exception_id::text, 'view', ${exceptionViewSql}) as row
        from exception
        where ($1::text is null or (resolved_at is null) = ($1 = 'open')) and ($2::text is null or pairing = $2)
          and ($3::bigint is null or exception_id < $3)
        order by exception_id desc limit $4`,
        [state ?? null, pairing ?? null, ...bounds(page)],
      );
      return pageOf(allOf(z.object({ at: text, view: ExceptionRow }), rows), page);
    },
  };
}

/** One row more than asked for tells whether there is a next page; an unreadable cursor gives the first page. */
function bounds({ after, limit }: PageRequest): [string | null, number] {
  return [after !== undefined && /^\d{1,18}$/.test(after) ? after : null, sizeOf(limit) + 1];
}

function pageOf<View>(rows: readonly { at: string; view: View }[], { limit }: PageRequest): Page<View> {
  const shown = rows.slice(0, sizeOf(limit));
  const next = rows.length > shown.length ? shown.at(-1)?.at : undefined;
  return { rows: shown.map(({ view }) => view), ...(next === undefined ? {} : { next }) };
}

function sizeOf(limit: number): number {
  return Math.max(1, Math.min(limit, mostRows));
}
