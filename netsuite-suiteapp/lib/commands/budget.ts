import type { BudgetCreate } from 'shared-model/commands.ts';
import { type Ask, type Batch, parentMissing, type Plan, postedDocument, reject } from '#lib/batch.ts';

const field = (name: string): string => `custrecord_tl_budget_${name}`;

/** Keeps what was sold for a project and the work planned; the ERP has no budget record that a script may write. */
export function planBudget(batch: Batch, { item, payload }: Ask<BudgetCreate>): Plan {
  const project = postedDocument(batch, payload.projectKey);
  if (project === undefined) return parentMissing();
  const currency = batch.reference.idOf('currency', payload.currency);
  if (currency === undefined) return reject('erp.reference-unknown', `Currency: ${payload.currency}.`);
  const changes = { [field('amount')]: payload.amount, [field('minutes')]: payload.minutes };
  const values = {
    ...changes,
    externalid: item.key,
    [field('project')]: project.id,
    [field('engagement')]: payload.engagementId,
    [field('version')]: payload.version,
    [field('currency')]: currency,
  };
  return { kind: 'create', type: 'customrecord_tl_budget', values, changes };
}
