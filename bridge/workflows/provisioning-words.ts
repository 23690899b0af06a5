import { groupedDigits, moneyText } from 'shared-model/money-text.ts';
import type { Deal } from 'shared-model/deal.ts';
import { faults } from 'shared-model/faults.ts';
import { type Finding, ownerLabels } from 'shared-model/finding.ts';
import { stepOfKey } from 'shared-model/keys.ts';
import type { ExternalRef } from 'shared-model/refs.ts';
import type { ItemFault } from 'shared-model/restlet.ts';
import { type StepId, steps } from 'shared-model/steps.ts';
import type { PartAnswer } from './provisioning-state.ts';

/** The longest text that the CRM's status row holds, in UTF-16 code units. */
const longestText = 255;

/** What is being done in each step, as the head of the card says it. */
const activities: Readonly<Record<StepId, string>> = {
  check: 'Checking the deal',
  customer: 'Finding the customer',
  project: 'Creating the project',
  tasks: 'Creating the tasks and the budget',
  billing: 'Creating the billing rules',
  staffing: 'Opening the staffing demand',
  activation: 'Opening the project for time',
};

const refusedThings: Readonly<Record<StepId, string>> = {
  check: 'the check of the deal',
  customer: 'the customer',
  project: 'the project',
  tasks: 'a task or the budget of the project',
  billing: 'a billing rule',
  staffing: 'a role request',
  activation: 'to open the project for time',
};

/** `Creating the project, step 3 of 7`. */
export function activitySentence(step: StepId, isLate: boolean): string {
  const place = steps.findIndex(({ id }) => id === step) + 1;
  const late = isLate ? '. It takes longer than usual; the Throughline admin was told' : '';
  return `${activities[step]}, step ${place} of ${steps.length}${late}`;
}

/** `Queued, 3 ahead of it`. */
export function queuedSentence(ahead: number): string {
  return ahead === 0 ? 'Queued, next in line' : `Queued, ${counted(ahead, 'request')} ahead of it`;
}

export function unreachableSentence(code: keyof typeof faults): string {
  return `${faults[code].meaning.replace(/\.$/, '')}. The request is kept and goes on by itself`;
}

/** An outcome that nobody knows is a state of its own: it is looked up before anything is tried again. */
export function lookingUpSentence(activity: string): string {
  return `NetSuite did not answer, so we look before we act. ${activity}`;
}

export function activityOf(step: StepId): string {
  return activities[step];
}

/** `NetSuite refused the project: NetSuite asks for a field that was not sent.`; the vendor's own text stays under Details. */
export function refusedSentence(step: StepId, { code }: ItemFault): string {
  return `NetSuite refused ${refusedThings[step]}: ${faults[code].meaning}`;
}

export function heldSentence({ code }: ItemFault): string {
  return `Waiting on ${ownerLabels[faults[code].owner]}: ${faults[code].meaning}`;
}

/** `2 things block the project: Billing contact missing; The SOW lines do not add up`. */
export function findingsSentence(findings: readonly Finding[]): string {
  const titles = findings.filter(({ severity }) => severity === 'blocks').map(({ title }) => title);
  const head = titles.length === 1 ? '1 thing blocks the project' : `${titles.length} things block the project`;
  return clipped(`${head}: ${titles.join('; ')}`);
}

export function warningsSentence(warnings: readonly Finding[]): string {
  if (warnings.length === 0) return 'All checks pass';
  return warnings.length === 1 ? '1 thing to know' : `${warnings.length} things to know`;
}

/** `C-1042 Halden Retail, found and linked`. */
export function customerSentence({ customer }: Deal, ref: ExternalRef | undefined): string {
  if (ref?.number === undefined) return clipped(customer.name);
  const how = ref.number === customer.customerNumber ? 'used' : ref.adopted === true ? 'found and linked' : 'created';
  return clipped(`${ref.number} ${customer.name}, ${how}`);
}

export function projectSentence(deal: Deal, ref: ExternalRef | undefined): string {
  return clipped(ref?.number === undefined ? deal.name : `${ref.number} ${deal.name}`);
}

export function doneSentence(ref: ExternalRef | undefined): string {
  return ref?.number === undefined ? 'The project is open for time' : `Project ${ref.number} is open for time`;
}

/** `6 tasks, EUR 486,000.00, 2,700 h 00 m`. */
export function tasksSentence(deal: Deal, answers: readonly PartAnswer[], minutes: number): string {
  const count = answers.filter(({ key }) => stepOfKey(key) === 'task').length;
  const tasks = count === 0 ? 'No tasks planned' : counted(count, 'task');
  return `${tasks}, ${moneyText(deal.amount, deal.currency)}, ${hoursText(minutes)}`;
}

/** What finance does about a project that waits to be opened. */
export const approvalStep = `${ownerLabels['finance-ops']} presses Activate in NetSuite`;

/** `4 rules, on hold until the project is open`. */
export function rulesSentence(count: number, isOpen: boolean): string {
  if (count === 0) return 'No rules of its own';
  return isOpen ? counted(count, 'rule') : `${counted(count, 'rule')}, on hold until the project is open`;
}

export function demandSentence(count: number): string {
  return count === 0 ? 'No role requests in Salesforce' : `${counted(count, 'role request')} open for staffing`;
}

export function approvalSentence(ref: ExternalRef | undefined): string {
  const project = ref?.number === undefined ? 'The project' : `Project ${ref.number}`;
  return `Waiting on ${ownerLabels['finance-ops']} to open the project for time. ${project} is complete`;
}

export function openedSentence(approvedBy: string | undefined): string {
  return approvedBy === undefined ? 'The team can enter time' : `The team can enter time, opened by ${approvedBy}`;
}

export function counted(count: number, noun: string): string {
  return `${groupedDigits(String(count))} ${noun}${count === 1 ? '' : 's'}`;
}

/** A text that fits the CRM's field, cut on a word where it can be. */
export function clipped(text: string): string {
  if (text.length <= longestText) return text;
  const head = text.slice(0, longestText - 1);
  const atWord = head.slice(0, Math.max(head.lastIndexOf(' '), longestText / 2));
  return `${atWord.replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function hoursText(minutes: number): string {
  return `${groupedDigits(String(Math.floor(minutes / 60)))} h ${String(minutes % 60).padStart(2, '0')} m`;
}
