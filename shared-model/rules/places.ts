import type { Deal, DealLine, DealMilestone } from 'shared-model/deal.ts';
import type { Finding } from 'shared-model/finding.ts';

/** The record of the CRM that a person has to change; nothing when the deal does not say which it is. */
type Place = { record?: NonNullable<Finding['record']> };

export function engagementPlace(deal: Deal, field: string): Place {
  return { record: { object: 'Engagement__c', id: deal.engagementRecordId ?? deal.opportunityId, field } };
}

export function linePlace({ recordId }: DealLine, field: string): Place {
  return recordId === undefined ? {} : { record: { object: 'SOW_Line__c', id: recordId, field } };
}

/** The milestone's own record, or the line's while the milestone has none. */
export function milestonePlace(line: DealLine, { recordId }: DealMilestone, field: string): Place {
  if (recordId === undefined) return linePlace(line, 'Amount__c');
  return { record: { object: 'SOW_Milestone__c', id: recordId, field } };
}
