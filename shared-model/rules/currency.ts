import { restsOn, rowsOf } from './rows.ts';
import type { Rule } from './rule.ts';

/** A deal is billed in the currency of its legal entity, or in another one that the account has. */
export const currency: Rule = {
  id: 'currency',
  group: 'billing',
  passes: 'NetSuite has the currency',
  find: (deal, reference) => {
    const legalEntity = deal.lines[0]?.legalEntity;
    const base = rowsOf(reference, 'legal-entity')?.find(({ code }) => code === legalEntity)?.currency;
    const others = rowsOf(reference, 'currency');
    const isOther = others?.some(({ code, isActive }) => code === deal.currency && isActive);
    if (others === undefined || base === deal.currency || isOther === true) return [];
    return [
      {
        code: 'deal.currency-not-available',
        severity: 'blocks',
        title: `NetSuite does not bill in ${deal.currency}`,
        text: 'No invoice could be made. Have the currency set up in NetSuite, or sell in one that is there.',
        group: 'billing',
        pointer: '/currency',
        record: { object: 'Opportunity', id: deal.opportunityId, field: 'CurrencyIsoCode' },
        owner: 'finance-ops',
        ...restsOn(reference),
      },
    ];
  },
};
