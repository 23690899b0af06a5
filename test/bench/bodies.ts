import { engagementIdOf } from 'shared-model/ids.ts';

import { d1, idOf, orgId, requestFor } from '../workflows/deals.ts';

/** Whose events a round of load sends, and how many in one request. */
export type EventSource = {
  readonly pairing: string;
  /** At most six letters and digits, another one for each round: no two rounds send the same event. */
  readonly round: string;
  readonly eventsPerRequest: number;
};

/** Bodies for `POST /v1/events`: deal D1 again and again, each time of another Opportunity, so that every event is new. */
export function eventBodies(source: EventSource, count: number): readonly string[] {
  const { eventsPerRequest } = source;
  return Array.from({ length: count }, (_, request) => {
    if (eventsPerRequest === 1) return eventText(source, request);
    const events = Array.from({ length: eventsPerRequest }, (_event, place) =>
      eventText(source, request * eventsPerRequest + place),
    );
    return `[${events.join(',')}]`;
  });
}

const request = requestFor(d1);
const template = JSON.stringify({
  specversion: '1.0',
  id: 'EVENT',
  source: '/pairings/PAIRING/salesforce',
  type: 'provisioning.requested',
  subject: request.engagementId,
  time: request.requestedAt,
  dataschema: '/v1/schemas/provisioning.requested/1',
  data: request,
}).replaceAll(request.engagementId, 'ENGAGEMENT');

/** Made of one text, since making each from its parts takes longer than the door takes to accept it. */
function eventText({ pairing, round }: EventSource, number: number): string {
  const place = number.toString(36).padStart(6, '0');
  const opportunityId = idOf(`006${round.padStart(6, '0')}${place}`);
  return template
    .replaceAll(d1.opportunityId, opportunityId)
    .replaceAll('ENGAGEMENT', engagementIdOf(orgId, opportunityId))
    .replace('PAIRING', pairing)
    .replace('EVENT', `${round}-${place}`);
}
