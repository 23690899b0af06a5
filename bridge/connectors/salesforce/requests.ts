import { mostCandidates } from 'shared-model/customer-match.ts';
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
  Act__c: z.enum(['provision', 'cancel', 'give-up', 'retry']).nullable(),
  Customer_Choice__c: z.enum(['use', 'different']).nullable(),
  Chosen_Customer__c: z.string().nullable(),
  CreatedDate: z.string(),
  CreatedById: z.string(),
  CreatedBy: z.object({ Name: z.string() }).nullable(),
});

/**
 * The requests that no run has taken up, oldest first, with whether each person may still ask.
 *
 * @param requestIds only these, at most 50
 */
export async function readOpenRequests(
  client: SalesforceClient,
  requestIds?: readonly string[],
): Promise<OpenRequest[]> {
  if (requestIds?.length === 0) return [];
  const among = requestIds === undefined ? '' : ` AND Id IN (${requestIds.map(literal).join(', ')})`;
  const rows = await queryRows(
    client,
    'SELECT Id, Request_Key__c, Generation__c, Opportunity__c, Opportunity__r.Provision_Generation__c, Act__c, ' +
      'Customer_Choice__c, Chosen_Customer__c, CreatedDate, CreatedById, CreatedBy.Name ' +
      `FROM Provision_Request__c WHERE State__c = 'requested'${among} ORDER BY CreatedDate, Id LIMIT ${mostRequests}`,
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
    act: row.Act__c ?? 'provision',
    ...choiceOf(row),
  };
}

/** The customer that the person chose; all that were shown, separated by commas, when it is none of them. */
function choiceOf(row: z.infer<typeof RequestRow>): Pick<OpenRequest, 'customerChoice'> {
  const numbers = (row.Chosen_Customer__c ?? '').split(',').map((number) => number.trim());
  const shown = numbers.filter((number) => number !== '').slice(0, mostCandidates);
  const [first] = shown;
  if (row.Customer_Choice__c === 'different') return { customerChoice: { kind: 'different', than: shown } };
  if (row.Customer_Choice__c !== 'use' || first === undefined) return {};
  return { customerChoice: { kind: 'use', customerNumber: first } };
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
