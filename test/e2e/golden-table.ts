import type { Committed } from './product.ts';

/** One line of a deal's table: what stands in which record, as a person would say it. */
export type TableRow = { readonly record: string; readonly field: string; readonly value: string };

/** Everything that both platforms have committed, seeds included. */
export type Truth = { readonly netsuite: readonly Committed[]; readonly salesforce: readonly Committed[] };

export type DealIds = { readonly opportunityId: string; readonly accountId: string };

type Standing = { type: string; id: string; externalId: string; values: Record<string, unknown>; isSeed: boolean };
type Account = { live: ReadonlyMap<string, Standing>; day: number };

/**
 * The table of one deal from ground truth alone: every field of every record that stands for it, in both platforms.
 *
 * References are shown by the name a person knows, days by their distance from the sandbox's own. Left out is what says
 * only when and by whom a record was written, and ids that are new in every sandbox.
 */
export function tableOf(truth: Truth, deal: DealIds, madeAfter: number): readonly TableRow[] {
  const account = { live: standingIn(truth.netsuite, madeAfter), day: firstDay(truth.netsuite) };
  const own = [...account.live.values()].filter(({ externalId }) => externalId.includes(`:${deal.opportunityId}:`));
  const project = own.find(({ type }) => type === 'job');
  const shown = own.filter(({ type, externalId }) => type in titles && !externalId.startsWith('link:'));
  return [
    ...customerRows(account, project, deal),
    ...shown.toSorted(byRecord).flatMap((record) => recordRows(account, titleOf(record), record)),
    ...crmRows(truth.salesforce, deal, textOf(project?.values['entityid'])),
  ];
}

/** What a person calls each kind of record, in the order of the table. */
const titles: Readonly<Record<string, string>> = {
  job: 'Project',
  projecttask: 'Task',
  customrecord_tl_budget: 'Budget',
  chargerule: 'Rule',
};

function titleOf({ type, externalId }: Standing): string {
  const part = /:(?:task|rule):([^:]+):g\d+$/.exec(externalId)?.[1];
  return part === undefined ? (titles[type] ?? type) : `${titles[type]} ${part}`;
}

function byRecord(one: Standing, other: Standing): number {
  const order = Object.keys(titles);
  return order.indexOf(one.type) - order.indexOf(other.type) || Number(one.id) - Number(other.id);
}

/** Fields that say only when, by whom and under which key a record was written. */
const technical: readonly string[] = [
  ...['externalid', 'isinactive', 'entityid', 'datecreated', 'lastmodifieddate', 'created', 'lastmodified'],
  ...['custentity_tl_origin', 'custentity_tl_engagement', 'custrecord_tl_budget_engagement'],
];

function recordRows(account: Account, record: string, { values }: Standing): TableRow[] {
  return Object.entries(values)
    .filter(([field, value]) => !technical.includes(field) && value !== '' && value !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([field, value]) => rowsOf(account, record, field, value));
}

/** A sublist is a row for each line; a field of the record inside of it goes by its own name. */
function rowsOf(account: Account, record: string, field: string, value: unknown): TableRow[] {
  if (!Array.isArray(value)) return [{ record, field, value: shownIn(account, field, value) }];
  return value.map((line: unknown, place) => ({
    record,
    field: `${field} ${place + 1}`,
    value: Object.entries(Object(line))
      .map(([name, one]) => `${name.replace(/^\w+\./, '')} ${shownIn(account, name, one)}`)
      .join(', '),
  }));
}

/** A customer that was there is named by its number, one that we made is shown whole. */
function customerRows(account: Account, project: Standing | undefined, { accountId }: DealIds): TableRow[] {
  const customer = account.live.get(`customer/${String(project?.values['parent'])}`);
  if (customer === undefined) return [];
  const isOwn = customer.externalId.includes(`:${accountId}:`);
  if (!isOwn)
    return [
      {
        record: 'Customer',
        field: 'existing',
        value: `${String(customer.values['entityid'])} ${String(customer.values['companyname'])}`,
      },
    ];
  return recordRows(account, 'Customer', customer);
}

const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

function shownIn(account: Account, field: string, value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(value);
  const text = String(value);
  if (dayPattern.test(text)) return `day ${Math.round((Date.parse(text) - account.day) / 86_400_000)}`;
  return nameOf(account, field, text);
}

