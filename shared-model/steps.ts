import * as z from 'zod/mini';

/** The steps of a provisioning, in order; the same on the card, the tab, the console and the API. */
export const StepId = z.enum(['check', 'customer', 'project', 'tasks', 'activation']);
export type StepId = z.infer<typeof StepId>;

/** What a person reads for each step, and the system that holds its result. */
export const steps: readonly { readonly id: StepId; readonly label: string; readonly system: string }[] = [
  { id: 'check', label: 'Check', system: 'NetSuite' },
  { id: 'customer', label: 'Customer', system: 'NetSuite' },
  { id: 'project', label: 'Project', system: 'NetSuite' },
  { id: 'tasks', label: 'Tasks and budget', system: 'NetSuite' },
  { id: 'activation', label: 'Open for time', system: 'NetSuite' },
];

/** Where one engagement stands, for everyone who looks at it. */
export const EngagementState = z.enum(['not-ready', 'ready', 'queued', 'in-progress', 'waiting', 'done', 'failed']);
export type EngagementState = z.infer<typeof EngagementState>;

/** Where one step stands. */
export const StepState = z.enum(['next', 'running', 'done', 'waiting', 'failed']);
export type StepState = z.infer<typeof StepState>;
