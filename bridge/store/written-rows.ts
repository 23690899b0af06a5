import type { RowShown } from 'shared-model/events.ts';
import { faults } from 'shared-model/faults.ts';
import type { ItemFault } from 'shared-model/restlet.ts';
import { z } from 'zod';
import type { Query } from './database.ts';
import { eventRow, insertEvents, type EventRow } from './events.ts';
import { raiseExceptions, settleCauses, type ExceptionRow } from './exceptions.ts';
import { allOf, count, maybe, text } from './rows.ts';
import type { ProjectionsWritten, WrittenRow } from './store.ts';

const Marked = z.object({
  key: text,
  kind: text,
  engagementId: text,
  version: count,
  writtenVersion: count,
  told: maybe(z.object({ runId: text, version: count, generation: count, correlationId: text })),
});
type Marked = z.infer<typeof Marked>;
type Ended = { readonly row: Marked; readonly written: WrittenRow };

/**
 * Marks what became of rows that were written, tells the runs that want to hear, and keeps an exception open for each
 * row that a person must look at.
 */
export async function writtenIn(query: Query, { pairing, rows }: ProjectionsWritten): Promise<void> {
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const marked = await mark(query, pairing, rows);
  const ended = marked.flatMap((row): Ended[] => {
    const written = byKey.get(row.key);
    return written === undefined ? [] : [{ row, written }];
  });
  const shown = ended.filter(({ written }) => written.result !== 'failed');
  await settleCauses(
    query,
    shown.map(({ row }) => causeOf(pairing, row)),
  );
  await raiseExceptions(
    query,
    ended.flatMap(({ row, written: { refusal } }) =>
      refusal === undefined ? [] : [exceptionOf(pairing, row, refusal)],
    ),
  );
  await insertEvents(
    query,
    ended.flatMap((one) => tellingsOf(pairing, one)),
  );
}

/** A version in the CRM above ours means that our database is an older one: we count on from there and write again. */
async function mark(query: Query, pairing: string, rows: readonly WrittenRow[]): Promise<readonly Marked[]> {
  const { rows: found } = await query(
    `with input as (
      select * from jsonb_to_recordset($2::jsonb) as input(
        key text, version bigint, result text, "heldVersion" bigint, "restMs" double precision
      )
    ), locked as materialized (
      select projection.key from projection join input using (key) where pairing = $1 order by key for update of projection
    ), marked as (
      update projection
      set written_version = greatest(written_version, case when result = 'failed' then 0 else input.version end),
        version = case when "heldVersion" > projection.version then "heldVersion" + 1 else projection.version end,
        failed_attempts = case when result = 'failed' then failed_attempts + 1 else 0 end,
        marked_at = case
          when result = 'failed' or "heldVersion" > projection.version then marked_at else throughline_now()
        end,
        not_before = throughline_now() + milliseconds("restMs"), claimed_by = null
      from input join locked using (key) where projection.pairing = $1 and projection.key = input.key
      returning projection.*
    )
    select jsonb_strip_nulls(jsonb_build_object(
      'key', key, 'kind', kind, 'engagementId', engagement_id, 'version', marked.version,
      'writtenVersion', written_version,
      'told', (
        select jsonb_build_object('runId', run_id, 'version', told_version, 'generation', generation,
          'correlationId', correlation_id) /* one row */
        from run where run_id = told_run
      )
    )) as row
    from marked order by key`,
    [pairing, JSON.stringify(rows)],
  );
  return allOf(Marked, found);
}

function causeOf(pairing: string, { key }: Marked): string {
  return `row:${pairing}:${key}`;
}

function exceptionOf(pairing: string, row: Marked, { code, text: words }: ItemFault): ExceptionRow {
  return {
    cause: causeOf(pairing, row),
    pairing,
    engagementId: row.engagementId,
    ...(row.told === undefined ? {} : { runId: row.told.runId }),
    code,
    text: words.toWellFormed().replaceAll('\u0000', ''),
    owner: faults[code].owner,
    detail: { row: row.key, kind: row.kind },
  };
}

/** The event of a version is one event, however often it is told: its id says which row, version and end it tells of. */
function tellingsOf(pairing: string, { row, written }: Ended): EventRow[] {
  const { told, key, engagementId } = row;
  if (told === undefined) return [];
  const isShown = row.writtenVersion >= told.version;
  if (!isShown && written.refusal === undefined) return [];
  const data: RowShown = { key, ...(isShown || written.refusal === undefined ? {} : { fault: written.refusal }) };
  return [
    eventRow({
      pairing,
      source: `/pairings/${pairing}/bridge`,
      id: `row:${key}:${told.version}:${isShown ? 'shown' : 'refused'}:${told.runId}`,
      type: 'row.shown',
      time: '',
      subject: engagementId,
      generation: told.generation,
      correlationId: told.correlationId,
      data,
      raw: JSON.stringify(data),
    }),
  ];
}
