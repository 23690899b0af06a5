import type { Deal, DealLine } from 'shared-model/deal.ts';
import type { Finding } from 'shared-model/finding.ts';
import type { RateCardRow, Reference } from 'shared-model/reference.ts';
import { linePlace } from './places.ts';
import { isOpenEntity, restsOn } from './rows.ts';
import type { Rule } from './rule.ts';

/** Time is billed at the rates of a card of the same legal entity and currency that is in force when work starts; a fixed fee needs none. */
export const rateCard: Rule = {
  id: 'rate-card',
  group: 'billing',
  passes: 'The rate card is in force on the start date',
  find: (deal, reference) => deal.lines.flatMap((line, place) => lineFindings(deal, line, place, reference)),
};

function lineFindings(deal: Deal, line: DealLine, place: number, reference: Reference | undefined): Finding[] {
  const problem = problemOf(deal, line, reference);
  if (problem === undefined) return [];
  return [
    {
      code: 'deal.rate-card-not-valid',
      severity: 'blocks',
      ...problem,
      group: 'billing',
      pointer: `/lines/${place}/rateCard`,
      ...linePlace(line, 'Rate_Card__c'),
      owner: 'finance-ops',
      ...(line.rateCard === undefined ? {} : restsOn(reference)),
    },
  ];
}

type Words = { title: string; text: string };

function problemOf(deal: Deal, line: DealLine, reference: Reference | undefined): Words | undefined {
  if (line.rateCard === undefined) {
    if (line.billingType !== 'time-and-materials') return undefined;
    return { title: `Line ${line.key} has no rate card`, text: 'Nobody could tell at which rates the time is billed.' };
  }
  if (reference === undefined) return undefined;
  const card = reference.rows.find((row) => row.kind === 'rate-card' && row.code === line.rateCard);
  if (card?.kind !== 'rate-card' || !card.isActive) {
    return {
      title: `Rate card ${line.rateCard} is not in NetSuite`,
      text: 'Choose a rate card that exists and is active in NetSuite.',
    };
  }
  return mismatch(line, card, reference) ?? notInForce(card, line.startOn ?? deal.startOn);
}

function mismatch(line: DealLine, card: RateCardRow, reference: Reference): Words | undefined {
  const isSameEntity = card.legalEntity === line.legalEntity || !isOpenEntity(reference, line.legalEntity);
  if (card.currency === line.currency && isSameEntity) return undefined;
  return {
    title: `Rate card ${card.code} does not fit line ${line.key}`,
    text: `It is for ${card.legalEntity} in ${card.currency}; the line is sold by ${line.legalEntity ?? 'no legal entity'} in ${line.currency}.`,
  };
}

function notInForce(card: RateCardRow, startOn: string | undefined): Words | undefined {
  if (startOn === undefined) return undefined;
  if (startOn < card.validFrom) {
    return {
      title: `Rate card ${card.code} is not yet in force`,
      text: `It begins on ${card.validFrom}; the work starts on ${startOn}.`,
    };
  }
  if (card.validTo !== undefined && startOn > card.validTo) {
    return {
      title: `Rate card ${card.code} has ended`,
      text: `It ended on ${card.validTo}; the work starts on ${startOn}.`,
    };
  }
  return undefined;
}
