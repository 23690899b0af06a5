import type { ProjectCreate } from 'shared-model/commands.ts';
import { type Ask, type Batch, parentMissing, type Plan, postedDocument, reject, type Refused } from '#lib/batch.ts';
import type { Lists, Values } from '#lib/erp.ts';
import { shortenName } from '#lib/names.ts';
import { dayValue } from '#lib/values.ts';

/**
 * Creates the project under its customer, whose legal entity it takes; time is not allowed before the activation.
 *
 * It is billed by charge rules, and forecasts of them are only made when somebody asks: else every task and every rule
 * that follows would have them made anew.
 */
export function planProject(batch: Batch, { item, payload }: Ask<ProjectCreate>): Plan {
  const customer = postedDocument(batch, payload.customerKey);
  if (customer === undefined) return parentMissing();
  const currency = batch.reference.idOf('currency', payload.currency);
  if (currency === undefined) return reject('erp.reference-unknown', `Currency: ${payload.currency}.`);
  const links = linksOf(batch, payload);
  if ('kind' in links) return links;
  const changes = { ...changeable(payload), ...links.values };
  const values = {
    ...changes,
    externalid: item.key,
    parent: customer.id,
    currency,
    jobbillingtype: 'CB',
    forecastchargerunondemand: true,
    allowtime: false,
    custentity_tl_engagement: payload.engagementId,
    ...(payload.projectTemplate === undefined ? {} : { custentity_tl_template: payload.projectTemplate }),
  };
  const { engagementId, opportunityId: source, opportunityUrl: sourceUrl } = payload;
  const link = { parent: 'project', engagementId, step: 'project', state: 'created', source, sourceUrl } as const;
  return { kind: 'create', type: 'job', values, changes, ...withManager(links.values), link };
}

/** What a newer revision of the same deal may write over; amounts are the ERP's estimate, never a price. */
function changeable(payload: ProjectCreate): Values {
  const short = shortenName(payload.name);
  const { purchaseOrder } = payload;
  return {
    companyname: short,
    custentity_tl_fullname: short === payload.name ? '' : payload.name,
    startdate: dayValue(payload.startOn),
    projectedenddate: dayValue(payload.endOn),
    estimatedrevenue: payload.amount,
    custentity_tl_ponumber: purchaseOrder?.number ?? '',
    custentity_tl_poexpires: purchaseOrder?.expiresOn === undefined ? '' : dayValue(purchaseOrder.expiresOn),
  };
}

/** Every code of the deal that stands for a record of the account, with the field that takes it. */
function linksOf(batch: Batch, payload: ProjectCreate): { values: Values } | Refused {
  const { reference } = batch;
  const { rateCard, projectManager, department, class: className, location } = payload;
  const wanted = [
    {
      field: 'billingratecard',
      what: 'Rate card',
      code: rateCard,
      id: (code: string) => reference.idOf('rate-card', code),
    },
    {
      field: 'projectmanager',
      what: 'Project manager',
      code: projectManager,
      id: (code: string) => managerOf(batch, code),
    },
    { field: 'custentity_tl_department', what: 'Department', code: department, id: dimension(batch, 'department') },
    { field: 'custentity_tl_class', what: 'Class', code: className, id: dimension(batch, 'class') },
    { field: 'custentity_tl_location', what: 'Location', code: location, id: dimension(batch, 'location') },
  ];
  const values: Record<string, string> = {};
  for (const { field, what, code, id } of wanted) {
    const found = code === undefined ? undefined : id(code);
    if (code !== undefined && found === undefined) return reject('erp.reference-unknown', `${what}: ${code}.`);
    if (found !== undefined) values[field] = found;
  }
  return { values };
}

function dimension(batch: Batch, name: 'department' | 'class' | 'location'): (code: string) => string | undefined {
  return (code) => batch.reference.dimensionOf(name, code);
}

/** Who leads the project must be flagged for it, or NetSuite refuses the project with a code that says nothing. */
function managerOf(batch: Batch, email: string): string | undefined {
  const code = email.toLowerCase();
  const people = batch.reference.rowsOf('employee');
  const isManager = people.some((row) => row.kind === 'employee' && row.code === code && row.isProjectManager);
  return isManager ? batch.reference.idOf('employee', code) : undefined;
}

/** The manager is one of the project's resources too. */
function withManager({ projectmanager: manager }: Values): { lists?: Lists } {
  return manager === undefined ? {} : { lists: { jobresources: [{ jobresource: manager, role: 'Project manager' }] } };
}
