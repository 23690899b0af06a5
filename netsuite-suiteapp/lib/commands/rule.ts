import type { RuleCreate } from 'shared-model/commands.ts';
import { type Ask, type Batch, parentMissing, type Plan, postedDocument, reject, type Refused } from '#lib/batch.ts';
import type { Values } from '#lib/erp.ts';
import { shortenName } from '#lib/names.ts';

/**
 * Codes of the two kinds of rule.
 *
 * `TIMEBASED` is documented (NetSuite Help, "Charge Rule", read 2026-11); `MILESTONE`, and billing classes as a source of
 * rates, are assumed.
 */
const ruleTypes = { time: 'TIMEBASED', milestone: 'MILESTONE' } as const;
const byBillingClass = 'BILLINGCLASS';

/**
 * Creates one charge rule on its own task, with stage Hold, so that nothing can be billed before the activation.
 *
 * Rates stay on their card, which the rule only names. A rule with charges is frozen: NetSuite refuses to change it.
 */
export function planRule(batch: Batch, { item, payload }: Ask<RuleCreate>): Plan {
  const [project, task] = [postedDocument(batch, payload.projectKey), postedDocument(batch, payload.taskKey)];
  if (project === undefined || task === undefined) return parentMissing();
  const billingitem = batch.reference.idOf('service-item', payload.serviceCode);
  if (billingitem === undefined) return reject('erp.reference-unknown', `Service item: ${payload.serviceCode}.`);
  const basis = basisOf(batch, payload);
  if ('kind' in basis) return basis;
  const changes = { name: shortenName(payload.name), billingitem, ruleorder: payload.order, ...basis.values };
  return {
    kind: 'create',
    type: 'chargerule',
    initial: { project: project.id, chargeruletype: ruleTypes[payload.basis.kind] },
    values: { ...changes, externalid: item.key, projecttask: task.id, stage: 'HOLD' },
    changes,
  };
}

function basisOf(batch: Batch, { basis }: RuleCreate): { values: Values } | Refused {
  if (basis.kind === 'milestone') return { values: { amount: basis.amount } };
  if (basis.rateCard === undefined) return { values: { ratesourcetype: byBillingClass } };
  const billingratecard = batch.reference.idOf('rate-card', basis.rateCard);
  return billingratecard === undefined
    ? reject('erp.reference-unknown', `Rate card: ${basis.rateCard}.`)
    : { values: { ratesourcetype: byBillingClass, billingratecard } };
}
