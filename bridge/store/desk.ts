import type { Json } from 'shared-model/canonical-json.ts';
import type { FaultCode } from 'shared-model/faults.ts';
import type { OwnerRole } from 'shared-model/finding.ts';
import type { CommandId, EngagementId, PairingId, RunId } from 'shared-model/ids.ts';
import type { Instant } from 'shared-model/primitives.ts';
import type { ItemFault } from 'shared-model/restlet.ts';
import type { CommandState, RunStatus, SystemName } from './store.ts';
import type { ExceptionView, Page, PageRequest } from './views.ts';

/** What people do and see at the bridge itself: signing in, acting on runs and exceptions, the lists they look at. */
export type Desk = {
  /** Keeps the hash of a sign-in link's key; it counts once, and for so long. */
  saveSignInKey(key: { keyHash: string; role: string; validMs: number }): Promise<void>;
  /** Uses a key up and begins a session with its role; nothing when the key is unknown, used or too old. */
  useSignInKey(use: { keyHash: string; sessionHash: string; validMs: number }): Promise<string | undefined>;
  /** The role and start of a session that still counts. */
  readSession(sessionHash: string): Promise<{ role: string; startedAt: Instant } | undefined>;
  endSession(sessionHash: string): Promise<void>;

  /**
   * Records what a person does about a run, and does it, in one transaction.
   *
   * `repeated`: the same act on the same occasion was done before, and nothing more is done. `changed`: the run is not
   * the one that the person saw.
   */
  actOnRun(act: RunAct): Promise<'done' | 'repeated' | 'changed'>;
  /** Closes an exception with what a person says of it; `false` when there is none, or it was closed before. */
  resolveException(resolution: Resolution): Promise<boolean>;
  exceptionById(exceptionId: string): Promise<ExceptionView | undefined>;

  /** Runs in these states, latest change first, at most 100 a page. */
  listRuns(query: { statuses: readonly RunStatus[]; page: PageRequest }): Promise<Page<RunRow>>;
  /** Open exceptions, one row for each cause; the cause that is open longest first, at most 100. */
  listCauses(): Promise<readonly CauseRow[]>;
  /** Calls that have not ended as far as we know, by slot. */
  openCalls(): Promise<readonly OpenCall[]>;
  /** How many commands, runs and exceptions there are of each kind, for metrics. */
  countWork(): Promise<WorkCounts>;
};

/** @property occasion what makes a second press the same act: the version that was seen, or a key of the caller's */
export type RunAct = {
  readonly kind: 'retry' | 'give-up' | 'cancel';
  readonly runId: RunId;
  readonly occasion: string;
  /** The version of the run that the decision rests on. */
  readonly version: number;
  readonly actor: string;
  readonly comment?: string;
  readonly correlationId: string;
  /** Commands of the run that shall go again. */
  readonly releases?: readonly CommandId[];
  /** What the run's workflow is told. */
  readonly eventType?: string;
};

export type Resolution = {
  readonly exceptionId: string;
  readonly actor: string;
  readonly comment: string;
  readonly correlationId: string;
};

/** One run as a list shows it; the CRM's own words for it stand in `shown`. */
export type RunRow = {
  readonly runId: RunId;
  readonly engagementId: EngagementId;
  readonly pairing: PairingId;
  readonly generation: number;
  readonly correlationId: string;
  readonly workflow: string;
  readonly status: RunStatus;
  readonly version: number;
  readonly startedAt: Instant;
  readonly changedAt: Instant;
  readonly name?: string;
  readonly customerName?: string;
  readonly shown?: { readonly [name: string]: Json };
  /** Of those that are still open, the one that the run waits for. */
  readonly command?: WaitingCommand;
  /** Who in the ERP holds the engagement, so that none of its commands goes. */
  readonly heldBy?: string;
  readonly openCommands: number;
  readonly openExceptions: number;
};

export type WaitingCommand = {
  readonly commandId: CommandId;
  readonly type: string;
  readonly system: SystemName;
  readonly state: CommandState;
  readonly attempts: number;
  /** Commands that stand before it in its queue. */
  readonly ahead: number;
  readonly notBefore?: Instant;
  readonly unknownSince?: Instant;
  readonly fault?: ItemFault;
  readonly changedAt: Instant;
};

export type CauseRow = {
  readonly code: FaultCode;
  readonly text: string;
  readonly owner: OwnerRole;
  readonly count: number;
  readonly oldestAt: Instant;
  /** The longest open ones, at most 20. */
  readonly exceptions: readonly (ExceptionView & { readonly name?: string })[];
};

export type OpenCall = {
  readonly callId: string;
  readonly system: SystemName;
  readonly slot: number;
  readonly kind: string;
  readonly itemCount: number;
  readonly nodeId: string;
  readonly startedAt: Instant;
  readonly occupiedUntil: Instant;
};

export type WorkCounts = {
  readonly commands: Readonly<Record<CommandState, number>>;
  readonly runs: Readonly<Record<RunStatus, number>>;
  readonly exceptions: readonly { readonly owner: OwnerRole; readonly count: number; readonly oldestMs: number }[];
  readonly pendingEvents: number;
  readonly oldestEventMs: number;
  readonly oldestCommandMs: number;
  readonly dirtyRows: number;
  readonly seals: readonly { readonly pairing: PairingId; readonly height: number; readonly ageMs: number }[];
};
