import type { Json } from 'shared-model/canonical-json.ts';
import type { CommandPayloads, CommandType } from 'shared-model/commands.ts';
import type { ProjectProvisioned } from 'shared-model/events.ts';
import type { FaultCode } from 'shared-model/faults.ts';
import type { Finding, OwnerRole } from 'shared-model/finding.ts';
import type { Reference } from 'shared-model/reference.ts';
import type { ExternalRef } from 'shared-model/refs.ts';
import type { EngagementState, StepId, StepState, Undone } from 'shared-model/steps.ts';

/**
 * The rules of one saga: pure, without a clock, chance or network.
 *
 * `decide` says what is to be done about an event and `evolve` is the only way to the next state; both see the
 * state before the event. What a run knows beside its events comes in as facts, the same for both.
 */
export type Workflow<State extends Json, Event> = {
  readonly name: string;
  /** Rules of another version never touch a run of this one. */
  readonly version: number;
  readonly stateVersion: number;
  /** The event types that begin a run of this workflow. */
  readonly begins: readonly string[];
  readonly initial: State;
  /** The state as stored, lifted to today's version, or nothing when it cannot be read. */
  readonly readState: (stored: unknown, stateVersion: number) => State | undefined;
  /** The event in the workflow's own words, or nothing when it cannot be read. */
  readonly readEvent: (arrived: ArrivedEvent) => Event | undefined;
  readonly decide: (state: State, event: Event, facts: Facts) => readonly Decision[];
  readonly evolve: (state: State, event: Event, facts: Facts) => State;
  /** What the CRM shows of the state. */
  readonly rows: (state: State, facts: Facts) => readonly StatusRow[];
  readonly statusOf: (state: State) => RunStatus;
  /** How long the state may last before the run is woken by `run.woken`, in milliseconds; absent: for ever. */
  readonly wakeAfterMs: (state: State) => number | undefined;
};

/** An event as the store gives it: type, arrival time and data not yet read. */
export type ArrivedEvent = {
  readonly id: string;
  readonly type: string;
  /** When the bridge accepted it, by the database's clock. */
  readonly time: string;
  readonly data: unknown;
};

/** What a run knows beside its events. */
export type Facts = {
  readonly pairing: string;
  readonly engagementId: string;
  readonly runId: string;
  readonly correlationId: string;
  readonly generation: number;
  /** Absent while the ERP's rows were never read. */
  readonly reference: Reference | undefined;
  /** The other attempts of the same engagement. */
  readonly otherRuns: readonly OtherRun[];
  /** Whether somebody in the ERP holds the engagement, so that nothing of it goes on. */
  readonly isHeld?: boolean;
  /** Who opens a complete project for time: the workflow itself, or finance in the ERP. */
  readonly activation: 'automatic' | 'finance';
};

export type OtherRun = { readonly generation: number; readonly status: RunStatus };

/** `ended`: over, and nothing of this attempt stands in the ERP under its generation. */
export type RunStatus = 'running' | 'done' | 'not-ready' | 'failed' | 'ended';

/** What the rules ask for. */
export type Decision =
  | SendDecision
  | WithdrawDecision
  | ReleaseDecision
  | RaiseDecision
  | SettleDecision
  | SettleAttempts
  | RaiseGeneration
  | MarkRequest
  | LinkDecision
  | UnlinkDecision
  | LinkCustomer
  | ShowDemand
  | HoldDecision
  | LetGoDecision
  | Announce;

/** One thing one system is asked to do, under a key computed from facts of the source alone. */
export type SendDecision = { readonly [T in CommandType]: SendOf<T> }[CommandType];

type SendOf<T extends CommandType> = {
  readonly kind: 'send';
  readonly type: T;
  readonly key: string;
  readonly revision: number;
  /** The one target record whose revisions go in turn. */
  readonly orderKey: string;
  readonly payload: CommandPayloads[T];
};

/** Commands that shall not go any more; those that are not in flight end as superseded, and the run is told. */
export type WithdrawDecision = { readonly kind: 'withdraw'; readonly keys: readonly string[] };

