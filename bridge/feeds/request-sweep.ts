import type { Json } from 'shared-model/canonical-json.ts';
import { canonicalJson } from 'shared-model/canonical-json.ts';
import type { FaultCode } from 'shared-model/faults.ts';
import { sha256Hex } from 'shared-model/hash.ts';
import type { PairingId } from 'shared-model/ids.ts';
import { engagementIdOf } from 'shared-model/ids.ts';

import type { CallFailure, CrmConnector, DealResult, OpenRequest } from '#connectors/connector.ts';
import type { Log } from '#log.ts';
import type { AcceptableEvent, Store } from '#store/store.ts';
import type { World } from '#world.ts';

/** What it takes to read a request back from the CRM. */
export type ReadBackSeams = {
  readonly crm: CrmConnector;
  readonly log: Log;
  readonly pairing: PairingId;
  readonly orgId: string;
};

export type SweepSeams = ReadBackSeams & {
  readonly store: Pick<Store, 'claimDuty' | 'finishDuty' | 'acceptEvents'>;
  readonly world: Pick<World, 'now' | 'newId'>;
  readonly nodeId: string;
  /** Between two sweeps, in milliseconds. */
  readonly everyMs: number;
};

const duty = 'request-sweep';
const leaseMs = 60_000;
/** After a failed sweep the next one waits at least this long, so that a busy org is left alone. */
const restMs = 5_000;
/** While the CRM's daily calls run short, sweeps are rarer; a doorbell is answered at once all the same. */
const reservedFactor = 10;

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
  const everyMs = seams.crm.quota()?.isReserved === true ? seams.everyMs * reservedFactor : seams.everyMs;
  const nextAfterMs = result === 'failed' ? Math.max(everyMs, restMs) : everyMs;
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
  const { events } = await eventsOf(seams, open.requests);
  if (events.length === 0) return open.requests.length === 0 ? 'nothing' : 'failed';
  const acceptances = await seams.store.acceptEvents(events);
  const accepted = acceptances.filter(({ acceptance }) => acceptance === 'accepted').length;
  if (accepted > 0) seams.log('requests.accepted', { correlationId, count: accepted, pairing: seams.pairing });
  return accepted > 0 ? 'found' : 'nothing';
}

/**
 * Reads what each request asks for and makes its event.
 *
 * @returns `isWhole` false when the CRM did not answer for some of them, which are left out
 */
export async function eventsOf(
  seams: ReadBackSeams,
  requests: readonly OpenRequest[],
): Promise<{ readonly events: readonly AcceptableEvent[]; readonly isWhole: boolean }> {
  const events: AcceptableEvent[] = [];
  for (const request of requests) {
    const event = await eventOf(seams, request);
    if (event !== undefined) events.push(event);
  }
  return { events, isWhole: events.length === requests.length };
}

export function vendorCodeOf(failure: CallFailure): string | undefined {
  return failure.kind === 'refused' ? failure.vendorCode : undefined;
}

/** Nothing when the CRM did not answer; the next sweep asks again. */
async function eventOf(seams: ReadBackSeams, request: OpenRequest): Promise<AcceptableEvent | undefined> {
  if (!request.isAllowed) {
    const text = `${request.requestedBy.name} may not provision projects any more`;
    return refusedEvent(seams, request, 'crm.requester-not-allowed', text);
  }
  if (request.act !== 'provision') return actEvent(seams, request, actEvents[request.act]);
  const result = await seams.crm.readDeal(request.opportunityId, { correlationId: request.requestId });
  if (result.kind === 'unreadable') return refusedEvent(seams, request, result.fault.code, result.fault.text);
  const missing = vendorCodeOfSetUp(result);
  if (missing !== undefined) {
    const text = `Salesforce does not let the bridge read the deal (${missing})`;
    return refusedEvent(seams, request, 'crm.org-not-set-up', text);
  }
  if (result.kind !== 'answered') {
    seams.log('deal.not-read', { requestId: request.requestId, fault: result.fault, vendorCode: vendorCodeOf(result) });
    return undefined;
  }
  const { requestId, requestKey, requestedBy, requestedAt, generation, customerChoice } = request;
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
    ...(customerChoice === undefined ? {} : { customerChoice }),
    deal,
  });
}

/**
 * A field, an object or a right that the org does not have: no repeat mends it, so a person hears of it.
 *
 * Source: Salesforce REST API Developer Guide, "Status Codes and Error Responses" (read 2026-11).
 */
function vendorCodeOfSetUp(result: DealResult): string | undefined {
  const code = result.kind === 'refused' ? result.vendorCode : undefined;
  return ['INVALID_FIELD', 'INVALID_TYPE', 'INSUFFICIENT_ACCESS'].find((one) => one === code);
}

const actEvents = {
  cancel: 'provisioning.cancelled',
  'give-up': 'provisioning.given-up',
  retry: 'provisioning.retried',
} as const;

/** What a person does about a run needs no deal; the run has its own. */
function actEvent(seams: ReadBackSeams, request: OpenRequest, type: string): AcceptableEvent {
  const { requestId, generation, requestedBy, requestedAt } = request;
  const engagementId = engagementIdOf(seams.orgId, request.opportunityId);
  const act = { engagementId, generation, requestId, actor: requestedBy.name.slice(0, 160), actedAt: requestedAt };
  return envelope(seams, request, type, act);
}

function refusedEvent(seams: ReadBackSeams, request: OpenRequest, code: FaultCode, text: string): AcceptableEvent {
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
function envelope(seams: ReadBackSeams, request: OpenRequest, type: string, data: Json): AcceptableEvent {
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
