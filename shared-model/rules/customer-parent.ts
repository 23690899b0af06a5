import type { Rule } from './rule.ts';

/** A new customer is made under its parent, so the parent must be found in NetSuite first: by its number, or by its tax id. */
export const customerParent: Rule = {
  id: 'customer-parent',
  group: 'customer',
  passes: 'The parent account can be found in NetSuite',
  find: ({ customer }) => {
    const { parent } = customer;
    if (parent === undefined || customer.customerNumber !== undefined) return [];
    if (parent.customerNumber !== undefined || parent.taxId !== undefined) return [];
    return [
      {
        code: 'deal.parent-not-linked',
        severity: 'blocks',
        title: 'The parent account has no customer in NetSuite',
        text: 'The new customer would stand alone there. Enter the parent’s customer number, or its tax id.',
        group: 'customer',
        pointer: '/customer/parent',
        record: { object: 'Account', id: parent.accountId, field: 'ERP_Customer_Number__c' },
        owner: 'finance-ops',
      },
    ];
  },
};
