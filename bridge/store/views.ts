import type { Json } from 'shared-model/canonical-json.ts';
import type { FaultCode } from 'shared-model/faults.ts';
import type { OwnerRole } from 'shared-model/finding.ts';
import type { CommandId, EngagementId, PairingId, RunId } from 'shared-model/ids.ts';
import type { Instant } from 'shared-model/primitives.ts';
import type { ExternalRef } from 'shared-model/refs.ts';
import type { ItemFault } from 'shared-model/restlet.ts';
import type { CommandState, Lane, SystemName } from './commands.ts';
import type { NewLink, RunStatus } from './runs.ts';
import type { Projection } from './shown-rows.ts';

export type LinkView = NewLink & { readonly version: number; readonly linkedAt: Instant };

export type PageRequest = { readonly after?: string; readonly limit: number };
export type Page<Row> = { readonly rows: readonly Row[]; readonly next?: string };

export type RunView = {
  readonly runId: RunId;
  readonly engagementId: EngagementId;
  readonly pairing: PairingId;
  readonly generation: number;
  readonly correlationId: string;
  readonly workflow: string;
  readonly workflowVersion: number;
  readonly status: RunStatus;
  readonly state: Json;
  readonly version: number;
  readonly startedAt: Instant;
  readonly changedAt: Instant;
  readonly wakeAt?: Instant;
  readonly commands: readonly CommandView[];
  readonly exceptions: readonly ExceptionView[];
};

export type EngagementView = {
  readonly engagementId: EngagementId;
  readonly pairing: PairingId;
  /** Newest generation first. */
  readonly runs: readonly Omit<RunView, 'commands' | 'exceptions'>[];
  readonly links: readonly LinkView[];
  /** What the CRM shows or will show. */
  readonly projections: readonly (Projection & { readonly version: number; readonly writtenVersion: number })[];
};

export type CommandView = {
  readonly commandId: CommandId;
  readonly key: string;
  readonly revision: number;
  readonly pairing: PairingId;
  readonly engagementId: EngagementId;
  readonly runId: RunId;
  readonly correlationId: string;
  readonly system: SystemName;
  readonly type: string;
  readonly lane: Lane;
  readonly orderKey: string;
  readonly isHead: boolean;
  readonly state: CommandState;
  readonly attempts: number;
  readonly fence: number;
  readonly notBefore?: Instant;
  readonly fault?: ItemFault;
  readonly ref?: ExternalRef;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
};

export type ExceptionView = {
  readonly exceptionId: string;
  readonly pairing: PairingId;
  readonly engagementId?: EngagementId;
  readonly runId?: RunId;
  readonly commandId?: CommandId;
  readonly code: FaultCode;
  readonly text: string;
  readonly owner: OwnerRole;
  readonly detail?: Json;
  readonly state: 'open' | 'resolved';
  readonly raisedAt: Instant;
  readonly resolvedAt?: Instant;
  /** A person who closed it, and what they said; absent where the bridge saw its end by itself. */
  readonly resolvedBy?: string;
  readonly comment?: string;
};
