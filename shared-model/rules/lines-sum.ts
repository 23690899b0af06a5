import { compareDecimals, subtractDecimals, sumDecimals } from 'shared-model/decimal.ts';
import { moneyText } from 'shared-model/money-text.ts';
import type { Rule } from './rule.ts';

/** The SOW lines must add up to the contract value to the cent, in the one currency of the deal. */
export const linesSum: Rule = {
  id: 'lines-sum',
  group: 'contract',
  passes: 'The SOW lines add up to the contract value',
  find: (deal) => {
    const sum = sumDecimals(deal.lines.map((line) => line.amount));
    const hasOneCurrency = deal.lines.every((line) => line.currency === deal.currency);
    if (deal.lines.length > 0 && hasOneCurrency && compareDecimals(sum, deal.amount) === 0) return [];
    return [
      {
        code: 'deal.lines-do-not-sum',
        severity: 'blocks',
        title: deal.lines.length === 0 ? 'The SOW has no lines' : 'The SOW lines do not add up',
        text: reason(deal.lines.length, hasOneCurrency, deal.currency, sum, deal.amount),
        group: 'contract',
        pointer: deal.lines.length === 0 ? '/lines' : '/amount',
        record: {
          object: 'Engagement__c',
          id: deal.engagementRecordId ?? deal.opportunityId,
          field: 'Contract_Value__c',
        },
        owner: 'sales-ops',
      },
    ];
  },
};

function reason(lineCount: number, hasOneCurrency: boolean, currency: string, sum: string, amount: string): string {
  if (lineCount === 0) return 'Nobody could tell what was sold or what to bill.';
  if (!hasOneCurrency) return `Every line must be in ${currency}, the currency of the deal.`;
  const difference = moneyText(subtractDecimals(amount, sum), currency);
  return `The lines come to ${moneyText(sum, currency)}, the contract to ${moneyText(amount, currency)}: a difference of ${difference}.`;
}
