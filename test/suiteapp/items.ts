import type { BudgetCreate, CustomerEnsure, ProjectCreate, RuleCreate, TaskCreate } from 'shared-model/commands.ts';
import { engagementIdOf, pairingIdOf, salesforceId18 } from 'shared-model/ids.ts';
import {
  activationKey,
  budgetKey,
  customerKey,
  type DealKeyParts,
  projectKey,
  ruleKey,
  taskKey,
  undoKey,
} from 'shared-model/keys.ts';
import type { Item } from 'shared-model/restlet.ts';

const orgId = '00D000000000001EAA';
export const pairing = pairingIdOf(orgId, 'TSTDRV0001');

/** One sold deal of its own customer; two deals of different numbers share nothing. */
export type SampleDeal = {
  readonly engagementId: string;
  readonly accountId: string;
  readonly parts: DealKeyParts;
  readonly customer: string;
  readonly project: string;
  readonly activation: string;
  readonly budget: string;
  task(role: string): string;
  rule(role: string): string;
};

/** @param number from 0 to 999,999,999 */
export function sampleDeal(number: number, legalEntity = 'CV-US', generation = 1): SampleDeal {
  const accountId = idOf('001', number);
  const opportunityId = idOf('006', number);
  const parts = { pairing, opportunityId, legalEntity, generation };
  return {
    engagementId: engagementIdOf(orgId, opportunityId),
    accountId,
    parts,
    customer: customerKey({ pairing, accountId, legalEntity }),
    project: projectKey(parts),
    activation: activationKey(parts),
    budget: budgetKey(parts),
    task: (role) => taskKey(parts, role),
    rule: (role) => ruleKey(parts, role),
  };
}

type Attempt = { readonly revision: number; readonly fence: number };
export const firstAttempt: Attempt = { revision: 1, fence: 1 };

export function customerItem(
  deal: SampleDeal,
  customer: Partial<CustomerEnsure['customer']> = {},
  attempt = firstAttempt,
): Item {
  const payload: CustomerEnsure = {
    engagementId: deal.engagementId,
    legalEntity: deal.parts.legalEntity,
    currency: 'USD',
    customer: { accountId: deal.accountId, name: `C${deal.accountId}`, ...customer },
  };
  return { key: deal.customer, ...attempt, command: 'customer.ensure', payload };
}

export function projectItem(deal: SampleDeal, project: Partial<ProjectCreate> = {}, attempt = firstAttempt): Item {
  const payload: ProjectCreate = {
    engagementId: deal.engagementId,
    opportunityId: deal.parts.opportunityId,
    customerKey: deal.customer,
    name: `Project of revision ${attempt.revision}`,
    legalEntity: deal.parts.legalEntity,
    currency: 'USD',
    startOn: '2026-12-01',
    endOn: '2027-05-31',
    amount: '505600.00',
    minutes: 134_400,
    ...project,
  };
  return { key: deal.project, ...attempt, command: 'project.create', payload };
}

export function taskItem(deal: SampleDeal, role: string, task: Partial<TaskCreate> = {}, attempt = firstAttempt): Item {
  const payload: TaskCreate = {
    engagementId: deal.engagementId,
    projectKey: deal.project,
    title: `Work of ${role}`,
    minutes: 19_200,
    serviceCode: 'SVC-ENG',
    lineKey: 'L1',
    ...task,
  };
  return { key: deal.task(role), ...attempt, command: 'task.create', payload };
}

export function budgetItem(deal: SampleDeal, budget: Partial<BudgetCreate> = {}, attempt = firstAttempt): Item {
  const payload: BudgetCreate = {
    ...{ engagementId: deal.engagementId, projectKey: deal.project, version: 1, currency: 'USD' },
    ...{ amount: '505600.00', minutes: 134_400 },
    ...budget,
  };
  return { key: deal.budget, ...attempt, command: 'budget.create', payload };
}

/** A rule on the task of the same part: by time for a role, or of a fixed amount for a milestone. */
export function ruleItem(deal: SampleDeal, part: string, rule: Partial<RuleCreate> = {}, attempt = firstAttempt): Item {
  const payload: RuleCreate = {
    ...{ engagementId: deal.engagementId, projectKey: deal.project, taskKey: deal.task(part), lineKey: 'L1' },
    ...{ name: `Rule of revision ${attempt.revision}`, serviceCode: 'SVC-ENG', order: 10 },
    basis: { kind: 'time', role: part, rateCard: 'US-2026' },
    ...rule,
  };
  return { key: deal.rule(part), ...attempt, command: 'rule.create', payload };
}

export function undoItem(deal: SampleDeal, targetKey: string, attempt = firstAttempt): Item {
  const payload = { engagementId: deal.engagementId, targetKey };
  return { key: undoKey(targetKey), ...attempt, command: 'record.remove', payload };
}

export function activationItem(deal: SampleDeal, attempt = firstAttempt): Item {
  const payload = { engagementId: deal.engagementId, projectKey: deal.project };
  return { key: deal.activation, ...attempt, command: 'project.activate', payload };
}

function idOf(prefix: string, number: number): string {
  return salesforceId18(`${prefix}${String(number).padStart(12, '0')}`) ?? '';
}
