import { faults } from 'shared-model/faults.ts';
import { type Finding, OwnerRole } from 'shared-model/finding.ts';
import type { ProvisioningEvent } from './provisioning-events.ts';
import { liveState, type State, type StateOf } from './provisioning-state.ts';
import { findingsSentence } from './provisioning-words.ts';
import type { Decision, Facts, RaiseDecision } from './workflow.ts';

/** Tells the CRM's request record, where the request came from one. */
export function mark(request: { requestId?: string | undefined }, state: 'accepted' | 'closed'): readonly Decision[] {
  return request.requestId === undefined ? [] : [{ kind: 'mark-request', requestId: request.requestId, state }];
}

/** A deal that is not ready: each role that must fix something is asked once, and the next attempt may begin. */
export function closeNotReady(state: StateOf<'not-ready'>): readonly Decision[] {
  const { request } = state;
  return [
    ...ownersOf(state).map((owner) => raiseFindings(owner, state)),
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
    ...(from.step === 'refused'
      ? [{ kind: 'raise', about: 'refused', fault: code, owner: faults[code].owner, text } as const]
      : []),
    ...mark(request, 'closed'),
    ...(isClean ? [{ kind: 'raise-generation', opportunityId, generation: request.generation + 1 } as const] : []),
  ];
}

/** What people were asked about the earlier state, or about an earlier attempt, and is over with the next one. */
export function settle(state: State, next: State, { generation }: Facts): readonly Decision[] {
  if (liveState(state)?.isLate === true && next.step !== state.step) return [over('late')];
  if (next.step !== 'checking') return [];
  if (state.step === 'not-ready') return ownersOf(state).map((owner) => over(aboutFindings(owner)));
  if (state.step === 'failed') return [over('refused')];
  return generation > 1 ? [...OwnerRole.options.map(aboutFindings), 'refused'].map(over) : [];
}

function over(about: string): Decision {
  return { kind: 'settle', about };
}

function aboutFindings(owner: OwnerRole): string {
  return `not-ready:${owner}`;
}

/** The records that an applied command stands for, and the customer's number for the CRM's Account. */
export function linksOf(state: State, event: ProvisioningEvent): readonly Decision[] {
  const live = liveState(state);
  if (event.type !== 'command.finished' || live === undefined) return [];
  const { key, ref, outcome } = event.data;
  if (ref === undefined || outcome === 'rejected' || outcome === 'held') return [];
  const { deal } = live.request;
  const { accountId, customerNumber } = deal.customer;
  const isCustomer = live.step === 'customer';
  const source = isCustomer
    ? ({ type: 'Account', id: accountId } as const)
    : ({ type: 'Opportunity', id: deal.opportunityId } as const);
  const link = { kind: 'link', key, source, ref } as const;
  if (!isCustomer || ref.number === undefined || ref.number === customerNumber) return [link];
  return [link, { kind: 'link-customer', accountId, customerNumber: ref.number }];
}

function ownersOf(state: StateOf<'not-ready'>): readonly OwnerRole[] {
  return [...new Set(blockingOf(state).map(({ owner }) => owner))];
}

function raiseFindings(owner: OwnerRole, state: StateOf<'not-ready'>): RaiseDecision {
  const findings = blockingOf(state).filter((finding) => finding.owner === owner);
  const about = aboutFindings(owner);
  return { kind: 'raise', about, fault: 'run.not-ready', owner, text: findingsSentence(findings), findings };
}

function blockingOf({ findings }: StateOf<'not-ready'>): readonly Finding[] {
  return findings.filter(({ severity }) => severity === 'blocks');
}
