import type { Rule } from './rule.ts';

/** A project has a first and a last day, in that order; days compare as text. */
export const dates: Rule = {
  id: 'dates',
  group: 'contract',
  passes: 'The start is before the end',
  find: (deal) => {
    const { startOn, endOn } = deal;
    if (startOn !== undefined && endOn !== undefined && startOn <= endOn) return [];
    const isReversed = startOn !== undefined && endOn !== undefined;
    return [
      {
        code: 'deal.dates-invalid',
        severity: 'blocks',
        title: isReversed ? 'The project ends before it starts' : 'The project has no start or end date',
        text: isReversed
          ? `It starts on ${startOn} and ends on ${endOn}.`
          : 'Planned work, rates and invoices all depend on both days.',
        group: 'contract',
        pointer: startOn === undefined ? '/startOn' : '/endOn',
        record: {
          object: 'Engagement__c',
          id: deal.engagementRecordId ?? deal.opportunityId,
          field: startOn === undefined ? 'Start_Date__c' : 'End_Date__c',
        },
        owner: 'sales-ops',
      },
    ];
  },
};
