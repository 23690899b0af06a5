import type { Context } from 'hono';
import * as z from 'zod/mini';

import { refused } from '../records/record.ts';
import { errorReply, rowResult } from '../rest/errors.ts';

/** Source: SOAP API Developer Guide, `StatusCode`: UNABLE_TO_LOCK_ROW is worth another try, a validation is not. */
const locked = refused('UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access to this record');
const notTaken = (text = 'The platform does not take this row') => refused('FIELD_CUSTOM_VALIDATION_EXCEPTION', text);
const rolledBack = refused(
  'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  'Record rolled back because not all records were valid and the request was using AllOrNone header',
);

const Rows = z.looseObject({ allOrNone: z._default(z.boolean(), false), records: z.array(z.unknown()) });

/** Every row of the request is held by another transaction, so nothing is written. */
export async function answerLocked(context: Context, text?: string): Promise<Response> {
  const refusal = text === undefined ? locked : refused('UNABLE_TO_LOCK_ROW', text);
  const rows = await rowsOf(context);
  if (rows === undefined) return replyOf(refusal);
  return context.json(rows.records.map(() => rowResult(refusal)));
}

/**
 * Leaves the nth row of a collection out, lets the others run, and answers for the missing one in its place.
 *
 * @param item counted from 1; a request without so many rows runs as it is
 */
export async function withoutRow(
  context: Context,
  item: number,
  { text, run }: { text: string | undefined; run: () => Promise<void> },
): Promise<Response | undefined> {
  const rows = await rowsOf(context);
  if (rows === undefined || rows.records.length < item) {
    await run();
    return undefined;
  }
  const refusal = rowResult(notTaken(text));
  if (rows.allOrNone)
    return context.json(rows.records.map((_, place) => (place === item - 1 ? refusal : rowResult(rolledBack))));
  const { method, url, headers } = context.req.raw;
  const body = JSON.stringify({ ...rows, records: rows.records.toSpliced(item - 1, 1) });
  context.req.raw = new Request(url, { method, headers: withoutLength(headers), body });
  context.req.bodyCache = {};
  await run();
  const answers = z.array(z.unknown()).safeParse(await context.res.clone().json());
  return answers.success ? context.json(answers.data.toSpliced(item - 1, 0, refusal)) : undefined;
}

async function rowsOf(context: Context): Promise<z.infer<typeof Rows> | undefined> {
  const body = Rows.safeParse(await context.req.json().catch(() => undefined));
  return body.success ? body.data : undefined;
}

function withoutLength(headers: Headers): Headers {
  const kept = new Headers(headers);
  kept.delete('content-length');
  return kept;
}

function replyOf(refusal: ReturnType<typeof refused>): Response {
  const { status, body } = errorReply(refusal.errors);
  return Response.json(body, { status });
}
