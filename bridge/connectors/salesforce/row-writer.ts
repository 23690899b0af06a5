import { z } from 'zod';

import type { CrmRow, CrmRowResult } from '#connectors/connector.ts';

import type { SalesforceClient } from './client.ts';
import { crmRecord, rowShapes } from './rows.ts';

const RowAnswer = z.object({
  success: z.boolean(),
  errors: z.array(z.object({ statusCode: z.string(), message: z.string() })),
});
const Answer = z.array(RowAnswer).max(200);

/** The text of the validation rule that refuses a lower version; it means the CRM already shows something newer. */
const olderVersion = 'superseded';

/**
 * Writes rows with one collection call per object; each row stands for itself, and an old version is refused there.
 *
 * Source: REST API Developer Guide, "Upsert Multiple Records", results come in the order of the request.
 */
export async function writeRows(
  client: SalesforceClient,
  rows: readonly CrmRow[],
  erpUrl: string,
): Promise<CrmRowResult[]> {
  const results: CrmRowResult[] = [];
  for (const group of groupsOf(rows)) results.push(...(await writeGroup(client, group, erpUrl)));
  return results;
}

async function writeGroup(client: SalesforceClient, rows: readonly CrmRow[], erpUrl: string): Promise<CrmRowResult[]> {
  const [first] = rows;
  if (first === undefined) return [];
  const { object, write } = rowShapes[first.kind];
  const path = 'upsertBy' in write ? `/${client.named(object)}/${client.named(write.upsertBy)}` : '';
  const records = rows.map((row) => crmRecord(row, erpUrl, (name) => client.named(name)));
  const answer = Answer.parse(
    await client.request({
      method: 'PATCH',
      path: `/composite/sobjects${path}`,
      body: { allOrNone: false, records },
    }),
  );
  return rows.map((row, place) => resultOf(row, answer[place]));
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