/** What a reference of each field may point to; other texts stand for themselves. */
const targets: Readonly<Record<string, readonly string[]>> = {
  parent: ['customer', 'job'],
  subsidiary: ['subsidiary'],
  currency: ['currency'],
  custrecord_tl_budget_currency: ['currency'],
  billingratecard: ['billingratecard'],
  projectmanager: ['employee'],
  jobresource: ['employee', 'genericresource'],
  resource: ['genericresource', 'employee'],
  company: ['job'],
  project: ['job'],
  custrecord_tl_budget_project: ['job'],
  projecttask: ['projecttask'],
  billingitem: ['serviceitem'],
  serviceitem: ['serviceitem'],
  custentity_tl_department: ['department'],
  custentity_tl_class: ['classification'],
  custentity_tl_location: ['location'],
};

function nameOf({ live }: Account, field: string, text: string): string {
  const record = (targets[field] ?? []).flatMap((type) => live.get(`${type}/${text}`) ?? [])[0];
  if (record === undefined) return text;
  if (record.type === 'job') return 'the project';
  if (record.type === 'projecttask') return titleOf(record);
  if (record.type === 'customer') return record.isSeed ? String(record.values['entityid']) : 'the customer';
  const { externalid, symbol, entityid, name } = record.values;
  return textOf([externalid, symbol, entityid, name, text].find((one) => textOf(one) !== ''));
}

/** The card's steps and the staffing demand, as the CRM holds them; what finance edits later is no part of the deal. */
function crmRows(commits: readonly Committed[], { opportunityId }: DealIds, number: string): TableRow[] {
  const live = standingIn(commits, 0);
  const shown = (value: unknown): string => (number !== '' && value === number ? 'of the project' : textOf(value));
  const steps = [...live.values()]
    .filter(({ type, values }) => type === 'sync_status__c' && values['Opportunity__c'] === opportunityId)
    .filter(({ values }) => values['Kind__c'] !== 'erp')
    .map(({ values }) => ({
      record: 'Card',
      field: textOf(values['Step__c']) || 'engagement',
      value: String(values['State__c']),
    }));
  const requests = requestsOf(live, opportunityId).flatMap(({ values }) => [
    {
      record: `Role request ${String(values['Role_Key__c'])}`,
      field: 'Demand_State__c',
      value: shown(values['Demand_State__c']),
    },
    {
      record: `Role request ${String(values['Role_Key__c'])}`,
      field: 'Project_Number__c',
      value: shown(values['Project_Number__c']),
    },
  ]);
  return [...steps, ...requests];
}

function requestsOf(live: ReadonlyMap<string, Standing>, opportunityId: string): Standing[] {
  const all = [...live.values()];
  const engagements = all.filter(
    ({ type, values }) => type === 'engagement__c' && values['Opportunity__c'] === opportunityId,
  );
  const lines = all.filter(
    ({ type, values }) => type === 'sow_line__c' && engagements.some(({ id }) => id === values['Engagement__c']),
  );
  return all.filter(
    ({ type, values }) => type === 'role_request__c' && lines.some(({ id }) => id === values['SOW_Line__c']),
  );
}

function standingIn(commits: readonly Committed[], madeAfter: number): ReadonlyMap<string, Standing> {
  const live = new Map<string, Standing>();
  for (const { operation, type, id, externalId = '', values, sequence } of commits) {
    const key = `${type}/${id}`;
    if (operation === 'reset') live.clear();
    else if (operation === 'delete') live.delete(key);
    else {
      const before = live.get(key);
      const isSeed = before?.isSeed ?? sequence <= madeAfter;
      live.set(key, {
        type,
        id,
        externalId: externalId || (before?.externalId ?? ''),
        values: { ...before?.values, ...values },
        isSeed,
      });
    }
  }
  return live;
}

function firstDay(commits: readonly Committed[]): number {
  return Date.parse((commits.at(0)?.time ?? '').slice(0, 10));
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The table as it stands in a file. */
export function writeTable(rows: readonly TableRow[]): string {
  const lines = rows.map(({ record, field, value }) => `| ${record} | ${field} | ${value.replaceAll('|', '/')} |`);
  return ['| record | field | value |', '| --- | --- | --- |', ...lines].join('\n');
}

/** The rows of a file; whatever stands around the table is for people. */
export function readTable(text: string): readonly TableRow[] {
  return text.split('\n').flatMap((line) => {
    const cells =
      /^\|(.*)\|$/
        .exec(line.trim())?.[1]
        ?.split('|')
        .map((cell) => cell.trim()) ?? [];
    const [record, field, value] = cells;
    if (record === undefined || field === undefined || value === undefined) return [];
    return record === 'record' || /^-+$/.test(record) ? [] : [{ record, field, value }];
  });
}
