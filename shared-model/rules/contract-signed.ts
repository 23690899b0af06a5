import type { Rule } from './rule.ts';

/** Won is not enough: work starts on a signed statement of work. */
export const contractSigned: Rule = {
  id: 'contract-signed',
  group: 'contract',
  passes: 'Won, and the SOW is signed',
  find: (deal) => {
    if (deal.isWon && deal.signedOn !== undefined) return [];
    const isSigned = deal.signedOn !== undefined;
    return [
      {
        code: 'deal.contract-not-signed',
        severity: 'blocks',
        title: isSigned ? 'The opportunity is not won' : 'The SOW is not signed',
        text: isSigned
          ? 'A project is created for won work only.'
          : 'Work on an unsigned SOW could not be billed. Enter the day it was signed.',
        group: 'contract',
        pointer: isSigned ? '/isWon' : '/signedOn',
        record: isSigned
          ? { object: 'Opportunity', id: deal.opportunityId, field: 'StageName' }
          : { object: 'Engagement__c', id: deal.engagementRecordId ?? deal.opportunityId, field: 'Signed_On__c' },
        owner: 'sales-ops',
      },
    ];
  },
};
