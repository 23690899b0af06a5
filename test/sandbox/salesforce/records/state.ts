import type { SandboxClock } from '../../control/clock.ts';
import type { GroundTruth } from '../../control/ground-truth.ts';
import type { OrgAssumptions } from '../assumptions.ts';
import type { Metadata } from '../metadata/metadata.ts';
import type { EventLog, PlatformEvent } from './event-log.ts';
import type { RecordStore } from './store.ts';

/** What the org consists of while it runs; a reset makes a new store and raises the epoch. */
export type OrgState = {
  readonly metadata: Metadata;
  readonly assumptions: OrgAssumptions;
  readonly clock: SandboxClock;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly groundTruth: GroundTruth;
  readonly events: EventLog;
  /** How far queries run behind the commits, in milliseconds. */
  readonly lagMs: () => number;
  store: RecordStore;
  /** How often the org was reset. */
  epoch: number;
  /** Events that wait for the commit of the running transaction. */
  waitingEvents: Omit<PlatformEvent, 'replayId'>[];
};
