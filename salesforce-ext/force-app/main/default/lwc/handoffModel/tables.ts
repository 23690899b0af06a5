import type { Finding, OwnerRole } from 'shared-model/finding.ts';
import type { StepId } from 'shared-model/steps.ts';

/** The provisioning steps in order; the same labels stand on the tab, the console and the API. */
export const stepTable: readonly {
  readonly id: StepId;
  readonly label: string;
  readonly system: string;
  readonly doing: string;
  /** What the step makes, as a question about it names it. */
  readonly thing: string;
  readonly planned: string;
}[] = [
  {
    id: 'check',
    label: 'Check',
    system: 'NetSuite',
    doing: 'Checking the deal in NetSuite',
    thing: 'the check',
    planned: 'The same checks, with what only NetSuite knows',
  },
  {
    id: 'customer',
    label: 'Customer',
    system: 'NetSuite',
    doing: 'Finding the customer',
    thing: 'the customer',
    planned: 'Used when it exists, created when not',
  },
  {
    id: 'project',
    label: 'Project',
    system: 'NetSuite',
    doing: 'Creating the project',
    thing: 'the project',
    planned: 'One project under the customer',
  },
  {
    id: 'tasks',
    label: 'Tasks and budget',
    system: 'NetSuite',
    doing: 'Creating the tasks and the budget',
    thing: 'each task and the budget',
    planned: 'Tasks of the template, roles and milestones',
  },
  {
    id: 'billing',
    label: 'Billing rules',
    system: 'NetSuite',
    doing: 'Creating the billing rules',
    thing: 'each billing rule',
    planned: 'One rule for each role and milestone, on hold',
  },
  {
    id: 'staffing',
    label: 'Staffing demand',
    system: 'Salesforce',
    doing: 'Opening the staffing demand',
    thing: 'the staffing demand',
    planned: 'The role requests are opened for staffing',
  },
  {
    id: 'activation',
    label: 'Open for time',
    system: 'NetSuite',
    doing: 'Opening the project for time',
    thing: 'the opening for time',
    planned: 'The team can enter time',
  },
];

export const ownerLabels: Readonly<Record<OwnerRole, string>> = {
  'sales-ops': 'Sales operations',
  delivery: 'Delivery',
  'finance-ops': 'Finance operations',
  admin: 'Throughline admin',
};

export const groupTable: readonly { readonly id: Finding['group']; readonly label: string }[] = [
  { id: 'customer', label: 'Customer' },
  { id: 'contract', label: 'Contract' },
  { id: 'billing', label: 'Billing' },
  { id: 'tax', label: 'Tax' },
  { id: 'staffing', label: 'Staffing' },
];

/** What the one button beside a finding says, by its code and, where that is not enough, by the object whose form it opens. */
const nextSteps: Readonly<Record<string, string>> = {
  'deal.billing-contact-missing': 'Choose a contact',
  'deal.parent-not-linked': 'Open the parent',
  'deal.contract-not-signed': 'Enter the signature',
  'deal.contract-not-signed Opportunity': 'Change the stage',
  'deal.lines-do-not-sum': 'Correct the value',
  'deal.milestones-missing': 'Open the line',
  'deal.milestones-not-billed': 'Open the line',
  'deal.milestones-do-not-sum': 'Correct the line',
  'deal.milestone-amount-invalid': 'Enter the amount',
  'deal.milestone-date-outside': 'Change the date',
  'deal.amount-decimals': 'Correct the amount',
  'deal.dates-invalid': 'Correct the dates',
  'deal.line-dates-invalid': 'Correct the dates',
  'deal.start-in-closed-period': 'Change the start',
  'deal.name-too-long': 'Shorten the name',
  'deal.customer-name-too-long': 'Shorten the name',
  'deal.legal-entity-unknown': 'Choose a legal entity',
  'deal.several-legal-entities': 'Open the line',
  'deal.currency-not-available': 'Open the opportunity',
  'deal.service-item-not-available': 'Choose a service',
  'deal.rate-card-not-valid': 'Choose a rate card',
  'deal.purchase-order-missing': 'Enter the PO number',
  'deal.purchase-order-too-long': 'Correct the PO number',
  'deal.purchase-order-expired': 'Enter the new PO',
  'deal.purchase-order-ends-early': 'See the PO',
  'deal.tax-id-missing': 'Enter the tax id',
  'deal.tax-id-wrong': 'Correct the tax id',
  'deal.tax-profile-missing': 'Open the account',
  'deal.project-manager-missing': 'Choose a manager',
  'deal.project-manager-not-flagged': 'Choose a manager',
  'deal.template-not-active': 'Choose a template',
  'deal.roles-missing': 'Open the line',
};

/** Findings that a rule of the card makes too; a run's own copy of one is older than the card's judgement. */
export function isJudgedHere(code: string): boolean {
  return code in nextSteps;
}

/** Rules that judge by rows mirrored from NetSuite, and so are only as fresh as those rows. */
export const rulesOnReference: ReadonlySet<string> = new Set([
  'legal-entity',
  'currency',
  'service-item',
  'rate-card',
  'project-manager',
  'project-template',
]);

/** Older reference rows than this are called old, in milliseconds; NetSuite is asked again before anything is made. */
export const referenceMaxAgeMs = 4 * 3_600_000;

/** What a project's set-up may take, from request to open for time, in milliseconds. */
export const setUpTargetMs = 15 * 60_000;

/** What the way from closed won to open for time may take, in days. */
export const businessTargetDays = 2;

export function nextStepLabel(code: string, object: string): string {
  return (
    nextSteps[`${code} ${object}`] ??
    nextSteps[code] ??
    (object === 'SOW_Line__c' ? 'Open the line' : 'Open the record')
  );
}

/** What an owner role is called; a role that we do not know keeps its own name. */
export function ownerLabel(role: string): string {
  return isOwnerRole(role) ? ownerLabels[role] : role;
}

function isOwnerRole(role: string): role is OwnerRole {
  return role in ownerLabels;
}

/** How sure a score is, in words. */
export function likeness(score: number): string {
  if (score >= 90) return 'Very likely';
  if (score >= 75) return 'Likely';
  if (score >= 60) return 'Possible';
  return score >= 40 ? 'Unlikely' : 'Very unlikely';
}
