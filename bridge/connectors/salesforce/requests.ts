import { z } from 'zod';

import type { OpenRequest } from '#connectors/connector.ts';

import type { SalesforceClient } from './client.ts';
import { literal, queryRows } from './queries.ts';

/** The permission set whose holders may provision projects. */
const permissionSet = 'Throughline_Sales_Operations';

const mostRequests = 50;

const RequestRow = z.object({
  Id: z.string(),
  Request_Key__c: z.string(),
  Generation__c: z.coerce.number().int().positive(),
  Opportunity__c: z.string(),
  CreatedDate: z.string(),
  CreatedById: z.string(),
  CreatedBy: z.object({ Name: z.string() }).nullable(),
});

/** The requests that no run has taken up, oldest first, with whether each person may still ask. */
export async function readOpenRequests(client: SalesforceClient): Promise<OpenRequest[]> {
  const rows = await queryRows(
    client,
    'SELECT Id, Request_Key__c, Generation__c, Opportunity__c, CreatedDate, CreatedById, CreatedBy.Name ' +
      `FROM Provision_Request__c WHERE State__c = 'requested' ORDER BY CreatedDate, Id LIMIT ${mostRequests}`,
    RequestRow,
  );
  if (rows.length === 0) return [];
  const allowed = await readAllowedUsers(client, [...new Set(rows.map((row) => row.CreatedById))]);
  return rows.map((row) => ({
    requestId: row.Id,
    requestKey: row.Request_Key__c,
    opportunityId: row.Opportunity__c,
    generation: row.Generation__c,
    requestedAt: new Date(row.CreatedDate).toISOString(),
    requestedBy: { userId: row.CreatedById, name: row.CreatedBy?.Name ?? 'unknown' },
    isAllowed: allowed.has(row.CreatedById),
  }));
}

async function readAllowedUsers(client: SalesforceClient, userIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await queryRows(
    client,
    `SELECT AssigneeId FROM PermissionSetAssignment WHERE PermissionSet.Name = ${literal(permissionSet)} ` +
      `AND AssigneeId IN (${userIds.map(literal).join(', ')}) ORDER BY AssigneeId LIMIT 2000`,
    z.object({ AssigneeId: z.string() }),
  );
  return new Set(rows.map((row) => row.AssigneeId));
}
