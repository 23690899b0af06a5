import type { AccountState } from './account-state.ts';
import type { StoredRow } from './record-store.ts';
import type { Draft } from './saving.ts';
import { instantText, plainValueOf } from './values.ts';

/**
 * Charges that the account makes by itself after a save.
 *
 * Any edit of a project, its tasks or its time makes the actual charges that are due, whatever the project's status, with
 * the stage that the rule names. Source: documented (section_3752833778, section_N1183012); the queue of seconds to minutes
 * that a real account has in between is not built.
 */
export function makeCharges(account: AccountState, { record, before, after }: Draft, id: number): void {
  if (!account.assumptions.areChargesMadeByEdits) return;
  const project = projectOf(record.type, before !== undefined, after, id);
  if (project === undefined || account.store.read('job', project)?.values['jobbillingtype'] !== 'CB') return;
  for (const ruleId of account.store.find('chargerule', 'project', project)) {
    const rule = account.store.read('chargerule', ruleId);
    if (rule === undefined || rule.values['isinactive'] === 'T') continue;
    if (rule.values['chargeruletype'] === 'MILESTONE') chargeMilestone(account, project, rule);
    if (rule.values['chargeruletype'] === 'TIMEBASED') chargeTime(account, project, rule);
  }
}

/** Actual charges of a rule; forecasts are remade at will and hold nobody up. */
export function chargesOf(account: AccountState, ruleId: number): readonly StoredRow[] {
  const rows = account.store.find('charge', 'rule', ruleId).flatMap((id) => account.store.read('charge', id) ?? []);
  return rows.filter((row) => row.values['use'] !== 'FORECAST');
}

/** Making a project or a rule is no edit of one. */
function projectOf(type: string, isEdit: boolean, after: Draft['after'], id: number): number | undefined {
  if (type === 'job') return isEdit ? id : undefined;
  if (type === 'projecttask') return isEdit ? Number(after['company']) : undefined;
  return type === 'timebill' && after['customer'] !== null ? Number(after['customer']) : undefined;
}

/** Due when its own task is completed. */
function chargeMilestone(account: AccountState, project: number, rule: StoredRow): void {
  const task = account.store.read('projecttask', Number(rule.values['projecttask'] ?? 0));
  if (task?.values['status'] !== 'COMPLETE' || chargesOf(account, rule.id).length > 0) return;
  const amount = Number(rule.values['amount'] ?? 0);
  makeCharge(account, project, rule, { quantity: 1, rate: amount, amount, projecttask: task.id });
}

/** One charge for each approved billable entry on the rule's task, or on any task when the rule names none. */
function chargeTime(account: AccountState, project: number, rule: StoredRow): void {
  const task = rule.values['projecttask'] ?? null;
  const charged = new Set(account.store.find('charge', 'billto', project).flatMap((id) => timeOf(account, id)));
  for (const id of account.store.find('timebill', 'customer', project)) {
    const entry = account.store.read('timebill', id)?.values ?? {};
    const isDue = entry['approvalstatus'] === 3 && entry['isbillable'] === 'T' && !charged.has(id);
    if (!isDue || (task !== null && entry['casetaskevent'] !== task)) continue;
    // The rate stands on a rate card, which the sandbox has by reference only.
    makeCharge(account, project, rule, { quantity: Number(entry['hours']), rate: 0, amount: 0, timerecord: id });
  }
}

function timeOf(account: AccountState, chargeId: number): number[] {
  const time = account.store.read('charge', chargeId)?.values['timerecord'] ?? null;
  return time === null ? [] : [Number(time)];
}

type Due = { quantity: number; rate: number; amount: number; projecttask?: number; timerecord?: number };

function makeCharge(account: AccountState, project: number, rule: StoredRow, due: Due): void {
  const record = account.catalog.records.get('charge');
  const values = {
    billto: project,
    billingitem: rule.values['billingitem'] ?? null,
    chargedate: instantText(account.clock.now()).slice(0, 10),
    chargetype: rule.values['chargeruletype'] ?? null,
    stage: rule.values['stage'] ?? null,
    use: 'ACTUAL',
    rule: rule.id,
    ...due,
  };
  const id = account.store.insert('charge', values);
  const shown = Object.entries(values).flatMap(([name, value]) => {
    const field = record?.fields.get(name);
    return field ? [[name, plainValueOf(field, value)]] : [];
  });
  const truth = { operation: 'create', type: 'charge', id: String(id), values: Object.fromEntries(shown) } as const;
  account.groundTruth.append({ ...truth, actor: 'system' });
}
