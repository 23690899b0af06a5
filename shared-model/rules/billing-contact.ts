import type { Rule } from './rule.ts';

/** Somebody must receive the first invoice. */
export const billingContact: Rule = {
  id: 'billing-contact',
  group: 'customer',
  passes: 'There is a billing contact',
  find: (deal) => {
    if (deal.billingContact !== undefined) return [];
    return [
      {
        code: 'deal.billing-contact-missing',
        severity: 'blocks',
        title: 'Billing contact missing',
        text: 'The first invoice would have nobody to go to. Choose a contact that has an e-mail address.',
        group: 'customer',
        pointer: '/billingContact',
        record: {
          object: 'Engagement__c',
          id: deal.engagementRecordId ?? deal.opportunityId,
          field: 'Billing_Contact__c',
        },
        owner: 'sales-ops',
      },
    ];
  },
};
