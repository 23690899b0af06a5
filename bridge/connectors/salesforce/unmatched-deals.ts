import { z } from 'zod';

import type { UnmatchedDeal } from '#connectors/connector.ts';

import type { SalesforceClient } from './client.ts';
import { queryTogether } from './queries.ts';

const stamp = z.string();

const LineRow = z.object({
  Legal_Entity__c: z.string(),
  Engagement__r: z.object({
    Opportunity__c: z.string(),
    SystemModstamp: stamp,
    Opportunity__r: z.object({
      AccountId: z.string(),
      Account: z.object({ SystemModstamp: stamp }),
    }),
  }),
});
type LineRow = z.infer<typeof LineRow>;
const LookRow = z.object({ Account__c: z.string(), Legal_Entity__c: z.string(), As_Of__c: stamp });

/** A few hundred won deals without a project are many; the rest comes when these are done. */
const mostLines = 500;

/**
 * The won deals without a project whose account has no customer in the ERP, one for each account and legal entity, with
 * the time of the last look for customers that are alike. One metered call.
 */
export async function readUnmatchedDeals(client: SalesforceClient): Promise<UnmatchedDeal[]> {
  const [lines = [], looks = []] = await queryTogether(client, [
    'SELECT Legal_Entity__c, Engagement__r.Opportunity__c, Engagement__r.SystemModstamp, ' +
      'Engagement__r.Opportunity__r.AccountId, Engagement__r.Opportunity__r.Account.SystemModstamp FROM SOW_Line__c ' +
      'WHERE Legal_Entity__c != null AND Engagement__r.Opportunity__r.IsWon = true ' +
      'AND Engagement__r.Opportunity__r.Project_Number__c = null AND Engagement__r.Opportunity__r.AccountId != null ' +
      'AND Engagement__r.Opportunity__r.Account.ERP_Customer_Number__c = null ' +
      `ORDER BY Engagement__r.Opportunity__c, Line_Key__c, Id LIMIT ${mostLines}`,
    'SELECT Account__c, Legal_Entity__c, As_Of__c FROM Customer_Match__c WHERE Customer_Number__c = null ' +
      'AND Account__c != null AND Legal_Entity__c != null AND As_Of__c != null ORDER BY As_Of__c DESC, Id LIMIT 2000',
  ]);
  const lookedAt = new Map(
    z
      .array(LookRow)
      .parse(looks)
      .map((row) => [`${row.Account__c}:${row.Legal_Entity__c}`, new Date(row.As_Of__c).toISOString()]),
  );
  return dealsOf(z.array(LineRow).parse(lines), lookedAt);
}

function dealsOf(lines: readonly LineRow[], lookedAt: ReadonlyMap<string, string>): UnmatchedDeal[] {
  const deals = new Map<string, UnmatchedDeal>();
  const seen = new Set<string>();
  for (const { Legal_Entity__c: legalEntity, Engagement__r: engagement } of lines) {
    const { Opportunity__c: opportunityId, Opportunity__r: opportunity } = engagement;
    // The first line says who sells; a deal of several legal entities is a finding of its own.
    if (seen.has(opportunityId)) continue;
    seen.add(opportunityId);
    const key = `${opportunity.AccountId}:${legalEntity}`;
    const changedAt = latest(engagement.SystemModstamp, opportunity.Account.SystemModstamp);
    const looked = lookedAt.get(key);
    if (deals.has(key)) continue;
    deals.set(key, { opportunityId, changedAt, ...(looked === undefined ? {} : { lookedAt: looked }) });
  }
  return [...deals.values()];
}

function latest(...stamps: readonly string[]): string {
  return new Date(Math.max(...stamps.map((text) => new Date(text).getTime()))).toISOString();
}
