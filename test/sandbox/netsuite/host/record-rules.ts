import type { AccountState } from './account-state.ts';
import { chargesOf } from './charges.ts';
import { refusals, refuse } from './refusals.ts';
import type { Refused } from './refusals.ts';
import type { Draft, Rule } from './saving.ts';

/** Rules that one record type alone must keep, by type. */
export const recordRules: Readonly<Record<string, readonly Rule[]>> = {
  customer: [statesOfAddresses, oneDefaultAddress],
  job: [projectManager, currencyOfCustomer, classifications],
  projecttask: [itemsOfAssignees],
  chargerule: [unfrozen, amountOrRate, ownTask, itemInSubsidiary('billingitem', 'project')],
  timebill: [timeAllowed, itemInSubsidiary('item', 'customer')],
};

/** The states of three countries, without territories; the platform lists them for more. */
const statesOf: Readonly<Record<string, readonly string[]>> = {
  US: 'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY'.split(
    ' ',
  ),
  CA: 'AB BC MB NB NL NS NT NU ON PE QC SK YT'.split(' '),
  BR: 'AC AL AP AM BA CE DF ES GO MA MT MS MG PA PB PR PE PI RJ RN RS RO RR SC SP SE TO'.split(' '),
};

/**
 * Without free-form states an address takes only a state of its country.
 *
 * Source: documented (chapter_N3784994); that a country without a list takes none, and the code, assumed.
 */
function statesOfAddresses(_account: AccountState, { lines, changedLists }: Draft): Refused | undefined {
  if (!changedLists.includes('addressbook')) return undefined;
  for (const line of lines['addressbook'] ?? []) {
    const [country, state] = [line['addressbookaddress.country'] ?? null, line['addressbookaddress.state'] ?? null];
    const isOne = state === null || statesOf[String(country)]?.includes(String(state)) === true;
    if (!isOne) return refuse(refusals.invalidReference(state, 'state'));
  }
  return undefined;
}

/** One address at most is the default for billing. Source: assumed; a form takes the other tick away instead. */
function oneDefaultAddress(_account: AccountState, { lines }: Draft): Refused | undefined {
  const ticked = (lines['addressbook'] ?? []).filter((line) => line['defaultbilling'] === 'T');
  return ticked.length <= 1 ? undefined : refuse(refusals.invalidValue('T', 'defaultbilling'));
}

/** The manager must be flagged as project resource and as project manager. Source: documented (section_N1183012). */
function projectManager(account: AccountState, { changed }: Draft): Refused | undefined {
  const id = changed['projectmanager'] ?? null;
  const person = id === null ? undefined : account.store.read('employee', Number(id))?.values;
  const isManager = person?.['isjobresource'] === 'T' && person['isjobmanager'] === 'T';
  return person === undefined || isManager ? undefined : refuse(refusals.invalidReference(id, 'projectmanager'));
}

/** A project is in one of its customer's currencies. Source: assumed. */
function currencyOfCustomer(account: AccountState, { before, after }: Draft): Refused | undefined {
  const [currency, parent] = [after['currency'] ?? null, after['parent'] ?? null];
  const customer = parent === null ? undefined : account.store.read('customer', Number(parent));
  if (before || currency === null || customer === undefined || !account.assumptions.isCustomerCurrencyNeeded)
    return undefined;
  const further = (customer.lines['currency'] ?? []).map((line) => line['currency']);
  const isOne = customer.values['currency'] === currency || further.includes(currency);
  return isOne ? undefined : refuse(refusals.invalidReference(currency, 'currency'));
}

/** Which of a project's custom fields points to each list of classifications. */
const classificationLists = ['department', 'classification', 'location'] as const;

/**
 * With a mandatory classification the project's field for it must be filled.
 *
 * Source: documented for transactions (accounting preferences); for projects the field is a custom one, so assumed.
 */
function classifications(account: AccountState, { record, after }: Draft): Refused | undefined {
  const missing = classificationLists.flatMap((list) => {
    if (!account.assumptions.mandatoryClassifications.includes(list)) return [];
    const fields = [...record.fields.values()].filter((field) => field.refersTo?.includes(list));
    return fields.filter((field) => (after[field.id] ?? null) === null).map((field) => field.label);
  });
  return missing.length === 0 ? undefined : refuse(refusals.missingFields(missing));
}

/** A rule with actual charges is no longer editable. Source: documented (section_4369706980). */
function unfrozen(account: AccountState, { before }: Draft): Refused | undefined {
  return before && chargesOf(account, before.id).length > 0 ? refuse(refusals.frozenRule) : undefined;
}

/** Source: documented (required fields of each type); which they are for milestones assumed. */
function amountOrRate(_account: AccountState, { after }: Draft): Refused | undefined {
  const type = after['chargeruletype'];
  if (type === 'TIMEBASED' && (after['ratesourcetype'] ?? null) === null)
    return refuse(refusals.missingFields(['Rate Source']));
  if (type === 'MILESTONE' && (after['amount'] ?? null) === null) return refuse(refusals.missingFields(['Amount']));
  return undefined;
}

/** A milestone rule needs a task, of its own project, that no other milestone rule has. Source: documented (2.6); refusal assumed. */
function ownTask(account: AccountState, { before, after }: Draft): Refused | undefined {
  if (after['chargeruletype'] !== 'MILESTONE') return undefined;
  const taskId = after['projecttask'] ?? null;
  if (taskId === null) return refuse(refusals.missingFields(['Project Task']));
  const task = account.store.read('projecttask', Number(taskId));
  const others = account.store.find('chargerule', 'projecttask', taskId).filter((id) => id !== before?.id);
  const isOwn = task?.values['company'] === after['project'] && others.length === 0;
  return isOwn ? undefined : refuse(refusals.invalidReference(taskId, 'projecttask'));
}

/** Source: documented (4.1: no time on a project that does not allow it); code assumed. */
function timeAllowed(account: AccountState, { before, after }: Draft): Refused | undefined {
  const project = account.store.read('job', Number(after['customer'] ?? 0))?.values;
  const isRefused = !before && project !== undefined && project['allowtime'] !== 'T';
  return isRefused ? refuse(refusals.timeNotAllowed) : undefined;
}

/** The item must be available in the project's subsidiary; one without any line is available everywhere. Source: documented (4.2). */
function itemInSubsidiary(itemField: string, projectField: string): Rule {
  return (account, { after }) => {
    const item = after[itemField] ?? null;
    const project = account.store.read('job', Number(after[projectField] ?? 0));
    return item === null || isAvailable(account, Number(item), project?.values['subsidiary'] ?? null)
      ? undefined
      : refuse(refusals.invalidReference(item, itemField));
  };
}

function itemsOfAssignees(account: AccountState, { after, lines, changedLists }: Draft): Refused | undefined {
  if (!changedLists.includes('assignee')) return undefined;
  const project = account.store.read('job', Number(after['company'] ?? 0));
  const items = (lines['assignee'] ?? []).flatMap((line) => line['serviceitem'] ?? []);
  const wrong = items.find((item) => !isAvailable(account, Number(item), project?.values['subsidiary'] ?? null));
  return wrong === undefined ? undefined : refuse(refusals.invalidReference(wrong, 'serviceitem'));
}

function isAvailable(account: AccountState, item: number, subsidiary: string | number | null): boolean {
  const rows = account.store.find('itemsubsidiarymap', 'item', item);
  const lists = rows.map((id) => account.store.read('itemsubsidiarymap', id)?.values['subsidiary']);
  return subsidiary === null || lists.length === 0 || lists.includes(subsidiary);
}
