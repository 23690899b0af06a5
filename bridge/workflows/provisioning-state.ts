import { ProvisioningRequested } from 'shared-model/events.ts';
import { Finding } from 'shared-model/finding.ts';
import { RecordKey } from 'shared-model/keys.ts';
import { boundedText, Instant } from 'shared-model/primitives.ts';
import { ExternalRef } from 'shared-model/refs.ts';
import { ItemFault } from 'shared-model/restlet.ts';
import { RunCondition } from 'shared-model/run-condition.ts';
import type { StepId } from 'shared-model/steps.ts';
import * as z from 'zod/mini';
import { ProvisioningRefused } from './provisioning-events.ts';

/** The version that `State` is stored under; a change of its shape raises it and adds a lift in `provisioning-lift.ts`. */
export const provisioningStateVersion = 3;

/** A step that is behind us: when, and what stands for it in the ERP where the answer named it. */
const Finished = z.object({ at: Instant, ref: z.optional(ExternalRef) });
export type Finished = z.infer<typeof Finished>;

/** The passed check, with the findings that warn only. */
const Checked = z.object({ at: Instant, warnings: z.array(Finding) });

/** How one of many records of a step ended, by its key; with a fault it was rejected. */
const PartAnswer = z.object({
  key: RecordKey,
  ref: z.optional(ExternalRef),
  fault: z.optional(ItemFault),
});
export type PartAnswer = z.infer<typeof PartAnswer>;
const Parts = z.object({ at: Instant, answers: z.array(PartAnswer) });

/** A person ended the run; it is undone as soon as every command's end is known. */
const GivenUp = z.object({ actor: boundedText(160) });

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
  givenUp: z.optional(GivenUp),
  /** What keeps the run from going on now; absent while nothing does. */
  condition: z.optional(RunCondition),
});
const customer = z.object({ ...checking.shape, step: z.literal('customer'), check: Checked });
const project = z.object({
  ...customer.shape,
  step: z.literal('project'),
  customer: Finished,
  /** The project is made, and its template's tasks are not read yet. */
  made: z.optional(Finished),
});
/** Many records at once: the keys without an answer, at most 7,600, and the answers. */
const many = { pending: z.array(RecordKey), answers: z.array(PartAnswer) };
const withProject = { ...customer.shape, customer: Finished, project: Finished };
const tasks = z.object({ ...withProject, step: z.literal('tasks'), ...many });
const billing = z.object({ ...withProject, step: z.literal('billing'), tasks: Parts, ...many });
const staffing = z.object({
  ...withProject,
  step: z.literal('staffing'),
  tasks: Parts,
  billing: Parts,
  /** The role requests that the CRM does not show as open yet, by row key. */
  pending: z.array(boundedText(200)),
  /** What the CRM refuses to show. */
  refused: z.array(z.object({ key: boundedText(200), fault: ItemFault })),
});
const staffed = { ...withProject, tasks: Parts, billing: Parts, staffing: Finished };
/** Everything is made, and finance has not opened the project yet. */
const approval = z.object({ ...staffed, step: z.literal('approval') });
const activation = z.object({ ...staffed, step: z.literal('activation'), approvedBy: z.optional(boundedText(160)) });
const done = z.object({ ...activation.shape, step: z.literal('done'), activation: Finished });

const Running = z.discriminatedUnion('step', [
  checking,
  customer,
  project,
  tasks,
  billing,
  staffing,
  approval,
  activation,
]);

const notReady = z.object({
  step: z.literal('not-ready'),
  request: ProvisioningRequested,
  startedAt: Instant,
  at: Instant,
  findings: z.array(Finding),
});

/** Why an attempt ends without its project. */
const Cause = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fault'), fault: ItemFault }),
  z.object({ kind: z.literal('given-up'), actor: boundedText(160) }),
]);
export type Cause = z.infer<typeof Cause>;

/** What undoing has come to: keys whose records are gone, those that never had one, and those that stay, each with its reason. */
const undone = {
  removed: z.array(RecordKey),
  absent: z.array(RecordKey),
  remains: z.array(z.object({ key: RecordKey, fault: ItemFault })),
};
const undoing = z.object({
  step: z.literal('undoing'),
  at: Instant,
  held: z.optional(ItemFault),
  isLate: z.optional(z.boolean()),
  condition: z.optional(RunCondition),
  cause: Cause,
  /** Where the run stood. */
  from: Running,
  /** The keys that are being undone now, each under its own undo key; the latest made first. */
  pending: z.array(RecordKey),
  ...undone,
});
const failed = z.object({
  step: z.literal('failed'),
  at: Instant,
  cause: Cause,
  /** Where the run stood, or the request that never became one. */
  from: z.union([Running, z.object({ step: z.literal('refused'), refused: ProvisioningRefused })]),
  ...undone,
  /** Nothing is left behind, or a person decided to keep what is; so the next generation may begin. */
  isOver: z.boolean(),
});
const cancelled = z.object({
  step: z.literal('cancelled'),
  request: ProvisioningRequested,
  startedAt: Instant,
  at: Instant,
  actor: boundedText(160),
});

/** Where a provisioning stands; each step carries exactly what is known by then. */
export const State = z.discriminatedUnion('step', [
  z.object({ step: z.literal('waiting') }),
  checking,
  customer,
  project,
  tasks,
  billing,
  staffing,
  approval,
  activation,
  done,
  notReady,
  undoing,
  failed,
  cancelled,
]);
export type State = z.infer<typeof State>;
export type RunningState = z.infer<typeof Running>;
export type StateOf<Step extends State['step']> = Extract<State, { step: Step }>;

/** The step of the card that each running state works on. */
export const stepIds = {
  checking: 'check',
  customer: 'customer',
  project: 'project',
  tasks: 'tasks',
  billing: 'billing',
  staffing: 'staffing',
  approval: 'activation',
  activation: 'activation',
} as const satisfies Record<RunningState['step'], StepId>;

/** Whether the attempt goes forward. */
export function isRunning(state: State): state is RunningState {
  return state.step in stepIds;
}
