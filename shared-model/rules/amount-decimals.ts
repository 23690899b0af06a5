import { currencyPlaces } from 'shared-model/currency.ts';
import type { Deal } from 'shared-model/deal.ts';
import { placesNeeded } from 'shared-model/decimal.ts';
import type { Finding } from 'shared-model/finding.ts';
import { engagementPlace, linePlace, milestonePlace } from './places.ts';
import type { Rule } from './rule.ts';

/** An amount that its currency cannot hold would be rounded by somebody, and then nothing adds up any more. */
export const amountDecimals: Rule = {
  id: 'amount-decimals',
  group: 'contract',
  passes: 'The amounts fit their currency',
  find: (deal) => [...ofDeal(deal), ...deal.lines.flatMap(ofLine)],
};

function ofDeal(deal: Deal): Finding[] {
  return tooFine(deal.amount, deal.currency, '/amount', engagementPlace(deal, 'Contract_Value__c'));
}

function ofLine(line: Deal['lines'][number], place: number): Finding[] {
  const { amount, currency, milestones = [] } = line;
  return [
    ...tooFine(amount, currency, `/lines/${place}/amount`, linePlace(line, 'Amount__c')),
    ...milestones.flatMap((milestone, index) => {
      const pointer = `/lines/${place}/milestones/${index}/amount`;
      return tooFine(milestone.amount, currency, pointer, milestonePlace(line, milestone, 'Amount__c'));
    }),
  ];
}

function tooFine(amount: string, currency: string, pointer: string, place: Pick<Finding, 'record'>): Finding[] {
  const most = currencyPlaces(currency);
  if (placesNeeded(amount) <= most) return [];
  return [
    {
      code: 'deal.amount-decimals',
      severity: 'blocks',
      title: `${currency} ${shortest(amount)} has too many decimals`,
      text: `${currency} has ${most === 0 ? 'no decimals' : `${most} decimals`}. Nobody rounds an amount here; enter the exact one.`,
      group: 'contract',
      pointer,
      ...place,
      owner: 'sales-ops',
    },
  ];
}

/** Without the zeros at its end, which one platform writes and another does not; the fraction has other digits too. */
function shortest(amount: string): string {
  return amount.replace(/0+$/, '');
}
