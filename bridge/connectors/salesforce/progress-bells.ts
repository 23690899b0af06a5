import type { CrmRow } from '#connectors/connector.ts';

import type { SalesforceClient } from './client.ts';
import type { CompositeStep } from './composite.ts';

/**
 * The events that tell open cards to read their rows again: one for each engagement that is written, ids and the newest
 * version only, since field permissions do not apply to events.
 *
 * They are published over REST, which costs no call of its own inside a composite one, and checks the required fields.
 */
export function progressBells(client: SalesforceClient, rows: readonly CrmRow[]): readonly CompositeStep[] {
  const shown = rows.filter(({ kind }) => kind === 'engagement' || kind === 'step');
  const byOpportunity = Map.groupBy(shown, ({ values }) => values.opportunityId);
  return [...byOpportunity].flatMap(([opportunityId, together]): CompositeStep[] => {
    if (typeof opportunityId !== 'string') return [];
    const values = {
      Opportunity_Id__c: opportunityId,
      Engagement_Id__c: together[0]?.key.split(':')[0],
      Version__c: Math.max(...together.map(({ version }) => version)),
    };
    const body = Object.fromEntries(Object.entries(values).map(([name, value]) => [client.named(name), value]));
    return [{ method: 'POST', path: `/sobjects/${client.named('Provision_Progress__e')}`, body }];
  });
}
