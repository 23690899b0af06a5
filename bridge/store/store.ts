import type { Json } from 'shared-model/canonical-json.ts';
import type { FaultCode } from 'shared-model/faults.ts';
import type { Finding, OwnerRole } from 'shared-model/finding.ts';
import type { CommandId, EngagementId, PairingId, RunId } from 'shared-model/ids.ts';
import type { Instant } from 'shared-model/primitives.ts';
import type { Reference } from 'shared-model/reference.ts';
import type { ExternalRef } from 'shared-model/refs.ts';
import type { ItemFault } from 'shared-model/restlet.ts';
import type { Backlog, CommandView, EngagementView, ExceptionView, Page, PageRequest, RunView } from './views.ts';

/**
 * The bridge's store: every function is one atomic call (one statement, or one short transaction that awaits
 * nothing but its own statements), takes its time from the database alone, and may be repeated after a crash.
 *
 * A result that depends on what another node did meanwhile is a value (`'conflict'`, `undefined`, `false`);
 * what is thrown is a lost connection or a broken invariant. Waits are given in milliseconds and counted by the
 * database's clock. Ids of rows that the database numbers are decimal texts.
 */
export type Store = {
  /** Makes the pairing known, or finds it; the same org and account always give the same one. */
  ensurePairing(pairing: { orgId: string; accountId: string }): Promise<PairingId>;
  /** Every pairing, in the order of its id. */
  pairings(): Promise<readonly Pairing[]>;

  /**
   * Stores events once and for ever, with the feed's cursor in the same transaction; answers in the order given, at
   * most 500 a call. Events of several calls share a flush. `busy` means not stored, the queue is full: try again later.
   */
  acceptEvents(events: readonly AcceptableEvent[], cursor?: NewCursor): Promise<readonly Acceptance[]>;
  /** How far a feed was read, or nothing when it never was. */
  readCursor(feed: string, pairing: PairingId): Promise<Json | undefined>;

  /** Runs with events that nobody has worked on, or whose time has come, oldest work first; at most 100 events each. */
  runsWithWork(limit: number): Promise<readonly RunWork[]>;
  /**
   * Saves what the workflow decided, all or nothing; `conflict` when another node saved the run first, or brought
   * another attempt of the engagement to life: of all of them one at most is running, done or failed.
   */
  saveRun(run: RunToSave): Promise<'saved' | 'conflict'>;

  /** Takes slot k of the system's account on this node's own session; `false` when another holds it, or this node does. */
  tryLockSlot(slot: Slot): Promise<boolean>;
  /** Gives the slot back; a slot with an open call stays taken for everyone until that call has ended. */
  unlockSlot(slot: Slot): Promise<void>;
  /** Says that this node lives; call it first at start, then every 5 s or more often. `false` when its slots are lost: lock anew. */
  beat(nodeId: string): Promise<boolean>;
  /** Ends the sessions of nodes that were silent for so long (15 s) and makes what they had in flight unknown; how many. */
  buryNodes(options: { nodeId: string; silentMs: number }): Promise<number>;

  /**
   * Leases the next commands and opens their call row in one statement; nothing when there is no work or the slot
   * is still taken by a call that has not ended. Heads go by lane, then age; followers of an order key go with their head.
   */
  claimCommands(claim: Claim): Promise<ClaimedBatch | undefined>;
  /** Writes what became of a call's commands, tells their runs, and passes the head on; a result with an old fence is ignored. */
  finishCall(call: FinishedCall): Promise<void>;
  /** Opens a call row for a look-up or a read, which count against the account too; nothing when the slot is still taken. */
  openCall(
    call: Slot & { nodeId: string; kind: 'find' | 'reference'; occupyMs: number },
  ): Promise<{ callId: string } | undefined>;
  /** Says that a call has ended at the vendor, which frees its slot. */
  closeCall(callId: string): Promise<void>;
  /** Commands whose fate nobody knows and whose next look-up is due, longest due first, at most 50. */
  unknownCommands(query: { system: SystemName; pairing: PairingId; limit: number }): Promise<readonly UnknownCommand[]>;
  /** Ends the not-knowing of commands; the same rules as `finishCall`, and `unknown` here counts one more look-up. */
  resolveUnknown(results: readonly CommandResult[]): Promise<void>;
  /** Lets a held command go on, or asks for a rejected one again, and closes its exceptions; `false` when it is neither. */
  releaseCommand(commandId: CommandId): Promise<boolean>;

  /** Rows that the CRM does not show yet and that may be written again, longest dirty first. */
  dirtyProjections(query: { pairing: PairingId; limit: number }): Promise<readonly DirtyProjection[]>;
  /** Marks what was shown; a row that changed meanwhile stays dirty. Each row rests for `restMs` before its next write. */
  projectionsWritten(written: ProjectionsWritten): Promise<void>;

  /** Keeps the newest reference rows of a pairing; older ones than those kept are ignored. */
  saveReference(pairing: PairingId, reference: Reference): Promise<void>;
  readReference(pairing: PairingId): Promise<Reference | undefined>;

  /** The token of a pairing's system, and whether this node is the one that fetches the next. */
  leaseToken(lease: {
    pairing: PairingId;
    system: SystemName;
    renewBeforeMs: number;
    leaseMs: number;
  }): Promise<TokenLease>;
  /** Keeps a new token; ignored when the lease was lost to another node meanwhile. */
  saveToken(token: {
    pairing: PairingId;
    system: SystemName;
    fence: number;
    token: string;
    validMs: number;
  }): Promise<void>;
  /** Forgets a token that the vendor refused, unless a newer one has come. */
  dropToken(token: { pairing: PairingId; system: SystemName; token: string }): Promise<void>;

  /** Takes a periodic task that is due and that no other living node does; a node that was started again takes its own. */
  claimDuty(duty: DutyName & { nodeId: string; leaseMs: number }): Promise<{ fence: number } | undefined>;
  /** Keeps a duty for longer; `false` when it was lost. */
  renewDuty(duty: DutyName & { fence: number; leaseMs: number }): Promise<boolean>;
  /** Ends a duty's turn; the next is due after so long. */
  finishDuty(duty: DutyName & { fence: number; nextAfterMs: number }): Promise<void>;

  engagementById(engagementId: EngagementId): Promise<EngagementView | undefined>;
  /** The engagement of a record of the CRM, by any pairing that knows it. */
  engagementBySource(source: { system: 'salesforce'; id: string }): Promise<EngagementView | undefined>;
  runById(runId: RunId): Promise<RunView | undefined>;
  /** Commands, newest first, at most 100 a page. */
  listCommands(query: { state?: CommandState; pairing?: PairingId; page: PageRequest }): Promise<Page<CommandView>>;
  /** Exceptions, newest first, at most 100 a page. */
  listExceptions(query: {
    state?: 'open' | 'resolved';
    pairing?: PairingId;
    page: PageRequest;
  }): Promise<Page<ExceptionView>>;
  /** What waits and for how long, for health and alarms. */
  readBacklog(): Promise<Backlog>;
};

