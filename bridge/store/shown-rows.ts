import type { Json } from 'shared-model/canonical-json.ts';
import type { PairingId } from 'shared-model/ids.ts';
import type { Instant } from 'shared-model/primitives.ts';
import type { ItemFault } from 'shared-model/restlet.ts';

/** One row the CRM shows; `values` without the version, which the store counts. Equal values make no new version. */
export type Projection = {
  readonly key: string;
  readonly kind: string;
  readonly values: { readonly [name: string]: Json };
  /** The run hears by `row.shown` when these values or later ones stand in the CRM, or cannot. */
  readonly tellsRun?: true;
};

export type DirtyProjection = Omit<Projection, 'tellsRun'> & {
  readonly version: number;
  readonly markedAt: Instant;
  /** For how long the CRM has shown something else, in milliseconds. */
  readonly dirtyForMs: number;
  readonly failedAttempts: number;
};

export type ProjectionsClaim = {
  readonly pairing: PairingId;
  readonly nodeId: string;
  /** The kinds that this node knows; others are left to newer nodes. */
  readonly kinds: readonly string[];
  /** At most 200. */
  readonly limit: number;
  /** When no node has said by then what became of a row, another may write it. */
  readonly leaseMs: number;
};

export type ProjectionsWritten = { readonly pairing: PairingId; readonly rows: readonly WrittenRow[] };

export type WrittenRow = {
  readonly key: string;
  readonly version: number;
  /** `superseded`: the CRM holds a newer one; `failed`: tried again after `restMs`. */
  readonly result: 'written' | 'superseded' | 'failed';
  /** The version that the CRM holds; one above ours means that our database is older, and we count on from there. */
  readonly heldVersion?: number;
  /** The row rests for so long before its next write. */
  readonly restMs: number;
  /** Why a person must look: an exception is open until the row is written, and the run that wants to hear does. */
  readonly refusal?: ItemFault;
};
