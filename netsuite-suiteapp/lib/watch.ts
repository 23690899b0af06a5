import { DeletedErpRecord, mostWatched, OutboxRow, WatchedType } from 'shared-model/erp-watch.ts';
import type { WatchAnswer } from 'shared-model/restlet.ts';
import type { Erp, Row } from './erp.ts';
import { ledgerRows } from './ledger.ts';
import { refusalOf } from './refusals.ts';
import { columnInstant, textOf } from './values.ts';
import { recordsOf, type WatchedRef } from './watched-records.ts';

export const outboxType = 'customrecord_tl_outbox';
export const outboxField = (name: string): string => `custrecord_tl_outbox_${name}`;

type Watched = Omit<WatchAnswer, 'version' | 'unitsLeft'>;
type Request = { readonly taken: readonly string[]; readonly since?: string | undefined };

const format = "'YYYY-MM-DD HH24:MI:SS'";

/**
 * Reads what rang in the outbox and what changed by itself, with each record as it stands now.
 *
 * Rows that the bridge has stored are marked first, so that they come once more at most. What we removed ourselves is
 * no deletion: its ledger row is reversed.
 */
export function watch(erp: Erp, { taken, since }: Request): Watched {
  const asOf = erp.now().toISOString();
  for (const id of taken) markTaken(erp, id);
  const outbox = readOutbox(erp);
  const swept = since === undefined ? { refs: [], nextSince: undefined } : sweep(erp, since);
  const rung = outbox.flatMap(({ type, recordId }) => refOf(type, recordId));
  const records = recordsOf(erp, [...rung, ...swept.refs]);
  const gone = [...outbox.flatMap(deletedIn), ...(since === undefined ? [] : deletedSince(erp, since))];
  const { nextSince } = swept;
  return { asOf, outbox, records, deleted: ofOthers(erp, gone), ...(nextSince === undefined ? {} : { nextSince }) };
}

function markTaken(erp: Erp, id: string): void {
  const opened = erp.open(outboxType, id);
  if (opened.kind === 'open') opened.save({ [outboxField('taken')]: true });
}

const columns = ['kind', 'type', 'record', 'by', 'key', 'engagement', 'note'];

function readOutbox(erp: Erp): OutboxRow[] {
  const named = columns.map((name) => `${outboxField(name)} as ${name === 'by' ? 'person' : name}`).join(', ');
  const sql =
    `select id, ${named}, to_char(${outboxField('at')}, ${format}) as at from ${outboxType} ` +
    `where ${outboxField('taken')} = 'F' order by id fetch first ${mostWatched} rows only`;
  return erp.rows(sql, []).flatMap((row) => {
    const parsed = OutboxRow.safeParse({
      ...{ id: textOf(row['id']), kind: row['kind'], type: row['type'], recordId: row['record'] },
      at: columnInstant(row['at']),
      ...present({ by: row['person'], key: row['key'], engagementId: row['engagement'], note: row['note'] }),
    });
    return parsed.success ? [parsed.data] : [];
  });
}

function refOf(type: string, id: string): WatchedRef[] {
  const watched = WatchedType.safeParse(type);
  return watched.success ? [{ type: watched.data, id }] : [];
}

function deletedIn(row: OutboxRow): DeletedErpRecord[] {
  if (row.kind !== 'deleted' || row.key === undefined) return [];
  const { type, recordId: id, key, at, by } = row;
  const parsed = DeletedErpRecord.safeParse({ type, id, key, at, ...present({ by }) });
  return parsed.success ? [parsed.data] : [];
}

/** Our keys are the external ids of what we made; customers that were there before are found by their link rows. */
const sweeps: readonly { readonly type: WatchedType; readonly from: string; readonly at: string }[] = [
  ...(['job', 'projecttask', 'chargerule'] as const).map((type) => ({
    type,
    from: `select r.id, to_char(r.lastmodifieddate, ${format}) as at from ${type} r where r.externalid like 'tl1:%' and`,
    at: 'r.lastmodifieddate',
  })),
  {
    type: 'customer',
    from:
      `select distinct r.id, to_char(r.lastmodifieddate, ${format}) as at from customer r ` +
      'join customrecord_tl_link l on l.custrecord_tl_link_entity = r.id where',
    at: 'r.lastmodifieddate',
  },
];

function sweep(erp: Erp, since: string): { refs: WatchedRef[]; nextSince: string | undefined } {
  const refs: WatchedRef[] = [];
  const more: string[] = [];
  for (const { type, from, at } of sweeps) {
    const tail = `${at} >= to_timestamp(?, ${format}) order by ${at}, r.id fetch first ${mostWatched} rows only`;
    const rows = rowsOrNone(erp, `${from} ${tail}`, [sqlInstant(since)]);
    for (const row of rows) refs.push({ type, id: textOf(row['id']) ?? '' });
    const last = rows.length < mostWatched ? undefined : columnInstant(rows.at(-1)?.['at']);
    if (last !== undefined) more.push(last > since ? last : nextSecond(last));
  }
  return { refs, nextSince: more.toSorted()[0] };
}

const deletedSql =
  `select recordtype, recordid, deletedexternalid as gone, deletedby, to_char(deleteddate, ${format}) as at ` +
  `from deletedrecord where deletedexternalid like 'tl1:%' and deleteddate >= to_timestamp(?, ${format}) ` +
  `order by deleteddate, recordid fetch first ${mostWatched} rows only`;

function deletedSince(erp: Erp, since: string): DeletedErpRecord[] {
  return rowsOrNone(erp, deletedSql, [sqlInstant(since)]).flatMap((row) => {
    const parsed = DeletedErpRecord.safeParse({
      ...{
        type: textOf(row['recordtype']),
        id: textOf(row['recordid']),
        key: row['gone'],
        at: columnInstant(row['at']),
      },
      ...present({ by: row['deletedby'] }),
    });
    return parsed.success ? [parsed.data] : [];
  });
}

function ofOthers(erp: Erp, gone: readonly DeletedErpRecord[]): DeletedErpRecord[] {
  const distinct = [...new Map(gone.map((one) => [one.key, one])).values()].slice(0, mostWatched);
  const ledger = ledgerRows(
    erp,
    distinct.map(({ key }) => key),
  );
  return distinct.filter(({ key }) => ledger.get(key)?.state !== 'reversed');
}

/** A table that this account or role does not have holds nothing of ours. */
function rowsOrNone(erp: Erp, sql: string, parameters: readonly string[]): readonly Row[] {
  try {
    return erp.rows(sql, parameters);
  } catch (error) {
    if (refusalOf(error) === undefined) throw error;
    return [];
  }
}

function sqlInstant(instant: string): string {
  return instant.slice(0, 19).replace('T', ' ');
}

function nextSecond(instant: string): string {
  return new Date(Date.parse(instant) + 1000).toISOString();
}

function present(values: Readonly<Record<string, unknown>>): Record<string, string> {
  const kept = Object.entries(values).flatMap(([name, value]) => {
    const text = textOf(value);
    return text === undefined ? [] : [[name, text] as const];
  });
  return Object.fromEntries(kept);
}
