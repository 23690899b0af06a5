import { canonicalJson, type Json } from 'shared-model/canonical-json.ts';
import { base32, sha256 } from 'shared-model/hash.ts';
import { z } from 'zod';
import type { Database, Query } from './database.ts';
import type { Desk, Resolution, RunAct } from './desk.ts';
import { eventRow, insertEvents } from './events.ts';
import { releaseIn } from './finish.ts';
import { ExceptionRow, exceptionViewSql } from './list.ts';
import { count, firstOf, maybe, text } from './rows.ts';

/** What people do about runs and exceptions, each with its record in the same transaction. */
export function actFunctions(database: Database): Pick<Desk, 'actOnRun' | 'resolveException' | 'exceptionById'> {
  return {
    actOnRun: (act) => database.atomic((query) => actOnRun(query, act)),
    resolveException: (resolution) => database.atomic((query) => resolve(query, resolution)),
    async exceptionById(exceptionId) {
      const { rows } = await database.single(
        `select ${exceptionViewSql} as row /* one row */ from exception where exception_id = $1`,
        [exceptionId],
      );
      return firstOf(ExceptionRow, rows);
    },
  };
}

const ActedRun = z.object({ engagementId: text, pairing: text, generation: count, version: count, now: text });
type ActedRun = z.infer<typeof ActedRun>;

async function actOnRun(query: Query, act: RunAct): Promise<'done' | 'repeated' | 'changed'> {
  const { rows } = await query(
    `select jsonb_build_object(
      'engagementId', engagement_id, 'pairing', pairing, 'generation', generation, 'version', version,
      'now', instant_text(throughline_now())
    ) as row /* one row */
    from run where run_id = $1 for update`,
    [act.runId],
  );
  const run = firstOf(ActedRun, rows);
  if (run === undefined) return 'changed';
  const actId = actIdOf([act.runId, act.kind, act.occasion]);
  if (await isRecorded(query, actId)) return 'repeated';
  if (run.version !== act.version) return 'changed';
  await record(query, { ...act, actId, pairing: run.pairing, detail: { version: act.version } });
  for (const commandId of act.releases ?? []) await releaseIn(query, commandId);
  if (act.eventType !== undefined) await insertEvents(query, [eventRow(eventOf(run, act, actId, act.eventType))]);
  return 'done';
}

/** Our id of an act, computed from what it was about and on which occasion. */
function actIdOf(parts: readonly string[]): string {
  return `act_${base32(sha256(JSON.stringify(parts)), 26)}`;
}

async function isRecorded(query: Query, actId: string): Promise<boolean> {
  const { rows } = await query(
    `select jsonb_build_object('actId', act_id) as row /* one row */ from act where act_id = $1`,
    [actId],
  );
  return rows.length > 0;
}

type ActRecord = {
  readonly actId: string;
  readonly pairing: string;
  readonly kind: string;
  readonly runId?: string;
  readonly exceptionId?: string;
  readonly actor: string;
  readonly comment?: string;
  readonly detail?: Json;
  readonly correlationId: string;
};

async function record(query: Query, act: ActRecord): Promise<void> {
  const { actId, pairing, kind, runId, exceptionId, actor, comment, detail, correlationId } = act;
  await query(
    `insert into act (
      act_id, pairing, kind, run_id, exception_id, actor, comment, detail, correlation_id, acted_at
    )
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, throughline_now())`,
    [
      actId,
      pairing,
      kind,
      runId ?? null,
      exceptionId ?? null,
      actor,
      comment ?? null,
      detail === undefined ? null : JSON.stringify(detail),
      correlationId,
    ],
  );
}

function eventOf(run: ActedRun, act: RunAct, actId: string, type: string) {
  const { engagementId, pairing, generation, now } = run;
  const data = { engagementId, generation, actor: act.actor, actedAt: now };
  const source = `/pairings/${pairing}/bridge`;
  const { correlationId } = act;
  const raw = canonicalJson({ id: actId, source, type, time: now, subject: engagementId, data });
  return { pairing, source, id: actId, type, time: now, subject: engagementId, generation, correlationId, data, raw };
}

async function resolve(query: Query, { exceptionId, actor, comment, correlationId }: Resolution): Promise<boolean> {
  const { rows } = await query(
    `with resolved as (
      update exception set resolved_at = throughline_now(), resolved_by = $2, comment = $3
      where exception_id = $1 and resolved_at is null
      returning pairing, run_id
    )
    select jsonb_build_object('pairing', pairing, 'runId', run_id) as row /* one row */ from resolved`,
    [exceptionId, actor, comment],
  );
  const resolved = firstOf(z.object({ pairing: text, runId: maybe(text) }), rows);
  if (resolved === undefined) return false;
  const { pairing, runId } = resolved;
  await record(query, {
    actId: actIdOf([pairing, 'resolve', exceptionId]),
    pairing,
    kind: 'resolve',
    ...(runId === undefined ? {} : { runId }),
    exceptionId,
    actor,
    comment,
    correlationId,
  });
  return true;
}
