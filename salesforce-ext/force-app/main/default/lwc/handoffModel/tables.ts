import type { Finding, OwnerRole } from 'shared-model/finding.ts';
import type { StepId } from 'shared-model/steps.ts';

/** The provisioning steps in order; the same labels stand on the tab, the console and the API. */
export const stepTable: readonly {
  readonly id: StepId;
  readonly label: string;
  readonly system: string;
  readonly doing: string;
  readonly planned: string;
}[] = [
  {
    id: 'check',
    label: 'Check',
    system: 'NetSuite',
    doing: 'Checking the deal in NetSuite',
    planned: 'The same checks, with what only NetSuite knows',
  },
  {
    id: 'customer',
    label: 'Customer',
    system: 'NetSuite',
    doing: 'Finding the customer',
    planned: 'Used when it exists, created when not',
  },
  {
    id: 'project',
    label: 'Project',
    system: 'NetSuite',
    doing: 'Creating the project',
    planned: 'One project under the customer',
  },
  {
    id: 'tasks',
    label: 'Tasks and budget',
    system: 'NetSuite',
    doing: 'Creating the tasks',
    planned: 'One task for each role',
  },
  {
    id: 'activation',
    label: 'Open for time',
    system: 'NetSuite',
    doing: 'Opening the project for time',
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

/** What the one button beside a finding says; it opens the record that has to be changed. */
const nextSteps: Readonly<Record<string, string>> = {
  'deal.billing-contact-missing': 'Choose a contact',
  'deal.contract-not-signed': 'Enter the signature',
  'deal.lines-do-not-sum': 'Compare the amounts',
  'deal.dates-invalid': 'Correct the dates',
  'deal.legal-entity-unknown': 'Choose a legal entity',
  'deal.several-legal-entities': 'Open the line',
  'deal.rate-card-not-valid': 'Choose a rate card',
};

/** Rules that judge by rows mirrored from NetSuite, and so are only as fresh as those rows. */
export const rulesOnReference: ReadonlySet<string> = new Set(['legal-entity', 'rate-card']);

/** Older reference rows than this are called old, in milliseconds; NetSuite is asked again before anything is made. */
export const referenceMaxAgeMs = 4 * 3_600_000;

/** What a project's set-up may take, from request to open for time, in milliseconds. */
export const setUpTargetMs = 15 * 60_000;

export function nextStepLabel(code: string, object: string): string {
  return nextSteps[code] ?? (object === 'SOW_Line__c' ? 'Open the line' : 'Open the record');
}

/** What an owner role is called; a role that we do not know keeps its own name. */
export function ownerLabel(role: string): string {
  return isOwnerRole(role) ? ownerLabels[role] : role;
}

function isOwnerRole(role: string): role is OwnerRole {
  return role in ownerLabels;
}
