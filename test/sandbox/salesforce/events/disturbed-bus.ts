import type { Faults } from '../../control/faults.ts';
import type { EventFate } from '../records/event-log.ts';
import type { Value } from '../records/record.ts';

/** How long an event is held back at most, so that a later one overtakes it. */
const usualHoldMs = 2_000;

type Published = { channel: string; payload: Readonly<Record<string, Value | null>> };

/** What the disturbances that are set do to one event: `lose`, `repeat` or `reorder`. Any text in it may be the key. */
export function eventFate(faults: Faults, { channel, payload }: Published): EventFate | undefined {
  const keys = Object.values(payload).map(String);
  const request = { path: channel, recordType: channel.replace('/event/', ''), key: keys };
  const fault = faults.take(['lose', 'repeat', 'reorder'], request);
  if (fault === undefined) return undefined;
  if (fault.kind === 'reorder') return { kind: 'hold', ms: fault.ms ?? usualHoldMs };
  return { kind: fault.kind === 'lose' ? 'lose' : 'repeat' };
}
