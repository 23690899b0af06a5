import type { Deal } from 'shared-model/deal.ts';
import type { Finding } from 'shared-model/finding.ts';
import type { Reference } from 'shared-model/reference.ts';
import { linePlace } from './places.ts';
import { restsOn } from './rows.ts';
import type { Rule } from './rule.ts';

/** Every line is sold by one legal entity that exists in the ERP and is active. */
export const legalEntity: Rule = {
  id: 'legal-entity',
  group: 'billing',
  passes: 'The legal entity exists in NetSuite',
  find: (deal, reference) => {
    const unknown = deal.lines.flatMap((line, place) => unknownEntity(line, place, reference));
    return [...unknown, ...severalEntities(deal)];
  },
};

function unknownEntity(line: Deal['lines'][number], place: number, reference: Reference | undefined): Finding[] {
  const code = line.legalEntity;
  const isKnown = reference === undefined || reference.rows.some((row) => isActiveEntity(row, code));
  if (code !== undefined && isKnown) return [];
  return [
    finding(line, place, code === undefined ? undefined : reference, {
      code: 'deal.legal-entity-unknown',
      title: code === undefined ? `Line ${line.key} has no legal entity` : `Legal entity ${code} is not in NetSuite`,
      text:
        code === undefined
          ? 'NetSuite could not tell which company delivers and bills.'
          : 'Choose a legal entity that exists and is active in NetSuite.',
    }),
  ];
}

function severalEntities(deal: Deal): Finding[] {
  const [first] = deal.lines;
  const other = deal.lines.findIndex((line) => line.legalEntity !== first?.legalEntity);
  const line = deal.lines[other];
  if (line === undefined || line.legalEntity === undefined) return [];
  return [
    finding(line, other, undefined, {
      code: 'deal.several-legal-entities',
      title: 'The SOW is sold by more than one legal entity',
      text: 'Each legal entity needs a deal of its own.',
    }),
  ];
}

function isActiveEntity(row: Reference['rows'][number], code: string | undefined): boolean {
  return row.kind === 'legal-entity' && row.code === code && row.isActive;
}

function finding(
  line: Deal['lines'][number],
  place: number,
  reference: Reference | undefined,
  words: Pick<Finding, 'code' | 'title' | 'text'>,
): Finding {
  return {
    ...words,
    severity: 'blocks',
    group: 'billing',
    pointer: `/lines/${place}/legalEntity`,
    ...linePlace(line, 'Legal_Entity__c'),
    owner: 'sales-ops',
    ...restsOn(reference),
  };
}
