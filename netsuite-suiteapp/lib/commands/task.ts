import type { TaskCreate } from 'shared-model/commands.ts';
import { type Ask, type Batch, parentMissing, type Plan, postedDocument } from '#lib/batch.ts';
import { shortenName } from '#lib/names.ts';
import { hoursText } from '#lib/values.ts';

/** Creates one task of the project; without planned work NetSuite would save a milestone instead. */
export function planTask(batch: Batch, { item, payload }: Ask<TaskCreate>): Plan {
  const project = postedDocument(batch, payload.projectKey);
  if (project === undefined) return parentMissing();
  const changes = {
    title: shortenName(payload.title),
    estimatedwork: hoursText(payload.minutes),
    custevent_tl_sowline: payload.lineKey,
  };
  const values = { ...changes, externalid: item.key, company: project.id };
  return { kind: 'create', type: 'projecttask', values, changes };
}
