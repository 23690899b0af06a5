import { z } from 'zod';

import type { OpenRequest } from '#connectors/connector.ts';

import type { SalesforceClient } from './client.ts';
import { literal, queryRows } from './queries.ts';

/** The permission set whose holders may provision projects. */
const permissionSet = 'Throughline_Sales_Operations';

const mostRequests = 50;

/** A number field that nobody filled is null. */
const generation = z.union([z.null(), z.coerce.number().int().min(1).max(999_999)]);

/** Key and generation are empty when the package's flow is switched off; one such row must not stop the others. */
const RequestRow = z.object({
  Id: z.string(),
  Request_Key__c: z.string().nullable(),
  Generation__c: generation,
  Opportunity__r: z.object({ Provision_Generation__c: generation }).nullable(),
  Opportunity__c: z.string(),
  CreatedDate: z.string(),
  CreatedById: z.string(),
  CreatedBy: z.object({ Name: z.string() }).nullable(),
});

/** The requests that no run has taken up, oldest first, with whether each person may still ask. */
export async function readOpenRequests(client: SalesforceClient): Promise<OpenRequest[]> {
  const rows = await queryRows(
    client,
    'SELECT Id, Request_Key__c, Generation__c, Opportunity__c, Opportunity__r.Provision_Generation__c, CreatedDate, CreatedById, CreatedBy.Name ' +
      `FROM Provision_Request__c WHERE State__c = 'requested' ORDER BY CreatedDate, Id LIMIT ${mostRequests}`,
    RequestRow,
  );
  if (rows.length === 0) return [];
  const allowed = await readAllowedUsers(client, [...new Set(rows.map((row) => row.CreatedById))]);
  return rows.map((row) => ({ ...requestOf(row), isAllowed: allowed.has(row.CreatedById) }));
}

function requestOf(row: z.infer<typeof RequestRow>): Omit<OpenRequest, 'isAllowed'> {
  const attempt = row.Generation__c ?? row.Opportunity__r?.Provision_Generation__c ?? 1;
  return {
    requestId: row.Id,
    requestKey: row.Request_Key__c ?? `${row.Opportunity__c}:${attempt}`,
    opportunityId: row.Opportunity__c,
    generation: attempt,
    requestedAt: new Date(row.CreatedDate).toISOString(),
    requestedBy: { userId: row.CreatedById, name: row.CreatedBy?.Name ?? 'unknown' },
  };
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
