import type { Deal, DealLine } from 'shared-model/deal.ts';
import type { Facts } from './facts';
import { openQuestions } from './matches';
import type { PlannedView } from './view';
import { counted, workTime } from './words';
import type { Words } from './words';

/** How much a provisioning makes, counted from the deal and the template of NetSuite. */
export type Plan = {
  readonly roleCount: number;
  readonly milestoneCount: number;
  readonly templateTaskCount: number;
  readonly taskCount: number;
  /** One for each role that is billed by time, and one for each milestone. */
  readonly ruleCount: number;
  readonly requestCount: number;
  readonly minutes: number;
};

export function planOf({ deal, reference }: Facts): Plan {
  const roles = deal.lines.flatMap((line) => line.roles);
  const milestoneCount = sum(deal.lines.map(milestonesOf));
  const template = reference?.rows.find(
    (row) => row.kind === 'project-template' && row.code === deal.projectTemplate && row.isActive,
  );
  const tasks = template?.kind === 'project-template' ? template.tasks : [];
  const byTime = deal.lines.filter((line) => line.billingType === 'time-and-materials');
  return {
    roleCount: roles.length,
    milestoneCount,
    templateTaskCount: tasks.length,
    taskCount: roles.length + milestoneCount + tasks.length,
    ruleCount: sum(byTime.map((line) => line.roles.length)) + milestoneCount,
    requestCount: roles.length,
    minutes: sum(roles.map(({ minutes }) => minutes)) + sum(tasks.map(({ minutes = 0 }) => minutes)),
  };
}

/** What the card lists before the button is pressed. */
export function plannedViews(facts: Facts, words: Words): readonly PlannedView[] {
  const { deal } = facts;
  const plan = planOf(facts);
  return [
    { key: 'customer', label: 'Customer', text: customerPlan(facts), where: 'NetSuite' },
    { key: 'project', label: 'Project', text: `${deal.name}${datesText(deal, words)}`, where: 'NetSuite' },
    { key: 'tasks', label: 'Tasks and budget', text: tasksText(plan, facts, words), where: 'NetSuite' },
    { key: 'billing', label: 'Billing rules', text: rulesText(plan), where: 'NetSuite' },
    { key: 'staffing', label: 'Staffing demand', text: requestsText(plan), where: 'Salesforce' },
    { key: 'activation', label: 'Open for time', text: 'The team can enter time', where: 'NetSuite' },
  ];
}

/** What becomes of the customer, as far as is known before NetSuite is asked again. */
export function customerPlan({ deal, matches }: Facts): string {
  const { customerNumber, name, parent } = deal.customer;
  if (customerNumber !== undefined) return `${customerNumber} ${name} is used`;
  const certain = matches?.candidates.find(({ isCertain }) => isCertain);
  if (certain !== undefined) return `${certain.number} ${certain.name} is used: it has the same tax id`;
  const questions = openQuestions(matches).length;
  if (questions > 0) return `${counted(questions, 'customer looks', 'customers look')} alike; you choose`;
  const under = parent === undefined ? '' : ` under ${parent.name}`;
  if (matches !== undefined) return `${name} is created${under}; nobody in NetSuite looks alike`;
  return `${name}: used when NetSuite has it, created${under} when not`;
}

export function tasksText({ taskCount, minutes }: Plan, { deal, locale }: Facts, words: Words): string {
  const budget = `budget ${words.money(deal.amount, deal.currency)}`;
  return `${counted(taskCount, 'task', 'tasks')}, ${workTime(minutes, locale)}, ${budget}`;
}

export function rulesText({ ruleCount, milestoneCount }: Plan): string {
  const rules = counted(ruleCount, 'rule', 'rules');
  if (milestoneCount === 0) return `${rules}, on hold until the project is open`;
  return `${rules}, of them ${counted(milestoneCount, 'milestone', 'milestones')}, on hold until the project is open`;
}

export function requestsText({ requestCount }: Plan): string {
  return requestCount === 0 ? 'No role requests' : `${counted(requestCount, 'role request', 'role requests')} opened`;
}

function datesText({ startOn, endOn }: Deal, words: Words): string {
  if (startOn === undefined || endOn === undefined) return '';
  return `, ${words.day(startOn)} – ${words.day(endOn)}`;
}

function milestonesOf({ billingType, milestones = [] }: DealLine): number {
  return billingType === 'fixed-fee-milestones' ? milestones.length : 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
