import type { Json } from 'shared-model/canonical-json.ts';
import type { FaultCode } from 'shared-model/faults.ts';
import type { Finding, OwnerRole } from 'shared-model/finding.ts';
import type { CommandId, EngagementId, PairingId, RunId } from 'shared-model/ids.ts';
import type { Instant } from 'shared-model/primitives.ts';
import type { Reference } from 'shared-model/reference.ts';
import type { ExternalRef } from 'shared-model/refs.ts';
import type { ItemFault } from 'shared-model/restlet.ts';
import type { NewCommand } from './commands.ts';
import type { Projection } from './shown-rows.ts';
import type { SeenRecord } from './watched-records.ts';

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
  /** Records of the ERP as they were read; kept with the cursor, so that a change is news once. */
  readonly seen?: readonly SeenRecord[];
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
  /** Whether somebody in the ERP holds the engagement. */
  readonly isHeld: boolean;
  readonly reference?: Reference;
  /** The other attempts of the engagement, by generation. */
  readonly otherRuns: readonly { readonly generation: number; readonly status: RunStatus }[];
  /** The database's time when this was read. */
  readonly now: Instant;
};

/** Which runs a node can work on now. */
export type WorkChoice = {
  /** The workflows that it knows; runs of others and of later state versions are left to newer nodes. Absent: all. */
  readonly known?: readonly {
    readonly name: string;
    readonly stateVersion: number;
    readonly begins: readonly string[];
  }[];
  /** Runs that it leaves alone for the moment. */
  readonly resting?: readonly string[];
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
  /** Keys of commands of this run that shall not go any more; only those not in flight are withdrawn (superseded), and the run is told. */
  readonly withdrawnKeys?: readonly string[];
  /** Keys of held commands that a person lets go on. */
  readonly releasedKeys?: readonly string[];
  readonly exceptions: readonly NewException[];
  /** Causes that are over, of this run's exceptions and those of earlier runs of its engagement. */
  readonly settled?: readonly string[];
  /** Whatever is open about this run, or about earlier ones of its engagement, is over. */
  readonly settledRuns?: readonly ('this' | 'earlier')[];
  readonly projections: readonly Projection[];
  readonly links: readonly NewLink[];
  /** Keys whose records are gone. */
  readonly unlinkedKeys?: readonly string[];
  /** Somebody in the ERP holds the engagement, so that none of its commands is claimed, or lets it go on. */
  readonly hold?: Hold | 'released';
  /** Events of our own that other systems may read. */
  readonly announced?: readonly Announcement[];
  /** When to look at the run again without any event, by the database's clock; absent: never. */
  readonly wakeAt?: Instant;
};

/** Who holds an engagement in the ERP, and since when. */
export type Hold = { readonly by: string; readonly at: Instant };

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

/** An exception that no decision of its run can raise. */
export type RaisedException = Omit<NewException, 'about' | 'commandKey'> & {
  readonly cause: string;
  readonly pairing: PairingId;
  readonly engagementId?: EngagementId;
  readonly runId?: RunId;
};

/** One event of our own; each type is told once in a run. */
export type Announcement = { readonly type: string; readonly data: Json };

/** An approved link from one of our keys to the record of a system; a changed link is a new version. */
export type NewLink = {
  readonly key: string;
  readonly source: { readonly type: string; readonly id: string };
  readonly ref: ExternalRef;
};
