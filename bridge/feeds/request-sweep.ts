import type { Json } from 'shared-model/canonical-json.ts';
import { canonicalJson } from 'shared-model/canonical-json.ts';
import type { FaultCode } from 'shared-model/faults.ts';
import { sha256Hex } from 'shared-model/hash.ts';
import type { PairingId } from 'shared-model/ids.ts';
import { engagementIdOf } from 'shared-model/ids.ts';

import type { CallFailure, CrmConnector, OpenRequest } from '#connectors/connector.ts';
import type { Log } from '#log.ts';
import type { AcceptableEvent, Store } from '#store/store.ts';
import type { World } from '#world.ts';

export type SweepSeams = {
  readonly store: Pick<Store, 'claimDuty' | 'finishDuty' | 'acceptEvents'>;
  readonly crm: CrmConnector;
  readonly world: Pick<World, 'now' | 'newId'>;
  readonly log: Log;
  readonly nodeId: string;
  readonly pairing: PairingId;
  readonly orgId: string;
  /** Between two sweeps, in milliseconds. */
  readonly everyMs: number;
};

const duty = 'request-sweep';
const leaseMs = 60_000;
/** After a failed sweep the next one waits at least this long, so that a busy org is left alone. */
const restMs = 5_000;

/**
 * Finds the requests that people made in the CRM and that no run has taken up, and accepts each with its deal.
 *
 * One node at a time; a request swept twice gives the same event id, so nothing happens twice. A request whose deal
 * cannot be read, or whose requester may no longer ask, becomes an event too, so that its card gets an answer.
 */
export async function sweepRequests(seams: SweepSeams): Promise<boolean> {
  const name = { name: duty, pairing: seams.pairing };
  const claim = await seams.store.claimDuty({ ...name, nodeId: seams.nodeId, leaseMs });
  if (claim === undefined) return false;
  const result = await sweepOnce(seams);
  const nextAfterMs = result === 'failed' ? Math.max(seams.everyMs, restMs) : seams.everyMs;
  await seams.store.finishDuty({ ...name, fence: claim.fence, nextAfterMs });
  return result === 'found';
}

async function sweepOnce(seams: SweepSeams): Promise<'found' | 'nothing' | 'failed'> {
  const correlationId = seams.world.newId();
  const open = await seams.crm.openRequests({ correlationId });
  if (open.kind !== 'answered') {
    seams.log('sweep.failed', {
      correlationId,
      fault: open.fault,
      vendorCode: vendorCodeOf(open),
      pairing: seams.pairing,
    });
    return 'failed';
  }
  const events: AcceptableEvent[] = [];
  for (const request of open.requests) {
    const event = await eventOf(seams, request);
    if (event !== undefined) events.push(event);
  }
  if (events.length === 0) return open.requests.length === 0 ? 'nothing' : 'failed';
  const acceptances = await seams.store.acceptEvents(events);
  const accepted = acceptances.filter(({ acceptance }) => acceptance === 'accepted').length;
  if (accepted > 0) seams.log('requests.accepted', { correlationId, count: accepted, pairing: seams.pairing });
  return accepted > 0 ? 'found' : 'nothing';
}

function vendorCodeOf(failure: CallFailure): string | undefined {
  return failure.kind === 'refused' ? failure.vendorCode : undefined;
}

/** Nothing when the CRM did not answer; the next sweep asks again. */
async function eventOf(seams: SweepSeams, request: OpenRequest): Promise<AcceptableEvent | undefined> {
  if (!request.isAllowed) {
    const text = `${request.requestedBy.name} may not provision projects any more`;
    return refusedEvent(seams, request, 'crm.requester-not-allowed', text);
  }
  const result = await seams.crm.readDeal(request.opportunityId, { correlationId: request.requestId });
  if (result.kind === 'unreadable') return refusedEvent(seams, request, result.fault.code, result.fault.text);
  if (result.kind !== 'answered') {
    seams.log('deal.not-read', { requestId: request.requestId, fault: result.fault, vendorCode: vendorCodeOf(result) });
    return undefined;
  }
  const { requestId, requestKey, requestedBy, requestedAt, generation } = request;
  const engagementId = engagementIdOf(seams.orgId, request.opportunityId);
  const { deal } = result;
  // A part that was removed leaves no stamp behind, but the request that follows does.
  const revision = Math.max(result.revision, Date.parse(requestedAt));
  return envelope(seams, request, 'provisioning.requested', {
    engagementId,
    generation,
    revision,
    requestId,
    requestKey,
    requestedBy,
    requestedAt,
    deal,
  });
}

function refusedEvent(seams: SweepSeams, request: OpenRequest, code: FaultCode, text: string): AcceptableEvent {
  const { requestId, opportunityId, generation } = request;
  const engagementId = engagementIdOf(seams.orgId, opportunityId);
  const fault = { code, text };
  return envelope(seams, request, 'provisioning.refused', {
    engagementId,
    generation,
    requestId,
    opportunityId,
    fault,
  });
}

/** The id holds a hash of the content: the same request with the same deal is the same event, wherever it is read. */
function envelope(seams: SweepSeams, request: OpenRequest, type: string, data: Json): AcceptableEvent {
  const contentHash = sha256Hex(canonicalJson(data)).slice(0, 16);
  const event = {
    pairing: seams.pairing,
    source: `/pairings/${seams.pairing}/salesforce`,
    id: `${request.requestId}:${contentHash}`,
    type,
    time: request.requestedAt,
    subject: engagementIdOf(seams.orgId, request.opportunityId),
    generation: request.generation,
    correlationId: request.requestId,
    data,
  };
  return { ...event, raw: canonicalJson({ specversion: '1.0', ...event }) };
}
