import type { Deal, DealLine, DealRole } from 'shared-model/deal.ts';
import type { ProvisioningRequested } from 'shared-model/events.ts';
import { base32, sha256 } from 'shared-model/hash.ts';
import { activationKey, checkKey, customerKey, type DealKeyParts, projectKey, taskKey } from 'shared-model/keys.ts';
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
  const { deal, engagementId } = request;
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
    },
  };
}

export function askProject(request: ProvisioningRequested, facts: Facts): SendDecision {
  const { deal, engagementId } = request;
  const key = projectKey(keyParts(request, facts));
  const rateCard = sharedRateCard(deal.lines);
  return {
    kind: 'send',
    type: 'project.create',
    key,
    revision: request.revision,
    orderKey: key,
    payload: {
      engagementId,
      opportunityId: deal.opportunityId,
      ...(deal.opportunityUrl === undefined ? {} : { opportunityUrl: deal.opportunityUrl }),
      customerKey: keyOfCustomer(request, facts),
      name: deal.name,
      ...termsOf(deal),
      currency: deal.currency,
      amount: deal.amount,
      minutes: plannedMinutes(deal),
      ...(rateCard === undefined ? {} : { rateCard }),
    },
  };
}

/** One task for each role of each SOW line; at most 2,500, by the limits of a deal. */
export function askTasks(request: ProvisioningRequested, facts: Facts): readonly SendDecision[] {
  const parts = keyParts(request, facts);
  const { deal, engagementId, revision } = request;
  const partOf = taskPartsOf(deal);
  return deal.lines.flatMap((line) =>
    line.roles.map((role): SendDecision => ({
      kind: 'send',
      type: 'task.create',
      key: taskKey(parts, partOf(line, role)),
      revision,
      orderKey: projectKey(parts),
      payload: {
        engagementId,
        projectKey: projectKey(parts),
        title: role.role,
        minutes: role.minutes,
        serviceCode: line.serviceCode,
        lineKey: line.key,
      },
    })),
  );
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

/** The planned work of all roles, in minutes. */
export function plannedMinutes(deal: Deal): number {
  return deal.lines.flatMap((line) => line.roles).reduce((sum, role) => sum + role.minutes, 0);
}

function keyOfCustomer({ deal }: ProvisioningRequested, { pairing }: Facts): string {
  return customerKey({ pairing, accountId: deal.customer.accountId, legalEntity: termsOf(deal).legalEntity });
}

function keyParts({ deal, generation }: ProvisioningRequested, { pairing }: Facts): DealKeyParts {
  return { pairing, opportunityId: deal.opportunityId, legalEntity: termsOf(deal).legalEntity, generation };
}

function termsOf({ lines, startOn, endOn }: Deal): Terms {
  const legalEntity = lines[0]?.legalEntity;
  if (legalEntity === undefined || startOn === undefined || endOn === undefined) {
    throw new Error('a deal without legal entity or dates has passed the rules');
  }
  return { legalEntity, startOn, endOn };
}

/** The longest part that fits into a key beside the longest legal entity and generation. */
const longestPart = 20;

/**
 * What tells the tasks of a deal apart: the role's key; with the line's where more than one role uses it; and a hash of
 * both where that is too long or reads like another's, so that no task stands for two.
 */
function taskPartsOf({ lines }: Deal): (line: DealLine, role: DealRole) => string {
  const roleKeys = countsOf(lines.flatMap(({ roles }) => roles.map(({ key }) => key)));
  const plain = (line: DealLine, { key }: DealRole): string => (roleKeys.get(key) === 1 ? key : `${line.key}-${key}`);
  const parts = countsOf(lines.flatMap((line) => line.roles.map((role) => plain(line, role))));
  return (line, role) => {
    const part = plain(line, role);
    const isClear = part.length <= longestPart && parts.get(part) === 1;
    return isClear ? part : base32(sha256(JSON.stringify([line.key, role.key])), longestPart);
  };
}

function countsOf(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

function sharedRateCard(lines: readonly DealLine[]): string | undefined {
  const [first] = lines;
  return lines.every(({ rateCard }) => rateCard === first?.rateCard) ? first?.rateCard : undefined;
}
