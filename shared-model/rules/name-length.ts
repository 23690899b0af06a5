import type { Finding } from 'shared-model/finding.ts';
import type { Rule } from './rule.ts';
import { longestName, shortenName } from './short-name.ts';

/** NetSuite's names are shorter than the CRM's; whoever reads the short one should have seen it first. */
export const nameLength: Rule = {
  id: 'name-length',
  group: 'contract',
  passes: 'The names fit into NetSuite',
  find: ({ name, opportunityId, customer }) => {
    const { accountId, customerNumber } = customer;
    const project = shortened('project', name, {
      pointer: '/name',
      record: { object: 'Opportunity', id: opportunityId, field: 'Name' },
    });
    if (customerNumber !== undefined) return project;
    const isLegal = customer.legalName !== undefined;
    const company = shortened('customer', customer.legalName ?? customer.name, {
      pointer: isLegal ? '/customer/legalName' : '/customer/name',
      record: { object: 'Account', id: accountId, field: isLegal ? 'Legal_Name__c' : 'Name' },
    });
    return [...project, ...company];
  },
};

type Place = Pick<Finding, 'pointer' | 'record'>;

function shortened(what: 'project' | 'customer', name: string, place: Place): Finding[] {
  const short = shortenName(name);
  if (short === name.trim()) return [];
  return [
    {
      code: what === 'project' ? 'deal.name-too-long' : 'deal.customer-name-too-long',
      severity: 'warns',
      title: `The name of the ${what} is shortened in NetSuite`,
      text: `NetSuite takes ${longestName} characters. It will be called “${short}”; the full name is kept beside it.`,
      group: what === 'project' ? 'contract' : 'customer',
      ...place,
      owner: 'sales-ops',
    },
  ];
}