/** A person's word that held commands may go on. */
export type ReleaseDecision = { readonly kind: 'release'; readonly keys: readonly string[] };

/** A fault that waits for a person; `about` names its cause, and while that is open it is raised once. */
export type RaiseDecision = {
  readonly kind: 'raise';
  readonly about: string;
  readonly fault: FaultCode;
  readonly owner: OwnerRole;
  readonly text: string;
  readonly findings?: readonly Finding[];
};

/** What was raised under this cause is over. */
export type SettleDecision = { readonly kind: 'settle'; readonly about: string };

/** Whatever is open about earlier attempts of the engagement, or about this one, is over. */
export type SettleAttempts = { readonly kind: 'settle-attempts'; readonly of: 'earlier' | 'this' };

/** The attempt has ended with nothing left behind, so the source record counts on and a person may begin anew. */
export type RaiseGeneration = {
  readonly kind: 'raise-generation';
  readonly opportunityId: string;
  readonly generation: number;
};

/** Tells the CRM's request record that it was taken up, or that its attempt is over. */
export type MarkRequest = {
  readonly kind: 'mark-request';
  readonly requestId: string;
  readonly state: 'accepted' | 'closed';
};

/** An approved link between one of our keys and the record of a system. */
export type LinkDecision = {
  readonly kind: 'link';
  readonly key: string;
  readonly source: { readonly type: 'Account' | 'Opportunity'; readonly id: string };
  readonly ref: ExternalRef;
};

/** What our keys stood for is gone. */
export type UnlinkDecision = { readonly kind: 'unlink'; readonly keys: readonly string[] };

/** Writes the ERP's customer number on the CRM's Account, so that the next deal finds the customer by link. */
export type LinkCustomer = {
  readonly kind: 'link-customer';
  readonly accountId: string;
  readonly customerNumber: string;
};

/** How staffing sees a role request of the CRM; the run is told by `row.shown` when it stands there. */
export type ShowDemand = {
  readonly kind: 'show-demand';
  readonly roleRequestId: string;
  readonly state: 'open' | 'withdrawn';
  readonly projectNumber?: string;
};

/** Nothing of the engagement is written any more until somebody lets it go on. */
export type HoldDecision = { readonly kind: 'hold'; readonly by: string; readonly at: string };
export type LetGoDecision = { readonly kind: 'let-go' };

/** Says to other systems that the project is complete and open for time. */
export type Announce = {
  readonly kind: 'announce';
  readonly type: 'project.provisioned';
  readonly data: ProjectProvisioned;
};

/** One row of what the CRM shows; the latest one of a key wins. */
export type StatusRow = EngagementRow | StepRow | ErpRow;

type RowBase = {
  readonly key: string;
  readonly opportunityId: string;
  /** Plain words, at most 255 characters. */
  readonly text: string;
  readonly ownerRole?: OwnerRole;
  readonly ref?: ExternalRef;
  /** When the ERP is asked again. */
  readonly nextAt?: string;
  /** Since when somebody is waited for. */
  readonly waitingSince?: string;
  readonly at: string;
  readonly startedAt?: string;
  readonly generation: number;
  readonly runId: string;
  readonly correlationId: string;
};

export type EngagementRow = RowBase & {
  readonly kind: 'engagement';
  readonly state: EngagementState;
  readonly findings?: readonly Finding[];
  /** What undoing an ended attempt came to; absent while nothing was made. */
  readonly undone?: Undone;
  /** How many stand before it while it is queued; exact up to ten. */
  readonly ahead?: number;
  /** Whether *Try again* can help: by a new request, or by asking once more for what remained. */
  readonly canRetry?: boolean;
};

export type StepRow = RowBase & {
  readonly kind: 'step';
  readonly step: StepId;
  readonly state: StepState;
  readonly system: string;
};

/** What was done to an engagement's records in the ERP since they were made, and by whom; newest first. */
export type ErpRow = RowBase & {
  readonly kind: 'erp';
  readonly state: 'held' | 'differs' | 'in-step';
  readonly history: readonly { readonly at: string; readonly text: string; readonly by?: string | undefined }[];
};
