import type { Deal, DealLine } from 'shared-model/deal.ts';
import type { ProvisioningRequested } from 'shared-model/events.ts';
import {
  activationKey,
  checkKey,
  customerKey,
  type DealKeyParts,
  projectKey,
  type RecordKey,
  undoKey,
} from 'shared-model/keys.ts';
import type { Facts, SendDecision } from './workflow.ts';

/**
 * What a provisioning asks of the ERP, each command under a key computed from the deal alone.
 *
 * The order key of all but the customer is the project, so that a project and its parts go in turn. All of this
 * holds only for a deal that passed its rules; one that did not is a bug here, and throws.
 */
type Terms = { readonly legalEntity: string; readonly startOn: string; readonly endOn: string };

export function askCheck(request: ProvisioningRequested, facts: Facts): SendDecision {
  const parts = keyParts(request, facts);
  return {
    kind: 'send',
    type: 'deal.check',
    key: checkKey(parts),
    revision: request.revision,
    orderKey: projectKey(parts),
    payload: { deal: request.deal },
  };
}

export function askCustomer(request: ProvisioningRequested, facts: Facts): SendDecision {
  const { deal, engagementId, customerChoice } = request;
  const key = keyOfCustomer(request, facts);
  return {
    kind: 'send',
    type: 'customer.ensure',
    key,
    revision: request.revision,
    orderKey: key,
    payload: {
      engagementId,
      customer: deal.customer,
      legalEntity: termsOf(deal).legalEntity,
      currency: deal.currency,
      ...(deal.billingContact === undefined ? {} : { billingContact: deal.billingContact }),
      ...(customerChoice === undefined ? {} : { customerChoice }),
    },
  };
}

export function askProject(request: ProvisioningRequested, facts: Facts): SendDecision {
  const { deal, engagementId } = request;
  const key = projectKey(keyParts(request, facts));
  return {
    kind: 'send',
    type: 'project.create',
    key,
    revision: request.revision,
    orderKey: key,
    payload: {
      engagementId,
      opportunityId: deal.opportunityId,
      customerKey: keyOfCustomer(request, facts),
      name: deal.name,
      ...termsOf(deal),
      currency: deal.currency,
      amount: deal.amount,
      minutes: plannedMinutes(deal),
      ...projectDetails(deal),
    },
  };
}

/** What a project has beside its terms, as far as the deal says it. */
function projectDetails(deal: Deal) {
  const { opportunityUrl, projectTemplate, department, class: ofClass, location, purchaseOrder } = deal;
  const rateCard = sharedRateCard(deal.lines);
  const projectManager = deal.projectManager?.email;
  return {
    ...(opportunityUrl === undefined ? {} : { opportunityUrl }),
    ...(rateCard === undefined ? {} : { rateCard }),
    ...(projectTemplate === undefined ? {} : { projectTemplate }),
    ...(department === undefined ? {} : { department }),
    ...(ofClass === undefined ? {} : { class: ofClass }),
    ...(location === undefined ? {} : { location }),
    ...(projectManager === undefined ? {} : { projectManager }),
    ...(purchaseOrder === undefined ? {} : { purchaseOrder }),
  };
}

export function askActivation(request: ProvisioningRequested, facts: Facts): SendDecision {
  const parts = keyParts(request, facts);
  return {
    kind: 'send',
    type: 'project.activate',
    key: activationKey(parts),
    revision: request.revision,
    orderKey: projectKey(parts),
    payload: { engagementId: request.engagementId, projectKey: projectKey(parts) },
  };
}

/** Undoes the record of one key, under its own undo key. */
export function askRemove(request: ProvisioningRequested, target: RecordKey, facts: Facts): SendDecision {
  return {
    kind: 'send',
    type: 'record.remove',
    key: undoKey(target),
    revision: request.revision,
    orderKey: projectKey(keyParts(request, facts)),
    payload: { engagementId: request.engagementId, targetKey: target },
  };
}

/** The planned work of all roles, in minutes. */
export function plannedMinutes(deal: Deal): number {
  return deal.lines.flatMap((line) => line.roles).reduce((sum, role) => sum + role.minutes, 0);
}

export function legalEntityOf(deal: Deal): string {
  return termsOf(deal).legalEntity;
}

export function keyParts({ deal, generation }: ProvisioningRequested, { pairing }: Facts): DealKeyParts {
  return { pairing, opportunityId: deal.opportunityId, legalEntity: termsOf(deal).legalEntity, generation };
}

function keyOfCustomer({ deal }: ProvisioningRequested, { pairing }: Facts): RecordKey {
  return customerKey({ pairing, accountId: deal.customer.accountId, legalEntity: termsOf(deal).legalEntity });
}

function termsOf({ lines, startOn, endOn }: Deal): Terms {
  const legalEntity = lines[0]?.legalEntity;
  if (legalEntity === undefined || startOn === undefined || endOn === undefined) {
    throw new Error('a deal without legal entity or dates has passed the rules');
  }
  return { legalEntity, startOn, endOn };
}

function sharedRateCard(lines: readonly DealLine[]): string | undefined {
  const [first] = lines;
  return lines.every(({ rateCard }) => rateCard === first?.rateCard) ? first?.rateCard : undefined;
}
