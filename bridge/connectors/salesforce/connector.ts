import type { CallFailure, ConnectorSeams, CrmConnector } from '#connectors/connector.ts';

import type { SalesforceSettings } from './client.ts';
import { salesforceClient } from './client.ts';
import { readDeal } from './deal-reader.ts';
import { failureOf } from './replies.ts';
import { readOpenRequests } from './requests.ts';
import { writeRows } from './row-writer.ts';
import { readShownReference } from './shown-reference.ts';
import { readUnmatchedDeals } from './unmatched-deals.ts';

/**
 * One Salesforce org in our words.
 *
 * @param erpUrl the NetSuite account's own address, which the status rows link to
 */
export function salesforceConnector(
  settings: SalesforceSettings & { readonly erpUrl: string },
  seams: ConnectorSeams,
): CrmConnector {
  const client = salesforceClient(settings, seams);
  return {
    system: 'salesforce',
    openRequests: ({ requestIds }) =>
      answered(async () => ({ kind: 'answered', requests: await readOpenRequests(client, requestIds) })),
    readDeal: (opportunityId) => answered(() => readDeal(client, opportunityId, settings.loginUrl)),
    unmatchedDeals: () => answered(async () => ({ kind: 'answered', deals: await readUnmatchedDeals(client) })),
    shownReference: () => answered(async () => ({ kind: 'answered', shown: await readShownReference(client) })),
    writeRows: (rows) =>
      answered(async () => ({ kind: 'answered', results: await writeRows(client, rows, settings.erpUrl) })),
    quota: client.quota,
  };
}

async function answered<Result>(call: () => Promise<Result>): Promise<Result | CallFailure> {
  try {
    return await call();
  } catch (error) {
    return failureOf(error);
  }
}
