import type { AccountState } from './account-state.ts';
import { refusals, refuse } from './refusals.ts';
import type { Refused } from './refusals.ts';
import type { Draft } from './saving.ts';
import type { StoredValue } from './values.ts';

type Source = (account: AccountState, draft: Draft) => Refused | undefined;

const sources: Readonly<Record<string, readonly Source[]>> = {
  customer: [nextNumber, fromParent('customer', ['currency'])],
  job: [nextNumber, customerSubsidiary, fromParent('customer', ['currency'])],
  projecttask: [taskWithoutWork],
  customersubsidiaryrelationship: [idOfEntity],
};

/** Fills what the platform fills by itself at a save, or says why it cannot be. */
export function sourceValues(account: AccountState, draft: Draft): Refused | undefined {
  for (const source of sources[draft.record.type] ?? []) {
    const refused = source(account, draft);
    if (refused) return refused;
  }
  return undefined;
}

function set(draft: Draft, field: string, value: StoredValue): void {
  draft.changed[field] = value;
  draft.after[field] = value;
}

/** The next free number of an autonumbered record; a number that the script gives is kept. Source: a preference, assumed on. */
function nextNumber(account: AccountState, draft: Draft): undefined {
  const { numbering, table } = draft.record;
  if (!numbering || !account.assumptions.isAutonumbered || (draft.after[numbering.field] ?? null) !== null) return;
  const start = numbering.prefix.length + 1;
  const row = account.store.database
    .prepare(
      `SELECT max(CAST(substr("${numbering.field}", ${start}) AS INTEGER)) AS last FROM "${table}" WHERE "${numbering.field}" LIKE ?`,
    )
    .get(`${numbering.prefix}%`);
  const last = Math.max(Number(row?.['last'] ?? 0), numbering.first - 1);
  set(draft, numbering.field, `${numbering.prefix}${last + 1}`);
}

/** A project takes its customer's subsidiary, and that cannot be changed. Source: documented (section_N1182865). */
function customerSubsidiary(account: AccountState, draft: Draft): Refused | undefined {
  const parent = draft.after['parent'] ?? null;
  if (parent === null) return undefined;
  const owner = account.store.read('customer', Number(parent)) ?? account.store.read('job', Number(parent));
  const subsidiary = owner?.values['subsidiary'] ?? null;
  if (subsidiary === null) return undefined;
  const wanted = draft.changed['subsidiary'] ?? subsidiary;
  if (wanted !== subsidiary && account.assumptions.isOtherSubsidiaryRefused)
    return refuse(refusals.invalidReference(wanted, 'subsidiary'));
  if (draft.after['subsidiary'] !== subsidiary) set(draft, 'subsidiary', subsidiary);
  return undefined;
}

/** Fields of a new record that are empty come from its parent. Source: assumed (sourcing of the currency). */
function fromParent(parentType: string, fields: readonly string[]): Source {
  return (account, draft) => {
    const parent = draft.after['parent'] ?? null;
    const isSourced = parent !== null && !draft.before && account.assumptions.isCurrencySourced;
    const row = !isSourced ? undefined : account.store.read(parentType, Number(parent));
    for (const field of row ? fields : []) {
      if ((draft.after[field] ?? null) === null) set(draft, field, row?.values[field] ?? null);
    }
    return undefined;
  };
}

/**
 * A task with neither estimated work nor an assignee is saved as a milestone; the sum of its assignees' work is its own.
 *
 * Source: documented (section_N3184256).
 */
function taskWithoutWork(_account: AccountState, draft: Draft): undefined {
  const assignees = draft.lines['assignee'] ?? [];
  const work = assignees.map((line) => Number(line['estimatedwork'] ?? 0));
  if (assignees.length > 0)
    set(
      draft,
      'estimatedwork',
      work.reduce((sum, hours) => sum + hours, 0),
    );
  const isMilestone = assignees.length === 0 && Number(draft.after['estimatedwork'] ?? 0) <= 0;
  set(draft, 'ismilestone', isMilestone ? 'T' : 'F');
}

/** A relationship has the external id of its entity, whatever a script sets. Source: documented (section_1507907354). */
function idOfEntity(account: AccountState, draft: Draft): undefined {
  const entity = account.store.read('customer', Number(draft.after['entity'] ?? 0));
  set(draft, 'externalid', entity?.values['externalid'] ?? null);
}
