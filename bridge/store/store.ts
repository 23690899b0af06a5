import type { Json } from 'shared-model/canonical-json.ts';
import type { CommandId, EngagementId, PairingId, RunId } from 'shared-model/ids.ts';
import type { Reference } from 'shared-model/reference.ts';
import type {
  Claim,
  ClaimedBatch,
  CommandResult,
  CommandState,
  FinishedCall,
  Slot,
  SystemName,
  UnknownCommand,
} from './commands.ts';
import type {
  Acceptance,
  AcceptableEvent,
  NewCursor,
  RaisedException,
  RunToSave,
  RunWork,
  WorkChoice,
} from './runs.ts';
import type { DirtyProjection, ProjectionsClaim, ProjectionsWritten } from './shown-rows.ts';
import type { EngagementFacts, ErpStateStore } from './erp-states.ts';
import type { CommandView, EngagementView, ExceptionView, Page, PageRequest, RunView } from './views.ts';
import type { KeyOwner, SeenRecord, WatchStore } from './watched-records.ts';

export type { EngagementFacts, KeyOwner, SeenRecord };

export { lanes } from './commands.ts';
export type * from './commands.ts';
export type * from './runs.ts';
export type * from './shown-rows.ts';

/**
 * The bridge's store: every function is one atomic call (one statement, or one short transaction that awaits
 * nothing but its own statements), takes its time from the database alone, and may be repeated after a crash.
 *
 * A result that depends on what another node did meanwhile is a value (`'conflict'`, `undefined`, `false`);
 * what is thrown is a lost connection or a broken invariant. Waits are given in milliseconds and counted by the
 * database's clock. Ids of rows that the database numbers are decimal texts.
 */
export type Store = CoreStore & WatchStore & ErpStateStore;

type CoreStore = {
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
  runsWithWork(limit: number, only?: WorkChoice): Promise<readonly RunWork[]>;
  /**
   * Saves what the workflow decided, all or nothing; `conflict` when another node saved the run first, or brought
   * another attempt of the engagement to life: of all of them one at most is running, done or failed.
   */
  saveRun(run: RunToSave): Promise<'saved' | 'conflict'>;

  /** Opens an exception outside of any decision of a run; its cause is raised once while it is open. */
  raiseException(exception: RaisedException): Promise<void>;

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
    call: Slot & { nodeId: string; kind: 'find' | 'reference' | 'candidates' | 'watch' | 'state'; occupyMs: number },
  ): Promise<{ callId: string } | undefined>;
  /** Says that a call has ended at the vendor, which frees its slot. */
  closeCall(callId: string): Promise<void>;
  /** Commands whose fate nobody knows and whose next look-up is due, longest due first, at most 50. */
  unknownCommands(query: { system: SystemName; pairing: PairingId; limit: number }): Promise<readonly UnknownCommand[]>;
  /** Ends the not-knowing of commands; the same rules as `finishCall`, and `unknown` here counts one more look-up. */
  resolveUnknown(results: readonly CommandResult[]): Promise<void>;
  /** Lets a held command go on, or asks for a rejected one again, and closes its exceptions; `false` when it is neither. */
  releaseCommand(commandId: CommandId): Promise<boolean>;

  /** Tells runs by `run.condition` what keeps them from going on, where that has changed; how many were told. */
  tellConditions(pairing: PairingId): Promise<number>;

  /** Takes rows that the CRM does not show yet, that may be written again and that no other node writes now, longest dirty first. */
  claimProjections(claim: ProjectionsClaim): Promise<readonly DirtyProjection[]>;
  /** Marks what was shown; a row that changed meanwhile stays dirty. */
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

  /** Drops up to 2,000 rows of each kind that are older than they are kept; how many, and whether there are more. */
  dropOldRows(keep: KeepTimes): Promise<DroppedRows>;

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
};

/** How long ended calls, contents of events that were worked on and resolved exceptions are kept, in milliseconds. */
export type KeepTimes = { readonly callsMs: number; readonly bodiesMs: number; readonly exceptionsMs: number };
export type DroppedRows = {
  readonly calls: number;
  readonly bodies: number;
  readonly exceptions: number;
  readonly isMore: boolean;
};

export type Pairing = { readonly pairing: PairingId; readonly orgId: string; readonly accountId: string };

export type TokenLease =
  | { readonly kind: 'valid'; readonly token: string; readonly validForMs: number }
  /** This node fetches the next one; the old one, if it still counts, serves until then. */
  | { readonly kind: 'renew'; readonly fence: number; readonly old?: string }
  /** Another node is fetching it and there is no old one. */
  | { readonly kind: 'wait' };

export type DutyName = { readonly name: string; readonly pairing: PairingId };
