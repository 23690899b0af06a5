import type { ProjectActivate, ProjectCreate } from 'shared-model/commands.ts';
import { type Ask, type Batch, parentMissing, type Plan, postedDocument, reject } from '#lib/batch.ts';
import type { Values } from '#lib/erp.ts';
import { shortenName } from '#lib/names.ts';
import { dayValue } from '#lib/values.ts';

/** Creates the project under its customer, whose legal entity it takes; time is not allowed before the activation. */
export function planProject(batch: Batch, { item, payload }: Ask<ProjectCreate>): Plan {
  const customer = postedDocument(batch, payload.customerKey);
  if (customer === undefined) return parentMissing();
  const currency = batch.reference().idOf('currency', payload.currency);
  if (currency === undefined) return reject('erp.reference-unknown', `Currency: ${payload.currency}.`);
  const card = payload.rateCard === undefined ? undefined : batch.reference().idOf('rate-card', payload.rateCard);
  if (payload.rateCard !== undefined && card === undefined) {
    return reject('erp.reference-unknown', `Rate card: ${payload.rateCard}.`);
  }
  const changes = { ...changeable(payload), ...(card === undefined ? {} : { billingratecard: card }) };
  const values = {
    ...changes,
    externalid: item.key,
    parent: customer.id,
    currency,
    jobbillingtype: 'TM',
    allowtime: false,
    custentity_tl_engagement: payload.engagementId,
  };
  const { engagementId, opportunityId: source, opportunityUrl: sourceUrl } = payload;
  const link = { parent: 'project', engagementId, step: 'project', state: 'created', source, sourceUrl } as const;
  return { kind: 'create', type: 'job', values, changes, link };
}

/** Allows time on the project that the project key made; repeating it changes nothing. */
export function planActivation(batch: Batch, { payload }: Ask<ProjectActivate>): Plan {
  const project = postedDocument(batch, payload.projectKey);
  if (project === undefined) return parentMissing();
  const link = {
    parent: 'project',
    engagementId: payload.engagementId,
    step: 'activation',
    state: 'open for time',
  } as const;
  return { kind: 'change', document: project, changes: { allowtime: true }, link };
}

/** What a newer revision of the same deal may write over; amounts are the ERP's estimate, never a price. */
function changeable(payload: ProjectCreate): Values {
  const short = shortenName(payload.name);
  return {
    companyname: short,
    custentity_tl_fullname: short === payload.name ? '' : payload.name,
    startdate: dayValue(payload.startOn),
    projectedenddate: dayValue(payload.endOn),
    estimatedrevenue: payload.amount,
  };
}
