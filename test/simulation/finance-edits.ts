import type { HandWrite } from '../sandbox/netsuite/host/hand-writes.ts';
import { type Desk, type FinancePerson, letWork, projectOf, rowsOf, sendForm } from './finance.ts';
import { textOf, type TruthRow } from './truth.ts';

/** What a person does to a project that is open for time: a form rings, a list and a file do not. */
export type Edit = {
  act: 'rename' | 'move-end' | 'revalue' | 'put-back' | 'delete';
  context: HandWrite['context'];
  afterMs: number;
};
export type EditWork = { opportunityId: string; edits: readonly Edit[] };

/** Few, so that a record comes back to what it was before. */
const names = ['Renamed by finance', 'Agreed with the customer'];
const ends = ['2027-06-30', '2027-09-30'];
const amounts = ['250000.5'];
/** What is the same as two edits ago was still edited; the bridge has time to read each of them. */
const toAndFro: readonly Edit['act'][] = ['revalue', 'put-back', 'revalue'];
const acts: readonly Edit['act'][] = ['rename', 'rename', 'move-end', 'revalue', 'put-back', 'put-back', 'delete'];
const contexts: readonly Edit['context'][] = ['USERINTERFACE', 'USERINTERFACE', 'INLINE', 'CSVIMPORT'];
const mostEdits = 3;
const longestPauseMs = 40_000;

/** What finance edits in a seed: in half of them nothing, else one deal's project a few times. */
export function drawEdits(chance: () => number, opportunityIds: readonly string[]): EditWork | undefined {
  const draw = (count: number): number => Math.floor(chance() * count);
  const opportunityId = opportunityIds[draw(opportunityIds.length)];
  if (draw(2) === 0 || opportunityId === undefined) return undefined;
  const context = (): Edit['context'] => contexts[draw(contexts.length)] ?? 'INLINE';
  const edits = Array.from({ length: 1 + draw(mostEdits) }, (): Edit => {
    return { act: acts[draw(acts.length)] ?? 'rename', context: context(), afterMs: draw(longestPauseMs) };
  });
  if (draw(5) > 0) return { opportunityId, edits };
  const readMs = longestPauseMs / 2;
  return {
    opportunityId,
    edits: toAndFro.map((act) => ({ act, context: context(), afterMs: readMs + draw(readMs) })),
  };
}

/** Lets a person edit the project once it is open for time. */
export function letEdit(desk: Desk, { opportunityId, edits }: EditWork): FinancePerson {
  const isOpen = (): boolean => projectOf(desk, opportunityId)?.values['allowtime'] === true;
  return letWork(desk, isOpen, async () => {
    for (const edit of edits) {
      await desk.scheduler.sleep(desk.name, edit.afterMs);
      await doEdit(desk, opportunityId, edit);
    }
  });
}

async function doEdit(desk: Desk, opportunityId: string, { act, context }: Edit): Promise<void> {
  const project = projectOf(desk, opportunityId);
  if (project === undefined) return;
  if (act === 'delete') return deleteOne(desk, opportunityId, context);
  const values = valuesOf(desk, project, act);
  if (context === 'USERINTERFACE') return sendForm(desk, `/app/accounting/project/project.nl?id=${project.id}`, values);
  await writeByHand(desk, { user: 'finance', context, type: 'job', id: project.id, values: asWritten(values) });
}

type Values = Readonly<Record<string, string>>;

function valuesOf({ netsuite, chance }: Desk, { id }: TruthRow, act: Exclude<Edit['act'], 'delete'>): Values {
  const one = (texts: readonly string[]): string => texts[Math.floor(chance() * texts.length)] ?? '';
  switch (act) {
    case 'rename':
      return { companyname: one(names) };
    case 'move-end':
      return { projectedenddate: one(ends) };
    case 'revalue':
      return { estimatedrevenue: one(amounts) };
    case 'put-back': {
      const entries = netsuite.account.groundTruth.after(0);
      const made = entries.find((entry) => entry.operation === 'create' && entry.type === 'job' && entry.id === id);
      const fields = ['companyname', 'projectedenddate', 'estimatedrevenue'];
      return Object.fromEntries(fields.map((field) => [field, made === undefined ? '' : (textOf(made, field) ?? '')]));
    }
  }
}

function asWritten(values: Values): Exclude<HandWrite['values'], 'delete'> {
  const written = Object.entries(values).map(([field, value]) => {
    return [field, field.endsWith('date') ? { $date: Date.parse(value), day: value } : value] as const;
  });
  return Object.fromEntries(written);
}

/** A rule of the project, or a task that no rule charges for: the account keeps what others need. */
async function deleteOne(desk: Desk, opportunityId: string, context: HandWrite['context']): Promise<void> {
  const rules = rowsOf(desk, 'chargerule', opportunityId);
  const charged = new Set(rules.map((rule) => textOf(rule, 'projecttask')));
  const tasks = rowsOf(desk, 'projecttask', opportunityId).filter(({ id }) => !charged.has(id));
  const all = [...rules, ...tasks];
  const chosen = all[Math.floor(desk.chance() * all.length)];
  if (chosen === undefined) return;
  await writeByHand(desk, { user: 'admin', context, type: chosen.type, id: chosen.id, values: 'delete' });
}

async function writeByHand({ scheduler, trace, netsuite, name }: Desk, write: HandWrite): Promise<void> {
  await scheduler.step(name, `writes ${write.type} by hand`);
  trace.add(scheduler.now(), name, 'writes by hand', write);
  await netsuite.account.write(write);
}