export type SystemName = 'netsuite' | 'salesforce';
export type Pairing = { readonly pairing: PairingId; readonly orgId: string; readonly accountId: string };

/** An event that passed the door: parsed, sized, without what PostgreSQL cannot hold. */
export type AcceptableEvent = {
  readonly pairing: PairingId;
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly time: Instant;
  readonly subject: EngagementId;
  readonly generation: number;
  readonly correlationId: string;
  readonly causationId?: string;
  readonly data: Json;
  /** The envelope's own bytes as UTF-8 text. */
  readonly raw: string;
};

/** `repeated`: the same id and content came before; `conflict`: other content (an exception is raised); `refused`: it cannot be stored (an exception is raised). */
export type Acceptance = {
  readonly acceptance: 'accepted' | 'repeated' | 'conflict' | 'refused' | 'busy';
  readonly eventId: string;
  readonly engagementId: EngagementId;
  readonly runId: RunId;
};

/** A cursor of a fenced duty moves only for the highest fence that ever moved it. */
export type NewCursor = {
  readonly feed: string;
  readonly pairing: PairingId;
  readonly position: Json;
  readonly fence?: number;
};

export type StoredEvent = {
  readonly eventId: string;
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly time: Instant;
  readonly acceptedAt: Instant;
  readonly correlationId: string;
  readonly causationId?: string;
  readonly data: Json;
};

