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

type NewEvent = Omit<PlatformEvent, 'replayId'>;

/** What the bus does to one event; `hold` keeps it until the next one of its channel, or for so many milliseconds. */
export type EventFate = { kind: 'lose' | 'repeat' } | { kind: 'hold'; ms: number };

/** The event bus: what was published in the last 72 hours. */
export type EventLog = {
  /** @returns the event with its place, which it has also when the bus loses it */
  append(event: NewEvent): PlatformEvent;
  /** Events after a replay id, oldest first, at most `limit`. */
  after(replayId: number, limit: number): readonly PlatformEvent[];
  /** The end of the stream as it is now, which a subscriber may later go on from. */
  end(): number;
  /** Whether a subscriber may go on from here: the place was given out in the last 72 hours and the stream not reset since. */
  isKnown(replayId: number): boolean;
  /** Calls back whenever something has changed; answers how to stop that. */
  listen(changed: () => void): () => void;
  clear(): void;
};

/** Source: Platform Events Developer Guide, "High-volume platform events are stored for 72 hours". */
const retentionMs = 72 * 3_600_000;

/**
 * Creates an empty bus. Replay ids go on growing over a reset, and those of before it are not known any more.
 *
 * @param fateOf what happens to an event on its way into the stream; nothing when it is left out
 */
export function createEventLog(clock: SandboxClock, fateOf?: (event: NewEvent) => EventFate | undefined): EventLog {
  let events: PlatformEvent[] = [];
  let held: { event: PlatformEvent; until: number }[] = [];
  let lastReplayId = 0;
  /** When each place was given out. */
  const places = new Map<number, number>();
  const listeners = new Set<() => void>();

  const nextPlace = (): number => {
    // A gap of one between ids keeps subscribers from counting on contiguous ones.
    lastReplayId += 2;
    places.set(lastReplayId, clock.now());
    return lastReplayId;
  };
  const release = (isDue: (one: { event: PlatformEvent; until: number }) => boolean): void => {
    const due = held.filter(isDue);
    held = held.filter((one) => !isDue(one));
    for (const { event } of due) events.push({ ...event, replayId: nextPlace() });
  };
  const forget = (): void => {
    const oldest = clock.now() - retentionMs;
    events = events.filter((event) => Date.parse(event.createdDate) > oldest);
    for (const [place, at] of places) if (at <= oldest) places.delete(place);
  };
  const changed = (): void => {
    for (const listener of listeners) listener();
  };

  return {
    append: (given) => {
      forget();
      const fate = fateOf?.(given);
      const event = { replayId: nextPlace(), ...given };
      if (fate?.kind === 'hold') held.push({ event, until: clock.now() + fate.ms });
      else if (fate?.kind !== 'lose') events.push(event);
      if (fate?.kind === 'repeat') events.push({ ...event, replayId: nextPlace() });
      if (fate?.kind !== 'hold') release((one) => one.event.channel === given.channel);
      changed();
      return event;
    },
    after: (replayId, limit) => {
      release(({ until }) => until <= clock.now());
      forget();
      return events.filter((event) => event.replayId > replayId).slice(0, limit);
    },
    end: nextPlace,
    isKnown: (replayId) => {
      forget();
      return places.has(replayId);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    clear: () => {
      events = [];
      held = [];
      places.clear();
      changed();
    },
  };
}
