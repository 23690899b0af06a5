import * as z from 'zod/mini';

export { steps } from './labels.ts';

/** The steps of a provisioning, in order; the same on the card, the tab, the console and the API. */
export const StepId = z.enum(['check', 'customer', 'project', 'tasks', 'billing', 'staffing', 'activation']);
export type StepId = z.infer<typeof StepId>;

/**
 * Where one engagement stands, for everyone who looks at it.
 *
 * `erp-unreachable`: nothing can be asked of the ERP for the moment; the work goes on by itself when it answers.
 */
export const EngagementState = z.enum([
  'not-ready',
  'ready',
  'queued',
  'in-progress',
  'waiting',
  'done',
  'failed',
  'erp-unreachable',
]);
export type EngagementState = z.infer<typeof EngagementState>;

/**
 * Where one step stands.
 *
 * `looking-up`: nobody knows yet whether the ERP did it, and it is being looked up. `undone`: what it made is gone again.
 */
export const StepState = z.enum(['next', 'running', 'done', 'waiting', 'failed', 'undone', 'looking-up']);
export type StepState = z.infer<typeof StepState>;

/** What undoing a failed attempt came to: all of it is gone again, or part of it remains and has an owner. */
export const Undone = z.enum(['all', 'part']);
export type Undone = z.infer<typeof Undone>;