/** The data of `command.finished`, the event that a command's end, or its being held, becomes for its runs. */
export type CommandFinished = {
  readonly commandId: CommandId;
  readonly key: string;
  readonly revision: number;
  readonly command: string;
  readonly outcome: 'applied' | 'superseded' | 'rejected' | 'held';
  /** Attempts that counted. */
  readonly attempts: number;
  readonly ref?: ExternalRef;
  readonly fault?: ItemFault;
  readonly findings?: readonly Finding[];
  /** Rejected, and nothing stands under the key. */
  readonly isUntouched?: true;
};

/** A run's present state and what it has to work on. A run that was never saved has version 0 and no state. */
export type RunWork = {
  readonly runId: RunId;
  readonly engagementId: EngagementId;
  readonly pairing: PairingId;
  readonly generation: number;
  readonly correlationId: string;
  readonly workflow?: string;
  readonly state?: Json;
  readonly stateVersion: number;
  readonly version: number;
  /** In the order of their arrival. */
  readonly events: readonly StoredEvent[];
  readonly isWakeDue: boolean;
  readonly reference?: Reference;
  /** The other attempts of the engagement, by generation. */
  readonly otherRuns: readonly { readonly generation: number; readonly status: RunStatus }[];
  /** The database's time when this was read. */
  readonly now: Instant;
};

/** `ended`: over, and nothing of this attempt stands in the ERP under its generation. */
export type RunStatus = 'running' | 'done' | 'not-ready' | 'failed' | 'ended';

export type RunToSave = {
  readonly runId: RunId;
  readonly engagementId: EngagementId;
  readonly pairing: PairingId;
  readonly generation: number;
  readonly correlationId: string;
  readonly workflow: string;
  readonly workflowVersion: number;
  /** The version that was read; 0 for a run that was never saved. */
  readonly expectedVersion: number;
  readonly state: Json;
  readonly stateVersion: number;
  readonly status: RunStatus;
  readonly handledEventIds: readonly string[];
  readonly commands: readonly NewCommand[];
  /** Keys of commands of this run that shall not go any more; only those not in flight are withdrawn (superseded). */
  readonly withdrawnKeys?: readonly string[];
  readonly exceptions: readonly NewException[];
  /** Causes that are over, of this run's exceptions and those of earlier runs of its engagement. */
  readonly settled?: readonly string[];
  readonly projections: readonly Projection[];
  readonly links: readonly NewLink[];
  /** When to look at the run again without any event, by the database's clock; absent: never. */
  readonly wakeAt?: Instant;
};

export const lanes = ['interactive', 'close-critical', 'postings', 'forecasts', 'history'] as const;
export type Lane = (typeof lanes)[number];

/**
 * One thing one system is asked to do. The same key and revision again joins the one that is there (its run is told
 * the outcome, at once when it is known) and asks anew for one that was rejected or withdrawn; a higher revision
 * supersedes a lower one that is not in flight; a lower one joins the higher.
 */
export type NewCommand = {
  readonly key: string;
  readonly revision: number;
  readonly system: SystemName;
  readonly type: string;
  readonly lane: Lane;
  /** The one target record that must see its commands in turn. Commands of one key stand in the order given. */
  readonly orderKey: string;
  readonly payload: Json;
  readonly causationId?: string;
};

export type CommandState = 'waiting' | 'held' | 'leased' | 'staged' | 'unknown' | 'applied' | 'superseded' | 'rejected';

