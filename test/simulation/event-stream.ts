import type { CrmEvents, EventStep, EventStream } from '#connectors/connector.ts';
import type { Org } from '../sandbox/salesforce/org.ts';
import type { Disturbances } from './disturbances.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';

type Parts = { org: Org; scheduler: Scheduler; trace: Trace; disturbances: Disturbances };

const channel = '/event/Provision_Requested__e';
/** How often a listener looks, in virtual milliseconds; nothing else moves while it waits. */
const lookMs = 2_000;
const mostEvents = 50;

/**
 * The org's doorbells as one node hears them: the real bus, and in place of the network the hand of the schedule, which
 * drops the stream or says that its place is lost, as the seed wants.
 */
export function simulatedEvents(actor: string, parts: Parts): CrmEvents {
  return { subscribe: (after) => openStream(actor, parts, after) };
}

function openStream(
  actor: string,
  { org, scheduler, trace, disturbances }: Parts,
  after: string | undefined,
): EventStream {
  const { events: bus } = org.pubsub.state;
  let place = after === undefined ? 0 : Number(after);
  let isOver = after !== undefined && !bus.isKnown(place);
  const told = (step: EventStep): EventStep => {
    trace.add(scheduler.now(), actor, 'hears of events', step);
    return step;
  };
  return {
    next: async () => {
      if (isOver) return told(lost);
      await scheduler.step(actor, 'listens for events');
      for (;;) {
        if (isOver) return told(closed);
        const events = bus.after(place, mostEvents).filter((event) => event.channel === channel);
        if (events.length > 0) {
          const fate = disturbances.forStream();
          isOver = fate !== 'none';
          if (isOver) return told(fate === 'stream-reset' ? lost : dropped);
          place = events.at(-1)?.replayId ?? place;
          const requestIds = [...new Set(events.map(({ payload }) => String(payload.Request_Id__c)))];
          return told({ kind: 'events', requestIds, position: String(place) });
        }
        await scheduler.sleep(actor, lookMs);
      }
    },
    close: () => {
      isOver = true;
    },
  };
}

const ended = { kind: 'ended', fault: 'crm.unreachable' } as const;
const dropped: EventStep = { ...ended, isPositionLost: false, vendorCode: 'dropped' };
const closed: EventStep = { ...ended, isPositionLost: false, vendorCode: 'closed' };
const lost: EventStep = { ...ended, isPositionLost: true, vendorCode: 'replayid.corrupted' };
