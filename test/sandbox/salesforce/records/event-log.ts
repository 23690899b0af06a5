import type { SandboxClock } from '../../control/clock.ts';
import type { Value } from './record.ts';

/** One published event. */
export type PlatformEvent = {
  /** Grows, with gaps; opaque to subscribers. */
  replayId: number;
  channel: string;
  eventUuid: string;
  /** ISO 8601, UTC. */
  createdDate: string;
  createdById: string;
  payload: Readonly<Record<string, Value | null>>;
};

/** The event bus: what was published in the last 72 hours. */
export type EventLog = {
  append(event: Omit<PlatformEvent, 'replayId'>): PlatformEvent;
  /** Events after a replay id, oldest first, at most `limit`. */
  after(replayId: number, limit: number): readonly PlatformEvent[];
  clear(): void;
};

/** Source: Platform Events Developer Guide, "High-volume platform events are stored for 72 hours". */
const retentionMs = 72 * 3_600_000;

/** Creates an empty bus. Replay ids go on growing over a reset. */
export function createEventLog(clock: SandboxClock): EventLog {
  let events: PlatformEvent[] = [];
  let lastReplayId = 0;
  const kept = () => {
    const oldest = clock.now() - retentionMs;
    events = events.filter((event) => Date.parse(event.createdDate) > oldest);
    return events;
  };
  return {
    append: (event) => {
      // A gap of one between ids keeps subscribers from counting on contiguous ones.
      lastReplayId += 2;
      const published = { replayId: lastReplayId, ...event };
      kept().push(published);
      return published;
    },
    after: (replayId, limit) =>
      kept()
        .filter((event) => event.replayId > replayId)
        .slice(0, limit),
    clear: () => {
      events = [];
    },
  };
}
