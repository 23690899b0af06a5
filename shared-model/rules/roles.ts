import { linePlace } from './places.ts';
import type { Rule } from './rule.ts';

/** Work that is billed by time needs somebody to enter it: without roles there is neither a task nor a rate. */
export const roles: Rule = {
  id: 'roles',
  group: 'staffing',
  passes: 'Each line billed by time has roles',
  find: ({ lines }) =>
    lines.flatMap((line, place) => {
      if (line.billingType !== 'time-and-materials' || line.roles.length > 0) return [];
      return [
        {
          code: 'deal.roles-missing',
          severity: 'blocks',
          title: `Line ${line.key} asks for no roles`,
          text: 'Nobody could enter time on it, so nothing of it would be billed. Say who works on it, and for how long.',
          group: 'staffing',
          pointer: `/lines/${place}/roles`,
          ...linePlace(line, 'Description__c'),
          owner: 'delivery',
        },
      ];
    }),
};
