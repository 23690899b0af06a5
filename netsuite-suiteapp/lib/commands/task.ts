import type { TaskCreate } from 'shared-model/commands.ts';
import { type Ask, type Batch, parentMissing, type Plan, postedDocument } from '#lib/batch.ts';
import type { Lists, Values } from '#lib/erp.ts';
import { shortenName } from '#lib/names.ts';
import { dayValue, hoursText } from '#lib/values.ts';

/**
 * Creates one task of the project: one of its template, a role's work, or a milestone.
 *
 * Without planned work NetSuite keeps a task as a milestone, which is what a milestone is given none for.
 */
export function planTask(batch: Batch, { item, payload }: Ask<TaskCreate>): Plan {
  const project = postedDocument(batch, payload.projectKey);
  if (project === undefined) return parentMissing();
  const changes = changeable(payload);
  const values = { ...changes, externalid: item.key, company: project.id };
  return { kind: 'create', type: 'projecttask', values, changes, ...assigned(batch, payload) };
}

function changeable({ title, minutes, lineKey, dueOn }: TaskCreate): Values {
  return {
    title: shortenName(title),
    ...(minutes === 0 ? {} : { estimatedwork: hoursText(minutes) }),
    ...(lineKey === undefined ? {} : { custevent_tl_sowline: lineKey }),
    ...(dueOn === undefined ? {} : { enddate: dayValue(dueOn) }),
  };
}

/** A role's work is planned on the generic resource of the role, where the account has one: staffing replaces it by a person. */
function assigned(batch: Batch, { kind = 'role', title, minutes, serviceCode }: TaskCreate): { lists?: Lists } {
  const resource = kind === 'role' && minutes > 0 ? batch.reference.resourceOf(title) : undefined;
  if (resource === undefined) return {};
  const item = serviceCode === undefined ? undefined : batch.reference.idOf('service-item', serviceCode);
  const line = { resource, units: 100, estimatedwork: hoursText(minutes) };
  return { lists: { assignee: [item === undefined ? line : { ...line, serviceitem: item }] } };
}
