import type { Deal } from 'shared-model/deal.ts';
import type { Finding } from 'shared-model/finding.ts';
import type { Reference } from 'shared-model/reference.ts';
import { engagementPlace, linePlace } from './places.ts';
import { restsOn, rowsOf } from './rows.ts';
import type { Rule } from './rule.ts';

/** A project has a first and a last day, in that order, its lines lie within, and it starts in an open period; days compare as text. */
export const dates: Rule = {
  id: 'dates',
  group: 'contract',
  passes: 'The start is before the end, in an open period',
  find: (deal, reference) => [
    ...dealFindings(deal),
    ...deal.lines.flatMap((line, place) => lineFindings(deal, line, place)),
    ...periodFindings(deal, reference),
  ],
};

function dealFindings(deal: Deal): Finding[] {
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
      ...engagementPlace(deal, startOn === undefined ? 'Start_Date__c' : 'End_Date__c'),
      owner: 'sales-ops',
    },
  ];
}

function lineFindings(deal: Deal, line: Deal['lines'][number], place: number): Finding[] {
  const { startOn = deal.startOn, endOn = deal.endOn } = line;
  const isOutside = isBefore(startOn, deal.startOn) || isBefore(deal.endOn, endOn);
  const isReversed = isBefore(endOn, startOn) && !isBefore(deal.endOn, deal.startOn);
  if (!isReversed && !isOutside) return [];
  return [
    {
      code: 'deal.line-dates-invalid',
      severity: 'blocks',
      title: isReversed ? `Line ${line.key} ends before it starts` : `Line ${line.key} lies outside of the project`,
      text: `It lasts from ${startOn ?? 'no day'} to ${endOn ?? 'no day'}, the project from ${deal.startOn ?? 'no day'} to ${deal.endOn ?? 'no day'}.`,
      group: 'contract',
      pointer: `/lines/${place}/${isBefore(startOn, deal.startOn) ? 'startOn' : 'endOn'}`,
      ...linePlace(line, isBefore(startOn, deal.startOn) ? 'Start_Date__c' : 'End_Date__c'),
      owner: 'sales-ops',
    },
  ];
}

function isBefore(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one < other;
}

function periodFindings(deal: Deal, reference: Reference | undefined): Finding[] {
  const { startOn } = deal;
  const closed = rowsOf(reference, 'period')?.find(
    ({ code, endOn, isClosed }) => startOn !== undefined && isClosed && code <= startOn && startOn <= endOn,
  );
  if (closed === undefined) return [];
  return [
    {
      code: 'deal.start-in-closed-period',
      severity: 'blocks',
      title: `The project starts in ${closed.name}, which is closed`,
      text: `Nothing could be billed for work from ${startOn ?? 'then'} to ${closed.endOn}. Enter a start in an open period.`,
      group: 'contract',
      pointer: '/startOn',
      ...engagementPlace(deal, 'Start_Date__c'),
      owner: 'sales-ops',
      ...restsOn(reference),
    },
  ];
}
