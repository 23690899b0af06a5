import type { Finding } from 'shared-model/finding.ts';
import type { ExternalRef } from 'shared-model/refs.ts';
import type { ItemFault } from 'shared-model/restlet.ts';
import { z } from 'zod';
import type { Query } from './database.ts';
import { eventRow, insertEvents } from './events.ts';
import { allOf, count, maybe, stored, text } from './rows.ts';
import type { CommandFinished } from './store.ts';

const Told = z.object({
  commandId: text,
  key: text,
  revision: count,
  type: text,
  fence: count,
  attempts: count,
  state: z.enum(['applied', 'superseded', 'rejected', 'held']),
  ref: maybe(stored<ExternalRef>()),
  fault: maybe(stored<ItemFault>()),
  findings: maybe(stored<readonly Finding[]>()),
  pairing: text,
  runId: text,
  engagementId: text,
  generation: count,
  correlationId: text,
});

/**
 * Tells the waiting runs how their commands ended, or that they are held, as `command.finished` events.
 *
 * @param runIds only these runs; absent: every run that waits for the command
 * @param occasion makes the telling another one than that at the command's end, for a run that asked later
 */
export async function tellRuns(
  query: Query,
  commandIds: readonly string[],
  only?: { readonly runId: string; readonly occasion: string },
): Promise<void> {
  if (commandIds.length === 0) return;
  const { rows } = await query(tellingsSql, [commandIds, only?.runId ?? null]);
  const told = allOf(Told, rows).map((row) => tellingOf(row, only?.occasion));
  await insertEvents(query, told);
}

const tellingsSql = `
  select jsonb_build_object(
    'commandId', command_id, 'key', key, 'revision', revision, 'type', type, 'fence', fence, 'attempts', attempts,
    'state', command.state, 'ref', ref, 'fault', fault, 'findings', findings,
    'pairing', command.pairing, 'runId', run.run_id, 'engagementId', run.engagement_id, 'generation', run.generation,
    'correlationId', run.correlation_id
  ) as row
  from command join command_waiter using (command_id) join run on run.run_id = command_waiter.run_id
  where command_id = any($1::text[]) and ($2::text is null or run.run_id = $2)
    and command.state in ('applied', 'superseded', 'rejected', 'held')
  order by position, run.run_id`;

function tellingOf(row: z.infer<typeof Told>, occasion = '') {
  const finished: CommandFinished = {
    commandId: row.commandId,
    key: row.key,
    revision: row.revision,
    command: row.type,
    outcome: row.state,
    attempts: row.attempts,
    ...(row.ref && { ref: row.ref }),
    ...(row.fault && { fault: row.fault }),
    ...(row.findings && { findings: row.findings }),
  };
  const event = {
    pairing: row.pairing,
    source: `/pairings/${row.pairing}/bridge`,
    id: `${row.commandId}:${row.fence}:${row.state}:${row.runId}${occasion}`,
    type: 'command.finished',
    time: '',
    subject: row.engagementId,
    generation: row.generation,
    correlationId: row.correlationId,
    data: finished,
    raw: JSON.stringify(finished),
  };
  return eventRow(event, row.commandId);
}
