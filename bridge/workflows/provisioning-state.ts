import { ProvisioningRequested } from 'shared-model/events.ts';
import { Finding } from 'shared-model/finding.ts';
import { RecordKey } from 'shared-model/keys.ts';
import { Instant } from 'shared-model/primitives.ts';
import { ExternalRef } from 'shared-model/refs.ts';
import { ItemFault } from 'shared-model/restlet.ts';
import type { StepId } from 'shared-model/steps.ts';
import * as z from 'zod/mini';
import { ProvisioningRefused } from './provisioning-events.ts';

/** The version that `State` is stored under; a change of its shape raises it and adds a lift below. */
export const provisioningStateVersion = 1;

/** A step that is behind us: when, and what stands for it in the ERP where the answer named it. */
const Finished = z.object({ at: Instant, ref: z.optional(ExternalRef) });
export type Finished = z.infer<typeof Finished>;

/** The passed check, with the findings that warn only. */
const Checked = z.object({ at: Instant, warnings: z.array(Finding) });

/** How one task ended, by its key; with a fault it was rejected. */
const TaskAnswer = z.object({ key: RecordKey, ref: z.optional(ExternalRef), fault: z.optional(ItemFault) });
export type TaskAnswer = z.infer<typeof TaskAnswer>;

const checking = z.object({
  step: z.literal('checking'),
  request: ProvisioningRequested,
  startedAt: Instant,
  /** When the state was last changed. */
  at: Instant,
  /** Why a command of this step may not be tried again until a person has looked. */
  held: z.optional(ItemFault),
  /** Whether this step has lasted so long that a person was told. */
  isLate: z.optional(z.boolean()),
});
const customer = z.object({ ...checking.shape, step: z.literal('customer'), check: Checked });
const project = z.object({ ...customer.shape, step: z.literal('project'), customer: Finished });
const tasks = z.object({
  ...project.shape,
  step: z.literal('tasks'),
  project: Finished,
  /** The keys of the tasks without an answer; at most 2,500. */
  pending: z.array(RecordKey),
  answers: z.array(TaskAnswer),
});
const activation = z.object({
  ...project.shape,
  step: z.literal('activation'),
  project: Finished,
  answers: z.array(TaskAnswer),
  tasksAt: Instant,
});
const done = z.object({ ...activation.shape, step: z.literal('done'), activation: Finished });
const Running = z.discriminatedUnion('step', [checking, customer, project, tasks, activation]);
const notReady = z.object({
  step: z.literal('not-ready'),
  request: ProvisioningRequested,
  startedAt: Instant,
  at: Instant,
  findings: z.array(Finding),
});
const failed = z.object({
  step: z.literal('failed'),
  at: Instant,
  fault: ItemFault,
  /** Whether it is certain that nothing was left behind, so that the next generation may begin. */
  isClean: z.boolean(),
  /** Where the run stood, or the request that never became one. */
  from: z.union([Running, z.object({ step: z.literal('refused'), refused: ProvisioningRefused })]),
});

/** Where a provisioning stands; each step carries exactly what is known by then. */
export const State = z.discriminatedUnion('step', [
  z.object({ step: z.literal('waiting') }),
  checking,
  customer,
  project,
  tasks,
  activation,
  done,
  notReady,
  failed,
]);
export type State = z.infer<typeof State>;
export type RunningState = z.infer<typeof Running>;
export type StateOf<Step extends State['step']> = Extract<State, { step: Step }>;

/** The stored state of a known version, or nothing. */
export function readProvisioningState(stored: unknown, stateVersion: number): State | undefined {
  return stateVersion === provisioningStateVersion ? State.safeParse(stored).data : undefined;
}

/** The step of the card that each running state works on. */
export const stepIds = {
  checking: 'check',
  customer: 'customer',
  project: 'project',
  tasks: 'tasks',
  activation: 'activation',
} as const satisfies Record<RunningState['step'], StepId>;

/** The state as it runs, or as it ran when a command was rejected that a person may still release. */
export function liveState(state: State): RunningState | undefined {
  switch (state.step) {
    case 'checking':
    case 'customer':
    case 'project':
    case 'tasks':
    case 'activation':
      return state;
    case 'failed':
      return state.isClean || state.from.step === 'refused' ? undefined : state.from;
    case 'waiting':
    case 'done':
    case 'not-ready':
      return undefined;
  }
}