/** `about` names the cause: while it is open, the same cause of the same run is raised once. */
export type NewException = {
  readonly about: string;
  /** The key of the command of this run that it is about. */
  readonly commandKey?: string;
  readonly code: FaultCode;
  readonly text: string;
  readonly owner: OwnerRole;
  readonly detail?: Json;
};

/** One row the CRM shows; `values` without the version, which the store counts. Equal values make no new version. */
export type Projection = {
  readonly key: string;
  readonly kind: string;
  readonly values: { readonly [name: string]: Json };
};
export type DirtyProjection = Projection & {
  readonly version: number;
  readonly markedAt: Instant;
  readonly failedAttempts: number;
};
export type ProjectionsWritten = {
  readonly pairing: PairingId;
  /** `superseded`: the CRM holds a newer one; `failed`: tried again after `restMs`. */
  readonly rows: readonly {
    readonly key: string;
    readonly version: number;
    readonly result: 'written' | 'superseded' | 'failed';
  }[];
  readonly restMs: number;
};

/** An approved link from one of our keys to the record of a system; a changed link is a new version. */
export type NewLink = {
  readonly key: string;
  readonly source: { readonly type: string; readonly id: string };
  readonly ref: ExternalRef;
};

export type Slot = { readonly pairing: PairingId; readonly system: SystemName; readonly slot: number };

export type Claim = Slot & {
  readonly nodeId: string;
  /** At most 50. */
  readonly maxItems: number;
  /** The lanes to serve, most urgent first. */
  readonly lanes: readonly Lane[];
  /** The command types this node knows; others are left to newer nodes. */
  readonly types: readonly string[];
  /** How long the slot stays taken when nobody says that the call has ended (script limit or the kind's p99.9). */
  readonly occupyMs: number;
};

export type ClaimedCommand = {
  readonly commandId: CommandId;
  readonly key: string;
  readonly revision: number;
  readonly fence: number;
  readonly type: string;
  readonly payload: Json;
  readonly lane: Lane;
  readonly orderKey: string;
  /** Attempts that counted before this one. */
  readonly attempts: number;
  readonly engagementId: EngagementId;
  readonly correlationId: string;
};

export type ClaimedBatch = { readonly callId: string; readonly commands: readonly ClaimedCommand[] };

/** How one attempt ended for us. `rejected` and `held` raise an exception with the owner of the fault. */
export type Outcome =
  | {
      readonly kind: 'applied';
      readonly ref?: ExternalRef;
      readonly findings?: readonly Finding[];
      readonly wasRepeated?: boolean;
    }
  | { readonly kind: 'superseded'; readonly ref?: ExternalRef }
  | {
      readonly kind: 'rejected';
      readonly fault: ItemFault;
      readonly findings?: readonly Finding[];
      /** Nothing stands under the key, and no earlier call has begun to write it. */
      readonly isUntouched?: true;
    }
  | { readonly kind: 'held'; readonly fault: ItemFault }
  | { readonly kind: 'waiting'; readonly waitMs: number; readonly countsAttempt: boolean; readonly fault?: ItemFault }
  /** `waitMs`: the next look-up is not before. */
  | { readonly kind: 'unknown'; readonly waitMs?: number; readonly fault?: ItemFault };

export type CommandResult = { readonly commandId: CommandId; readonly fence: number; readonly outcome: Outcome };

export type FinishedCall = {
  readonly callId: string;
  readonly nodeId: string;
  readonly results: readonly CommandResult[];
  /** The script may still run at the vendor: the call row stays open and its slot taken. */
  readonly isStillOpen?: boolean;
};

export type UnknownCommand = ClaimedCommand & {
  readonly callId: string;
  readonly unknownSince: Instant;
  readonly lookups: number;
};

export type TokenLease =
  | { readonly kind: 'valid'; readonly token: string; readonly validForMs: number }
  /** This node fetches the next one; the old one, if it still counts, serves until then. */
  | { readonly kind: 'renew'; readonly fence: number; readonly old?: string }
  /** Another node is fetching it and there is no old one. */
  | { readonly kind: 'wait' };

export type DutyName = { readonly name: string; readonly pairing: PairingId };
