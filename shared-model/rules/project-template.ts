import { engagementPlace } from './places.ts';
import { restsOn, rowsOf } from './rows.ts';
import type { Rule } from './rule.ts';

/** A project begins with the tasks of a template; it must be there, active, and for the same legal entity. */
export const projectTemplate: Rule = {
  id: 'project-template',
  group: 'staffing',
  passes: 'The project template is active',
  find: (deal, reference) => {
    const code = deal.projectTemplate;
    const templates = rowsOf(reference, 'project-template');
    if (code === undefined || templates === undefined) return [];
    const legalEntity = deal.lines[0]?.legalEntity;
    const template = templates.find((row) => row.code === code);
    const isOurs = template?.legalEntity === undefined || template.legalEntity === legalEntity;
    if (template?.isActive === true && isOurs) return [];
    const isForeign = template?.isActive === true;
    return [
      {
        code: 'deal.template-not-active',
        severity: 'blocks',
        title: isForeign
          ? `Template ${code} is not for ${legalEntity ?? 'this legal entity'}`
          : `Template ${code} is not in NetSuite`,
        text: 'The project would begin without its tasks. Choose a template that is active for this legal entity.',
        group: 'staffing',
        pointer: '/projectTemplate',
        ...engagementPlace(deal, 'Project_Template__c'),
        owner: 'delivery',
        ...restsOn(reference),
      },
    ];
  },
};
