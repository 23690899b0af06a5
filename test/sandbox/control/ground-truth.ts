import type { SandboxClock } from './clock.ts';

/** One committed write of a platform: what it *did*, whatever it answered. */
export type GroundTruthEntry = {
  /** Grows by one with every entry and never starts again, not even at a reset. */
  sequence: number;
  /** ISO 8601, UTC, by the sandbox clock. */
  time: string;
  operation: 'create' | 'update' | 'delete' | 'reset';
  /** The platform's own record type in lower case; empty for a reset. */
  type: string;
  id: string;
  externalId?: string;
  values: Record<string, unknown>;
  actor: string;
  execution?: string;
  requestId?: string;
};

/** The append-only log of what one platform committed. It grows for as long as the sandbox runs. */
export type GroundTruth = {
  append(entry: Omit<GroundTruthEntry, 'sequence' | 'time'>): GroundTruthEntry;
  /** Every entry with a sequence above `sequence`, oldest first. */
  after(sequence: number): readonly GroundTruthEntry[];
};

/** Creates an empty log; a side calls `append` in the commit of the record, never after the answer. */
export function createGroundTruth(clock: SandboxClock): GroundTruth {
  const entries: GroundTruthEntry[] = [];
  return {
    append: (entry) => {
      const written = { sequence: entries.length + 1, time: new Date(clock.now()).toISOString(), ...entry };
      entries.push(written);
      return written;
    },
    after: (sequence) => entries.slice(Math.max(0, sequence)),
  };
}
