import type { Deal, DealLine, DealMilestone, DealRole } from 'shared-model/deal.ts';
import type { ProvisioningRequested } from 'shared-model/events.ts';
import { base32, sha256 } from 'shared-model/hash.ts';
import { budgetKey, projectKey, ruleKey, taskKey } from 'shared-model/keys.ts';
import type { ProjectTemplateRow } from 'shared-model/reference.ts';
import { keyParts, plannedMinutes } from './provisioning-commands.ts';
import type { Facts, SendDecision } from './workflow.ts';

/**
 * What a project consists of: the tasks of its template, one for each role and milestone, its budget, and the rules by
 * which it is billed. Each has a key of its own, so that all of them can be asked for at once and again.
 */

type Part =
  | { readonly kind: 'template'; readonly task: ProjectTemplateRow['tasks'][number] }
  | { readonly kind: 'role'; readonly line: DealLine; readonly role: DealRole }
  | { readonly kind: 'milestone'; readonly line: DealLine; readonly milestone: DealMilestone };

/**
 * The tasks of the template that the deal names, from the ERP's rows; none when it names none.
 *
 * @returns `unread` while those rows do not hold the template: the ERP has found it, so they are about to
 */
export function templateOf(
  { deal }: ProvisioningRequested,
  { reference }: Facts,
): ProjectTemplateRow | 'none' | 'unread' {
  if (deal.projectTemplate === undefined) return 'none';
  const row = reference?.rows.find(
    (one): one is ProjectTemplateRow => one.kind === 'project-template' && one.code === deal.projectTemplate,
  );
  return row ?? 'unread';
}

/** Template tasks first, then roles and milestones in the order of the SOW, the budget last. */
export function askTasks(request: ProvisioningRequested, facts: Facts): readonly SendDecision[] {
  const template = templateOf(request, facts);
  const templateTasks = typeof template === 'string' ? [] : template.tasks;
  const parts: readonly Part[] = [
    ...templateTasks.map((task): Part => ({ kind: 'template', task })),
    ...soldParts(request.deal),
  ];
  const keyOf = partKeysOf(request.deal);
  return [...parts.map((part) => askTask(request, part, keyOf(part), facts)), askBudget(request, facts)];
}

/** One rule for each role that is billed by time, and for each milestone; orders have gaps for what comes later. */
export function askRules(request: ProvisioningRequested, facts: Facts): readonly SendDecision[] {
  const keyOf = partKeysOf(request.deal);
  return soldParts(request.deal)
    .filter((part) => isBilled(part))
    .map((part, place) => askRule(request, { part, key: keyOf(part), order: (place + 1) * 10 }, facts));
}

type SoldPart = Exclude<Part, { kind: 'template' }>;

function soldParts({ lines }: Deal): readonly SoldPart[] {
  return lines.flatMap((line): SoldPart[] => [
    ...line.roles.map((role): SoldPart => ({ kind: 'role', line, role })),
    ...(line.milestones ?? []).map((milestone): SoldPart => ({ kind: 'milestone', line, milestone })),
  ]);
}

/** The roles of a fixed fee plan its work; only its milestones are billed. */
function isBilled(part: SoldPart): boolean {
  return part.kind === 'milestone' || part.line.billingType === 'time-and-materials';
}

function askTask(request: ProvisioningRequested, part: Part, partKey: string, facts: Facts): SendDecision {
  const parts = keyParts(request, facts);
  const { engagementId, revision } = request;
  return {
    kind: 'send',
    type: 'task.create',
    key: taskKey(parts, partKey),
    revision,
    orderKey: projectKey(parts),
    payload: { engagementId, projectKey: projectKey(parts), kind: part.kind, ...taskOf(part) },
  };
}

function taskOf(part: Part) {
  switch (part.kind) {
    case 'template':
      return { title: part.task.title, minutes: part.task.minutes ?? 0 };
    case 'role': {
      const { line, role } = part;
      return { title: role.role, minutes: role.minutes, serviceCode: line.serviceCode, lineKey: line.key };
    }
    case 'milestone': {
      const { line, milestone } = part;
      const dueOn = milestone.dueOn === undefined ? {} : { dueOn: milestone.dueOn };
      return { title: milestone.name, minutes: 0, serviceCode: line.serviceCode, lineKey: line.key, ...dueOn };
    }
  }
}

function askBudget(request: ProvisioningRequested, facts: Facts): SendDecision {
  const parts = keyParts(request, facts);
  const { deal, engagementId, revision } = request;
  return {
    kind: 'send',
    type: 'budget.create',
    key: budgetKey(parts),
    revision,
    orderKey: projectKey(parts),
    payload: {
      engagementId,
      projectKey: projectKey(parts),
      version: 1,
      currency: deal.currency,
      amount: deal.amount,
      minutes: plannedMinutes(deal),
    },
  };
}

type RulePart = { readonly part: SoldPart; readonly key: string; readonly order: number };

function askRule(request: ProvisioningRequested, { part, key, order }: RulePart, facts: Facts): SendDecision {
  const parts = keyParts(request, facts);
  const { key: lineKey, serviceCode } = part.line;
  return {
    kind: 'send',
    type: 'rule.create',
    key: ruleKey(parts, key),
    revision: request.revision,
    orderKey: projectKey(parts),
    payload: {
      engagementId: request.engagementId,
      projectKey: projectKey(parts),
      taskKey: taskKey(parts, key),
      name: part.kind === 'role' ? `${lineKey} ${part.role.role}` : `${lineKey} ${part.milestone.name}`.slice(0, 255),
      lineKey,
      serviceCode,
      order,
      basis: basisOf(part),
    },
  };
}

function basisOf(part: SoldPart) {
  if (part.kind === 'milestone') {
    return { kind: 'milestone', amount: part.milestone.amount, currency: part.line.currency } as const;
  }
  const { rateCard } = part.line;
  return { kind: 'time', role: part.role.role, ...(rateCard === undefined ? {} : { rateCard }) } as const;
}

/** The longest part that fits into a key beside the longest legal entity and generation. */
const longestPart = 20;

/**
 * What tells the parts of a deal apart: the own key of a role or milestone; with the line's where more than one uses it;
 * and a hash of both where that is too long or reads like another's, so that no task stands for two.
 */
function partKeysOf(deal: Deal): (part: Part) => string {
  const sold = soldParts(deal);
  const own = countsOf(sold.map(ownKey));
  const plain = (part: Part): string => {
    if (part.kind === 'template') return `t-${part.task.key}`;
    return own.get(ownKey(part)) === 1 ? ownKey(part) : `${part.line.key}-${ownKey(part)}`;
  };
  const plains = countsOf(sold.map(plain));
  return (part) => {
    const text = plain(part);
    const others = part.kind === 'template' ? 0 : 1;
    const isClear = text.length <= longestPart && (plains.get(text) ?? 0) === others;
    return isClear ? text : base32(sha256(JSON.stringify(identityOf(part))), longestPart);
  };
}

function ownKey(part: SoldPart): string {
  return part.kind === 'role' ? part.role.key : part.milestone.key;
}

/** A role's has been as it is since the first version, and its key must stay. */
function identityOf(part: Part): readonly string[] {
  switch (part.kind) {
    case 'template':
      return ['template', part.task.key];
    case 'role':
      return [part.line.key, part.role.key];
    case 'milestone':
      return ['milestone', part.line.key, part.milestone.key];
  }
}

function countsOf(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
