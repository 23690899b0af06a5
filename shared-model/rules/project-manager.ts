import type { Deal } from 'shared-model/deal.ts';
import type { Finding } from 'shared-model/finding.ts';
import type { EmployeeRow, Reference } from 'shared-model/reference.ts';
import { engagementPlace } from './places.ts';
import { restsOn, rowsOf } from './rows.ts';
import type { Rule } from './rule.ts';

/** NetSuite takes as project manager only an active employee who is flagged as one. */
export const projectManager: Rule = {
  id: 'project-manager',
  group: 'staffing',
  passes: 'The project manager is one in NetSuite too',
  find: (deal, reference) => {
    const { projectManager: manager } = deal;
    if (manager === undefined) return [missing(deal)];
    const employees = rowsOf(reference, 'employee');
    if (employees === undefined) return [];
    const email = manager.email?.toLowerCase();
    const problem = problemOf(
      manager.name,
      employees.find(({ code }) => code === email),
    );
    return problem === undefined ? [] : [unfit(deal, problem, reference)];
  },
};

type Words = Pick<Finding, 'title' | 'text'>;

function problemOf(name: string, employee: EmployeeRow | undefined): Words | undefined {
  const title = `${name} cannot lead a project in NetSuite`.slice(0, 120);
  if (employee === undefined) {
    return {
      title,
      text: 'No project manager there has this e-mail address. Choose another, or have this one set up.',
    };
  }
  if (!employee.isActive) return { title, text: 'The employee is inactive there. Choose another project manager.' };
  if (employee.isProjectManager) return undefined;
  return { title, text: 'The employee is not flagged as project manager there. Choose another, or have the flag set.' };
}

function missing(deal: Deal): Finding {
  return {
    code: 'deal.project-manager-missing',
    severity: 'warns',
    title: 'The project has no project manager yet',
    text: 'Nobody would approve its time and milestones. One can be named in NetSuite later.',
    group: 'staffing',
    pointer: '/projectManager',
    ...engagementPlace(deal, 'Project_Manager__c'),
    owner: 'delivery',
  };
}

function unfit(deal: Deal, words: Words, reference: Reference | undefined): Finding {
  return {
    code: 'deal.project-manager-not-flagged',
    severity: 'blocks',
    ...words,
    group: 'staffing',
    pointer: '/projectManager',
    ...engagementPlace(deal, 'Project_Manager__c'),
    owner: 'delivery',
    ...restsOn(reference),
  };
}
