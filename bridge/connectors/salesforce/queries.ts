import { z } from 'zod';

import type { SalesforceClient } from './client.ts';
import { runTogether } from './composite.ts';

/** The most rows of one of our queries; Salesforce pages at 2,000, and ours all have a limit below that. */
const QueryAnswer = z.object({ done: z.literal(true), records: z.array(z.unknown()).max(2000) });

/** Runs one query and parses each row. */
export async function queryRows<Row>(client: SalesforceClient, soql: string, schema: z.ZodType<Row>): Promise<Row[]> {
  const answer = await client.request({ method: 'GET', path: `/query?q=${encodeURIComponent(client.named(soql))}` });
  return z.array(schema).parse(QueryAnswer.parse(answer).records);
}

/** Runs queries in one call for each five of them, in the order given; the answers are raw rows. */
export async function queryTogether(client: SalesforceClient, queries: readonly string[]): Promise<unknown[][]> {
  const answers = await runTogether(
    client,
    queries.map((soql) => ({ method: 'GET', path: `/query?q=${encodeURIComponent(client.named(soql))}` })),
  );
  return answers.map(({ httpStatusCode, body }) => {
    if (httpStatusCode !== 200) throw failedPart(body);
    return QueryAnswer.parse(body).records;
  });
}

/** A literal of SOQL; Salesforce knows no parameters, so each text is escaped here and nowhere else. */
export function literal(text: string): string {
  const escaped = text.replace(/[\\'"\n\r\t\b\f]/g, (character) => escapes[character] ?? character);
  return `'${escaped}'`;
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};

const FailedPart = z.array(z.object({ errorCode: z.string(), message: z.string() })).min(1);

function failedPart(body: unknown): Error {
  const parsed = FailedPart.safeParse(body);
  const [first] = parsed.success ? parsed.data : [];
  return Object.assign(new Error(first?.message ?? 'a part of the composite answer is missing'), {
    errorCode: first?.errorCode ?? 'UNKNOWN_EXCEPTION',
  });
}
