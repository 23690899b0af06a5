import { z } from 'zod';

import type { ShownReference } from '#connectors/connector.ts';

import type { SalesforceClient } from './client.ts';
import { queryRows } from './queries.ts';

const Row = z.object({ Key__c: z.string(), As_Of__c: z.string().nullable(), Active__c: z.boolean().nullable() });

/** The reference rows that the org holds; a row without its time counts as never read. */
export async function readShownReference(client: SalesforceClient): Promise<ShownReference[]> {
  const soql = 'SELECT Key__c, As_Of__c, Active__c FROM ERP_Reference__c ORDER BY Key__c LIMIT 2000';
  const rows = await queryRows(client, soql, Row);
  return rows.map((row) => ({
    key: row.Key__c,
    asOf: new Date(row.As_Of__c ?? 0).toISOString(),
    isActive: row.Active__c === true,
  }));
}
