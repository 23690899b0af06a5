import { faults } from 'shared-model/faults.ts';
import type { Finding, OwnerRole } from 'shared-model/finding.ts';
import type { ProvisioningEvent } from './provisioning-events.ts';
import { liveState, type State, type StateOf, stepIds } from './provisioning-state.ts';
import { findingsSentence } from './provisioning-words.ts';
import type { Decision, Facts, RaiseDecision } from './workflow.ts';

/** Tells the CRM's request record, where the request came from one. */
export function mark(request: { requestId?: string | undefined }, state: 'accepted' | 'closed'): readonly Decision[] {
  return request.requestId === undefined ? [] : [{ kind: 'mark-request', requestId: request.requestId, state }];
}

/** A deal that is not ready: each role that must fix something is asked once, and the next attempt may begin. */
export function closeNotReady({ request, findings }: StateOf<'not-ready'>): readonly Decision[] {
  const blocking = findings.filter(({ severity }) => severity === 'blocks');
  const owners = [...new Set(blocking.map(({ owner }) => owner))];
  return [
    ...owners.map((owner) =>
      raiseFindings(
        owner,
        blocking.filter((finding) => finding.owner === owner),
      ),
    ),
    ...mark(request, 'closed'),
    { kind: 'raise-generation', opportunityId: request.deal.opportunityId, generation: request.generation + 1 },
  ];
}

/** A refused step: its exception is raised with the command's rejection; a refused request has no command and is raised here. */
export function closeFailed({ from, fault, isClean }: StateOf<'failed'>): readonly Decision[] {
  const request = from.step === 'refused' ? from.refused : from.request;
  const opportunityId = from.step === 'refused' ? from.refused.opportunityId : from.request.deal.opportunityId;
  const { code, text } = fault;
  return [
    ...(from.step === 'refused' ? [{ kind: 'raise', fault: code, owner: faults[code].owner, text } as const] : []),
    ...mark(request, 'closed'),
    ...(isClean ? [{ kind: 'raise-generation', opportunityId, generation: request.generation + 1 } as const] : []),
  ];
}

/** What people were asked about the earlier state and is over with the next one. */
export function settle(state: State, next: State, { generation }: Facts): readonly Decision[] {
  const settled: Decision[] = [];
  if (liveState(state)?.isLate === true && next.step !== state.step)
    settled.push({ kind: 'settle', fault: 'run.overdue' });
  if (next.step !== 'checking') return settled;
  const hasEarlier = state.step === 'not-ready' || (state.step === 'waiting' && generation > 1);
  if (hasEarlier) settled.push({ kind: 'settle', fault: 'run.not-ready' });
  if (state.step === 'failed') settled.push({ kind: 'settle', fault: state.fault.code });
  return settled;
}

/** The records that an applied command stands for, and the customer's number for the CRM's Account. */
export function linksOf(state: State, event: ProvisioningEvent): readonly Decision[] {
  const live = liveState(state);
  if (event.type !== 'command.finished' || live === undefined) return [];
  const { key, ref, outcome } = event.data;
  if (ref === undefined || outcome === 'rejected' || outcome === 'held') return [];
  const link = { kind: 'link', key, step: stepIds[live.step], ref } as const;
  const { accountId, customerNumber } = live.request.deal.customer;
  if (live.step !== 'customer' || ref.number === undefined || ref.number === customerNumber) return [link];
  return [link, { kind: 'link-customer', accountId, customerNumber: ref.number }];
}

function raiseFindings(owner: OwnerRole, findings: readonly Finding[]): RaiseDecision {
  return { kind: 'raise', fault: 'run.not-ready', owner, text: findingsSentence(findings), findings };
}
