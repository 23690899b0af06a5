import { z } from 'zod';

import type { CrmRow, CrmRowResult } from '#connectors/connector.ts';

import type { SalesforceClient } from './client.ts';
import type { CompositeAnswer, CompositeStep } from './composite.ts';
import { runTogether } from './composite.ts';
import { progressBells } from './progress-bells.ts';
import { literal, queryRows } from './queries.ts';
import { crmRecord, rowShapes } from './rows.ts';

const RowAnswer = z.object({
  success: z.boolean(),
  errors: z.array(z.object({ statusCode: z.string(), message: z.string() })),
});
const Answer = z.array(RowAnswer).max(200);
const Refusal = z.array(z.object({ errorCode: z.string(), message: z.string() }));

/** The text of the validation rule that refuses a lower version; it means the CRM already shows something newer. */
const olderVersion = 'superseded';

/**
 * Writes rows, one collection for each object, and rings the cards that show them; all of it in one call when it fits.
 *
 * Each row stands for itself, and an old version is refused there. A bell that could not ring is no failure: a card that
 * hears nothing asks by itself.
 *
 * Source: REST API Developer Guide, "Upsert Multiple Records", results come in the order of the request.
 */
export async function writeRows(
  client: SalesforceClient,
  rows: readonly CrmRow[],
  erpUrl: string,
): Promise<CrmRowResult[]> {
  const groups = groupsOf(rows);
  const collections = groups.map((group) => collectionOf(client, group, erpUrl));
  const answers = await runTogether(client, [...collections, ...progressBells(client, rows)]);
  const results: CrmRowResult[] = [];
  for (const [place, group] of groups.entries()) {
    results.push(...(await withHeldVersions(client, group, resultsOf(group, answers[place]))));
  }
  return results;
}

const Held = z.record(z.string(), z.unknown());

/** What the CRM holds where it refused ours as older: one query more, which only a late write or a restored database costs. */
async function withHeldVersions(
  client: SalesforceClient,
  rows: readonly CrmRow[],
  results: readonly CrmRowResult[],
): Promise<readonly CrmRowResult[]> {
  const shape = rows[0] === undefined ? undefined : rowShapes[rows[0].kind];
  const keys = results.filter(({ result }) => result === 'superseded').map(({ key }) => literal(key));
  if (shape === undefined || keys.length === 0 || shape.version === undefined || !('upsertBy' in shape.write))
    return results;
  const { upsertBy } = shape.write;
  const soql = `SELECT ${upsertBy}, Version__c FROM ${shape.object} WHERE ${upsertBy} IN (${keys.join(', ')}) LIMIT 200`;
  const held = new Map(
    (await queryRows(client, soql, Held)).map((row) => [row[upsertBy], Number(row.Version__c ?? 0)]),
  );
  return results.map((one): CrmRowResult => {
    const heldVersion = held.get(one.key);
    return one.result === 'superseded' && heldVersion !== undefined ? { ...one, heldVersion } : one;
  });
}

function collectionOf(client: SalesforceClient, rows: readonly CrmRow[], erpUrl: string): CompositeStep {
  const shape = rowShapes[rows[0]?.kind ?? 'step'];
  const { object, write } = shape;
  const path = 'upsertBy' in write ? `/${client.named(object)}/${client.named(write.upsertBy)}` : '';
  const records = rows.map((row) => crmRecord(row, erpUrl, (name) => client.named(name)));
  return { method: 'PATCH', path: `/composite/sobjects${path}`, body: { allOrNone: false, records } };
}

/** A collection that was refused as a whole refuses each of its rows. */
function resultsOf(rows: readonly CrmRow[], answer: CompositeAnswer | undefined): readonly CrmRowResult[] {
  if (answer?.httpStatusCode === 200) {
    const written = Answer.parse(answer.body);
    return rows.map((row, place) => resultOf(row, written[place]));
  }
  const [error] = Refusal.safeParse(answer?.body).data ?? [];
  const errors = error === undefined ? [] : [{ statusCode: error.errorCode, message: error.message }];
  return rows.map((row) => resultOf(row, { success: false, errors }));
}

function resultOf(row: CrmRow, answer: z.infer<typeof RowAnswer> | undefined): CrmRowResult {
  if (answer?.success === true) return { key: row.key, result: 'written' };
  const [error] = answer?.errors ?? [];
  if (error?.statusCode === 'FIELD_CUSTOM_VALIDATION_EXCEPTION' && error.message.includes(olderVersion)) {
    return { key: row.key, result: 'superseded' };
  }
  const text = error === undefined ? 'Salesforce gave no answer for this row' : `${error.statusCode}: ${error.message}`;
  return { key: row.key, result: 'failed', fault: { code: 'crm.refused', text: text.slice(0, 1000) } };
}

/** Rows of one object together, in the order of their first row; a collection call takes one object and one key. */
function groupsOf(rows: readonly CrmRow[]): readonly CrmRow[][] {
  const groups = new Map<string, CrmRow[]>();
  for (const row of rows) {
    const { object } = rowShapes[row.kind];
    groups.set(object, [...(groups.get(object) ?? []), row]);
  }
  return [...groups.values()];
}
