import { textOf, type Truth, type TruthRow } from './truth.ts';

/** What was sold on one opportunity, as the CRM's own records say it. */
export type Sold = {
  roles: readonly TruthRow[];
  /** What tells each task apart that its project must have. */
  tasks: readonly string[];
  /** The tasks that are billed: roles by time, and every milestone. */
  rules: readonly string[];
};

type Part = { row: TruthRow; own: string; line: string; isBilled: boolean };

/** One task for each role, milestone and task of the template, and one rule for each that is billed. */
export function soldOn({ salesforce, netsuite }: { salesforce: Truth; netsuite: Truth }, opportunityId: string): Sold {
  const below = (type: string, field: string, ids: readonly string[]): readonly TruthRow[] =>
    salesforce.rows(type).filter((row) => ids.includes(textOf(row, field) ?? ''));
  const idsOf = (rows: readonly TruthRow[]): readonly string[] => rows.map(({ id }) => id);
  const engagements = below('engagement__c', 'Opportunity__c', [opportunityId]);
  const lines = below('sow_line__c', 'Engagement__c', idsOf(engagements));
  const roles = below('role_request__c', 'SOW_Line__c', idsOf(lines));
  const parts = [
    ...roles.map((row) => partOf(row, 'Role_Key__c', lines)),
    ...below('sow_milestone__c', 'SOW_Line__c', idsOf(lines)).map((row) => partOf(row, 'Milestone_Key__c', lines)),
  ];
  const named = parts.map((part) => ({ ...part, key: keyOf(part, parts) }));
  const templates = engagements.flatMap((row) => textOf(row, 'Project_Template__c') ?? []);
  return {
    roles,
    tasks: [...named.map(({ key }) => key), ...templates.flatMap((code) => templateTasks(netsuite, code))],
    rules: named.flatMap(({ key, isBilled }) => (isBilled ? [key] : [])),
  };
}

function partOf(row: TruthRow, field: string, lines: readonly TruthRow[]): Part {
  const line = lines.find(({ id }) => id === textOf(row, 'SOW_Line__c'));
  const isByTime = line !== undefined && textOf(line, 'Billing_Type__c') === 'time-and-materials';
  return {
    ...{ row, own: textOf(row, field) ?? '?', isBilled: isByTime || row.type === 'sow_milestone__c' },
    line: (line === undefined ? undefined : textOf(line, 'Line_Key__c')) ?? '?',
  };
}

/** A key that two lines use is told apart by the line's. */
function keyOf({ own, line }: Part, parts: readonly Part[]): string {
  return parts.filter((part) => part.own === own).length > 1 ? `${line}-${own}` : own;
}

/** A task of a template is known by its own code within the template's. */
function templateTasks(netsuite: Truth, code: string): readonly string[] {
  const template = netsuite.rows('projecttemplate').find(({ externalId }) => externalId === code);
  const tasks = netsuite.rows('projecttask').filter((row) => textOf(row, 'company') === template?.id);
  return tasks.map(({ externalId = '' }) => `t-${externalId.slice(code.length + 1)}`);
}
