import type { Json } from 'shared-model/canonical-json.ts';
import type { Finding } from 'shared-model/finding.ts';
import type { CommandId, EngagementId, PairingId } from 'shared-model/ids.ts';
import type { Instant } from 'shared-model/primitives.ts';
import type { ExternalRef } from 'shared-model/refs.ts';
import type { ItemFault } from 'shared-model/restlet.ts';

export type SystemName = 'netsuite' | 'salesforce';

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

export type Slot = { readonly pairing: PairingId; readonly system: SystemName; readonly slot: number };

export type Claim = Slot & {
  readonly nodeId: string;
  /** At most 50. */
  readonly maxItems: number;
  /** The lanes to serve, most urgent first. */
  readonly lanes: readonly Lane[];
  /** The command types this node knows; others are left to newer nodes. */
  readonly types: readonly string[];
  /** What the call may take at the vendor and what each type takes, in milliseconds; the first item goes in any case. */
  readonly script?: { readonly budgetMs: number; readonly expectedMs: ScriptTimes; readonly otherMs: number };
  /** Only commands of runs of these engagements: the next step of those that had the slot before. */
  readonly engagements?: readonly EngagementId[];
  /** How long the slot stays taken when nobody says that the call has ended (script limit or the kind's p99.9). */
  readonly occupyMs: number;
};

/** Milliseconds of one item by command type. */
export type ScriptTimes = { readonly [type: string]: number };

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
  /** The fault that it has met last, and for how long it has met no other and no end. */
  readonly lastFault?: { readonly code: string; readonly forMs: number };
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
  | { readonly kind: 'rejected'; readonly fault: ItemFault; readonly findings?: readonly Finding[] }
  /** `ledgerFence`: the one that the vendor holds; the next claim is above it. */
  | { readonly kind: 'held'; readonly fault: ItemFault; readonly ledgerFence?: number }
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
