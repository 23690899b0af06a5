import type { DealLine } from 'shared-model/deal.ts';
import type { Finding } from 'shared-model/finding.ts';
import type { Reference } from 'shared-model/reference.ts';
import { linePlace } from './places.ts';
import { isOpenEntity, restsOn, rowsOf } from './rows.ts';
import type { Rule } from './rule.ts';

/** What is sold must be an item that the legal entity of the line may bill. */
export const serviceItem: Rule = {
  id: 'service-item',
  group: 'billing',
  passes: 'The service items exist in the legal entity',
  find: (deal, reference) => deal.lines.flatMap((line, place) => lineFindings(line, place, reference)),
};

function lineFindings(line: DealLine, place: number, reference: Reference | undefined): Finding[] {
  const items = rowsOf(reference, 'service-item');
  if (items === undefined) return [];
  const item = items.find(({ code }) => code === line.serviceCode);
  if (item === undefined || !item.isActive) {
    const title = `Service ${line.serviceCode} is not in NetSuite`;
    return [finding(line, place, reference, title, 'Choose a service that exists and is active in NetSuite.')];
  }
  const { legalEntity } = line;
  if (legalEntity === undefined || !isOpenEntity(reference, legalEntity) || item.legalEntities.includes(legalEntity))
    return [];
  const title = `Service ${line.serviceCode} is not available in ${legalEntity}`;
  const text = `${legalEntity} could not bill it. Make the item available there, or choose another.`;
  return [finding(line, place, reference, title, text)];
}

function finding(
  line: DealLine,
  place: number,
  reference: Reference | undefined,
  title: string,
  text: string,
): Finding {
  return {
    code: 'deal.service-item-not-available',
    severity: 'blocks',
    title,
    text,
    group: 'billing',
    pointer: `/lines/${place}/serviceCode`,
    ...linePlace(line, 'Service_Code__c'),
    owner: 'finance-ops',
    ...restsOn(reference),
  };
}
