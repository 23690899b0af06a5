import { faults } from 'shared-model/faults.ts';
import { type Finding, OwnerRole } from 'shared-model/finding.ts';
import { legalEntityOf } from './provisioning-commands.ts';
import type { ProvisioningEvent } from './provisioning-events.ts';
import { isRunning, type State, type StateOf } from './provisioning-state.ts';
import { targetOf } from './provisioning-undo.ts';
import { findingsSentence } from './provisioning-words.ts';
import type { Announce, Decision, Facts, RaiseDecision } from './workflow.ts';

/** Tells the CRM's request record, where the request came from one. */
export function mark(request: { requestId?: string | undefined }, state: 'accepted' | 'closed'): readonly Decision[] {
  return request.requestId === undefined ? [] : [{ kind: 'mark-request', requestId: request.requestId, state }];
}

/** A deal that is not ready: each role that must fix something is asked once, and the next attempt may begin. */
export function closeNotReady(state: StateOf<'not-ready'>): readonly Decision[] {
  const { request } = state;
  const isQuestion = state.findings.some(({ code }) => code === 'deal.customer-possible-match');
  return [
    // The refused command asks the same of the same people as the finding that came of it.
    ...(isQuestion ? [{ kind: 'settle-attempts', of: 'this' } as const] : []),
    ...ownersOf(state).map((owner) => raiseFindings(owner, state)),
    ...mark(request, 'closed'),
    raiseGeneration(request.deal.opportunityId, request.generation),
  ];
}

/** Nothing was made, so the next attempt may begin at once. */
export function closeCancelled({ request }: StateOf<'cancelled'>): readonly Decision[] {
  return [
    { kind: 'settle-attempts', of: 'this' },
    ...mark(request, 'closed'),
    raiseGeneration(request.deal.opportunityId, request.generation),
  ];
}

/**
 * A refused step, undone: its exception was raised with the command's rejection and stays with its owner. A refused
 * request has no command and is raised here; what a person gave up is settled.
 */
export function closeFailed({ from, cause, isOver }: StateOf<'failed'>): readonly Decision[] {
  const request = from.step === 'refused' ? from.refused : from.request;
  const opportunityId = from.step === 'refused' ? from.refused.opportunityId : from.request.deal.opportunityId;
  return [
    ...(from.step === 'refused' && cause.kind === 'fault' ? [raiseRefused(cause.fault)] : []),
    ...(isOver && cause.kind === 'given-up' ? [{ kind: 'settle-attempts', of: 'this' } as const] : []),
    ...mark(request, 'closed'),
    ...(isOver ? [raiseGeneration(opportunityId, request.generation)] : []),
  ];
}

function raiseRefused({ code, text }: { code: keyof typeof faults; text: string }): Decision {
  return { kind: 'raise', about: 'refused', fault: code, owner: faults[code].owner, text };
}

function raiseGeneration(opportunityId: string, generation: number): Decision {
  return { kind: 'raise-generation', opportunityId, generation: generation + 1 };
}

/** Finance is asked once to open the project. */
export function askApproval(): RaiseDecision {
  const { owner, meaning } = faults['run.awaits-activation'];
  return { kind: 'raise', about: 'approval', fault: 'run.awaits-activation', owner, text: meaning };
}

/** The word to other systems; without the project's reference there is nothing to say. */
export function announce({ request, project, tasks, at }: StateOf<'done'>): readonly Announce[] {
  const { engagementId, generation, deal } = request;
  if (project.ref === undefined) return [];
  const data = {
    engagementId,
    generation,
    opportunityId: deal.opportunityId,
    legalEntity: legalEntityOf(deal),
    project: project.ref,
    taskCount: tasks.answers.filter(({ ref }) => ref?.type === 'projecttask').length,
    provisionedAt: at,
  };
  return [{ kind: 'announce', type: 'project.provisioned', data }];
}

/** What people were asked about the earlier state, or about an earlier attempt, and is over with the next one. */
export function settle(state: State, next: State, { generation }: Facts): readonly Decision[] {
  const isLate = 'isLate' in state && state.isLate === true;
  return [
    ...(isLate && next.step !== state.step ? [over('late')] : []),
    ...(state.step === 'approval' && next.step !== 'approval' ? [over('approval')] : []),
    ...(next.step === 'checking' && state.step === 'not-ready' ? ownersOf(state).map(aboutFindings).map(over) : []),
    ...(next.step === 'checking' && state.step === 'failed' ? [over('refused')] : []),
    ...(next.step === 'checking' && generation > 1 ? [{ kind: 'settle-attempts', of: 'earlier' } as const] : []),
  ];
}

function over(about: string): Decision {
  return { kind: 'settle', about };
}

function aboutFindings(owner: OwnerRole): string {
  return `not-ready:${owner}`;
}

/** The records that an applied command stands for, the customer's number for the CRM's Account, and what is gone. */
export function linksOf(state: State, event: ProvisioningEvent, facts: Facts): readonly Decision[] {
  if (event.type !== 'command.finished') return [];
  const { key, ref, outcome } = event.data;
  if (outcome === 'rejected' || outcome === 'held') return [];
  if (state.step === 'undoing') {
    const target = targetOf(state, key, facts);
    return target === undefined ? [] : [{ kind: 'unlink', keys: [target] }];
  }
  if (ref === undefined || !isRunning(state)) return [];
  const { deal } = state.request;
  const { accountId, customerNumber } = deal.customer;
  const isCustomer = state.step === 'customer';
  const source = isCustomer
    ? ({ type: 'Account', id: accountId } as const)
    : ({ type: 'Opportunity', id: deal.opportunityId } as const);
  const link = { kind: 'link', key, source, ref } as const;
  if (!isCustomer || ref.number === undefined || ref.number === customerNumber) return [link];
  return [link, { kind: 'link-customer', accountId, customerNumber: ref.number }];
}

function ownersOf(state: StateOf<'not-ready'>): readonly OwnerRole[] {
  return OwnerRole.options.filter((owner) => blockingOf(state).some((finding) => finding.owner === owner));
}

function raiseFindings(owner: OwnerRole, state: StateOf<'not-ready'>): RaiseDecision {
  const findings = blockingOf(state).filter((finding) => finding.owner === owner);
  const about = aboutFindings(owner);
  return { kind: 'raise', about, fault: 'run.not-ready', owner, text: findingsSentence(findings), findings };
}

function blockingOf({ findings }: StateOf<'not-ready'>): readonly Finding[] {
  return findings.filter(({ severity }) => severity === 'blocks');
}
