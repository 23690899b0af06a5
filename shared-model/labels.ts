import type { OwnerRole } from './finding.ts';
import type { StepId, StepState } from './steps.ts';

/** What each owner role is called on a screen. */
export const ownerLabels: Readonly<Record<OwnerRole, string>> = {
  'sales-ops': 'Sales operations',
  delivery: 'Delivery',
  'finance-ops': 'Finance operations',
  admin: 'Throughline admin',
};

/** What a screen says of where a step stands. */
export const stepStateLabels: Readonly<Record<StepState, string>> = {
  next: 'Not started',
  running: 'Running',
  done: 'Done',
  waiting: 'Waiting',
  failed: 'Did not work',
  undone: 'Undone',
  'looking-up': 'Looking it up',
};

/** What a person reads for each step, and the system that holds its result. */
export const steps: readonly { readonly id: StepId; readonly label: string; readonly system: string }[] = [
  { id: 'check', label: 'Check', system: 'NetSuite' },
  { id: 'customer', label: 'Customer', system: 'NetSuite' },
  { id: 'project', label: 'Project', system: 'NetSuite' },
  { id: 'tasks', label: 'Tasks and budget', system: 'NetSuite' },
  { id: 'billing', label: 'Billing rules', system: 'NetSuite' },
  { id: 'staffing', label: 'Staffing demand', system: 'Salesforce' },
  { id: 'activation', label: 'Open for time', system: 'NetSuite' },
];
