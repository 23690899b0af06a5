import type { DealLine, DealMilestone } from 'shared-model/deal.ts';
import type { Deal } from 'shared-model/deal.ts';
import { compareDecimals, subtractDecimals, sumDecimals } from 'shared-model/decimal.ts';
import type { Finding } from 'shared-model/finding.ts';
import { moneyText } from 'shared-model/money-text.ts';
import { linePlace, milestonePlace } from './places.ts';
import type { Rule } from './rule.ts';

/** A fixed fee is billed by its milestones alone, so they must be there and add up to the line to the cent. */
export const milestones: Rule = {
  id: 'milestones',
  group: 'contract',
  passes: 'The milestones add up to their line',
  find: (deal) => deal.lines.flatMap((line, place) => lineFindings(deal, line, place)),
};

function lineFindings(deal: Deal, line: DealLine, place: number): Finding[] {
  const list = line.milestones ?? [];
  if (line.billingType === 'time-and-materials') return list.length === 0 ? [] : [unbilled(line, place)];
  if (list.length === 0) return [missing(line, place)];
  const shapes = list.flatMap((milestone, index) => [
    ...amountFindings(line, milestone, `/lines/${place}/milestones/${index}`),
    ...dayFindings(deal, line, milestone, `/lines/${place}/milestones/${index}`),
  ]);
  return [...sumFindings(line, list, place), ...shapes];
}

function missing(line: DealLine, place: number): Finding {
  return ofLine(line, place, {
    code: 'deal.milestones-missing',
    title: `Line ${line.key} is a fixed fee without milestones`,
    text: 'Nothing of it could ever be billed. Enter what is billed when.',
  });
}

function unbilled(line: DealLine, place: number): Finding {
  return ofLine(line, place, {
    code: 'deal.milestones-not-billed',
    title: `Line ${line.key} is billed by time but has milestones`,
    text: 'Its milestones would never be billed. Make the line a fixed fee, or remove them.',
  });
}

function sumFindings(line: DealLine, list: readonly DealMilestone[], place: number): Finding[] {
  const sum = sumDecimals(list.map(({ amount }) => amount));
  if (compareDecimals(sum, line.amount) === 0) return [];
  const [total, whole] = [moneyText(sum, line.currency), moneyText(line.amount, line.currency)];
  const difference = moneyText(subtractDecimals(line.amount, sum), line.currency);
  return [
    ofLine(line, place, {
      code: 'deal.milestones-do-not-sum',
      title: `The milestones of line ${line.key} do not add up`,
      text: `They come to ${total}, the line to ${whole}: a difference of ${difference}.`,
    }),
  ];
}

function amountFindings(line: DealLine, milestone: DealMilestone, pointer: string): Finding[] {
  if (compareDecimals(milestone.amount, '0') === 1) return [];
  return [
    {
      code: 'deal.milestone-amount-invalid',
      severity: 'blocks',
      title: `Milestone ${clipped(milestone.name)} has no amount above zero`,
      text: 'Each milestone bills something. Enter an amount above zero, or remove the milestone.',
      group: 'contract',
      pointer: `${pointer}/amount`,
      ...milestonePlace(line, milestone, 'Amount__c'),
      owner: 'sales-ops',
    },
  ];
}

/** A milestone outside of the work is odd, and sometimes meant: the acceptance may come weeks after the last day. */
function dayFindings(deal: Deal, line: DealLine, milestone: DealMilestone, pointer: string): Finding[] {
  const { dueOn, name } = milestone;
  const [first, last] = [line.startOn ?? deal.startOn, line.endOn ?? deal.endOn];
  if (dueOn === undefined || first === undefined || last === undefined || first > last) return [];
  if (dueOn >= first && dueOn <= last) return [];
  return [
    {
      code: 'deal.milestone-date-outside',
      severity: 'warns',
      title: `Milestone ${clipped(name)} lies outside of the work`,
      text: `It is planned for ${dueOn}; the work lasts from ${first} to ${last}.`,
      group: 'contract',
      pointer: `${pointer}/dueOn`,
      ...milestonePlace(line, milestone, 'Planned_Date__c'),
      owner: 'sales-ops',
    },
  ];
}

function ofLine(line: DealLine, place: number, words: Pick<Finding, 'code' | 'title' | 'text'>): Finding {
  return {
    ...words,
    severity: 'blocks',
    group: 'contract',
    pointer: `/lines/${place}/milestones`,
    ...linePlace(line, 'Amount__c'),
    owner: 'sales-ops',
  };
}

/** A title has little room. */
function clipped(name: string): string {
  return name.length <= 60 ? name : `${name.slice(0, 59).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
