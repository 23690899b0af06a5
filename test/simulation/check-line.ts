import { engagementIdOf } from 'shared-model/ids.ts';
import { activationKey, customerKey, projectKey, taskKey } from 'shared-model/keys.ts';
import { textOf, type Truth, type TruthRow } from './truth.ts';

/** What is right in the end, read from what both platforms committed and from nothing else. */
export type LineTruth = { salesforce: Truth; netsuite: Truth; orgId: string; pairing: string };

/** A deal that a person asked to provision, and what its seed says must come of it. */
export type ExpectedDeal = {
  opportunityId: string;
  accountId: string;
  legalEntity: string;
  ends: 'done' | 'not-ready';
  customer: 'adopted' | 'created';
};

/** Everything that is wrong after a run; nothing when the line kept its promise. */
export function findViolations(truth: LineTruth, deals: readonly ExpectedDeal[]): readonly string[] {
  const asked = deals.filter(({ opportunityId }) => requestsOf(truth, opportunityId).length > 0);
  return [
    ...asked.flatMap((deal) => (deal.ends === 'done' ? provisionedDeal(truth, deal) : refusedDeal(truth, deal))),
    ...doubledKeys(truth),
    ...strangers(truth, asked),
    ...staleWrites(truth),
  ].toSorted((one, other) => one.localeCompare(other, 'en'));
}

function requestsOf({ salesforce }: LineTruth, opportunityId: string): readonly TruthRow[] {
  return salesforce.rows('provision_request__c').filter((row) => textOf(row, 'Opportunity__c') === opportunityId);
}

function statusOf({ salesforce, orgId }: LineTruth, deal: ExpectedDeal, step?: string): TruthRow | undefined {
  const key = [engagementIdOf(orgId, deal.opportunityId), ...(step === undefined ? [] : [step])].join(':');
  return salesforce.rows('sync_status__c').find((row) => textOf(row, 'Key__c') === key);
}

/** One request, one customer, one project with its tasks, open for time, and the card says so. */
function provisionedDeal(truth: LineTruth, deal: ExpectedDeal): readonly string[] {
  const { netsuite, pairing } = truth;
  const { opportunityId, legalEntity } = deal;
  const parts = { pairing, opportunityId, legalEntity, generation: 1 };
  const project = netsuite.rows('job').find((row) => row.externalId === projectKey(parts));
  const requests = requestsOf(truth, opportunityId);
  const tasks = netsuite.rows('projecttask').filter((row) => textOf(row, 'company') === project?.id);
  const wanted = rolesOf(truth, opportunityId).map((role) => taskKey(parts, role));
  const found = tasks.map((row) => row.externalId ?? '?');
  return [
    ...unless(requests.length === 1, `${opportunityId}: ${requests.length} requests for one generation`),
    ...unless(textOf(requests[0] ?? empty, 'State__c') === 'closed', `${opportunityId}: its request is not closed`),
    ...unless(project !== undefined, `${opportunityId}: lost, there is no project`),
    ...unless(isTrue(project, 'allowtime'), `${opportunityId}: its project is not open for time`),
    ...unless(sameTexts(found, wanted), `${opportunityId}: tasks ${found.join(', ')} instead of ${wanted.join(', ')}`),
    ...customerOf(truth, deal, project),
    ...shownOn(truth, deal, project),
    ...ledgerOf(truth, [projectKey(parts), activationKey(parts), ...wanted]),
  ];
}

/** A deal that the rules refuse leaves nothing in the ERP, and its card says why. */
function refusedDeal(truth: LineTruth, deal: ExpectedDeal): readonly string[] {
  const state = textOf(statusOf(truth, deal) ?? empty, 'State__c');
  const made = truth.netsuite.commits.filter((entry) => (entry.externalId ?? '').includes(deal.opportunityId));
  return [
    ...unless(state === 'not-ready', `${deal.opportunityId}: the card shows ${state ?? 'nothing'}, not not-ready`),
    ...unless(
      made.length === 0,
      `${deal.opportunityId}: refused, and yet ${made.map(({ type }) => type).join(', ')} were written`,
    ),
  ];
}

function customerOf(truth: LineTruth, deal: ExpectedDeal, project: TruthRow | undefined): readonly string[] {
  const { accountId, legalEntity } = deal;
  const key = customerKey({ pairing: truth.pairing, accountId, legalEntity });
  const created = truth.netsuite.commits.filter(
    (one) => one.operation === 'create' && one.type === 'customer' && one.externalId === key,
  );
  const wanted = deal.customer === 'created' ? 1 : 0;
  const parent = truth.netsuite.rows('customer').find((row) => row.id === textOf(project ?? empty, 'parent'));
  const account = truth.salesforce.rows('account').find((row) => row.id === accountId);
  const number = textOf(account ?? empty, 'ERP_Customer_Number__c');
  return [
    ...unless(
      created.length === wanted,
      `${deal.opportunityId}: ${created.length} customers created instead of ${wanted}`,
    ),
    ...unless(project === undefined || parent !== undefined, `${deal.opportunityId}: its project has no customer`),
    ...unless(
      parent === undefined || number === textOf(parent, 'entityid'),
      `${deal.opportunityId}: the account shows customer ${number ?? 'none'}, the ERP has ${textOf(parent ?? empty, 'entityid')}`,
    ),
  ];
}

/** The card's last word is what the ERP holds. */
function shownOn(truth: LineTruth, deal: ExpectedDeal, project: TruthRow | undefined): readonly string[] {
  const state = textOf(statusOf(truth, deal) ?? empty, 'State__c');
  const shown = textOf(statusOf(truth, deal, 'project') ?? empty, 'Ref_Id__c');
  const steps = ['check', 'customer', 'project', 'tasks', 'activation'];
  const open = steps.filter((step) => textOf(statusOf(truth, deal, step) ?? empty, 'State__c') !== 'done');
  return [
    ...unless(state === 'done', `${deal.opportunityId}: the card shows ${state ?? 'nothing'} in the end, not done`),
    ...unless(
      shown === project?.id,
      `${deal.opportunityId}: the card links project ${shown ?? 'none'}, the ERP has ${project?.id}`,
    ),
    ...unless(open.length === 0, `${deal.opportunityId}: the card's steps ${open.join(', ')} are not done`),
  ];
}

/** Every ledger row is confirmed and names a document that stands. */
function ledgerOf({ netsuite }: LineTruth, keys: readonly string[]): readonly string[] {
  const rows = netsuite.rows('customrecord_tl_posting');
  return keys.flatMap((key) => {
    const row = rows.find(({ externalId }) => externalId === key);
    const type = textOf(row ?? empty, 'custrecord_tl_posting_doctype');
    const id = textOf(row ?? empty, 'custrecord_tl_posting_docid');
    const stands = type !== undefined && netsuite.rows(type).some((one) => one.id === id);
    if (row === undefined) return [`${key}: no ledger row`];
    if (textOf(row, 'custrecord_tl_posting_state') !== 'posted') return [`${key}: its ledger row is not posted`];
    return unless(stands, `${key}: posted, and yet there is no ${type ?? 'document'} ${id ?? ''}`);
  });
}

/** One live record per key: what at-most-once means. */
function doubledKeys({ netsuite }: LineTruth): readonly string[] {
  const created = netsuite.commits.filter((one) => one.operation === 'create' && one.type !== 'customrecord_tl_link');
  const byKey = Map.groupBy(created, (one) => `${one.type} ${one.externalId ?? `without a key: ${one.id}`}`);
  return [...byKey].filter(([, list]) => list.length > 1).map(([key, list]) => `${key}: created ${list.length} times`);
}

/** Projects and customers that no request asked for. */
function strangers({ netsuite }: LineTruth, asked: readonly ExpectedDeal[]): readonly string[] {
  const sources = asked.flatMap(({ opportunityId, accountId }) => [opportunityId, accountId]);
  const documents = netsuite.commits.filter(
    ({ operation, type }) => operation === 'create' && ['job', 'customer', 'projecttask'].includes(type),
  );
  return documents
    .filter(({ externalId = '' }) => !sources.some((source) => externalId.includes(`:${source}:`)))
    .map(({ type, id, externalId }) => `${type} ${id} (${externalId ?? 'no key'}): nobody asked for it`);
}

/** What the CRM shows of a row never goes back to an older version, nor to what was true at an earlier time. */
function staleWrites({ salesforce }: LineTruth): readonly string[] {
  const shown = new Map<string, { version: number; at: string }>();
  const stale: string[] = [];
  for (const entry of salesforce.commits.filter(({ type }) => type === 'sync_status__c')) {
    const before = shown.get(entry.id) ?? { version: 0, at: '' };
    const version = Number(textOf(entry, 'Version__c') ?? before.version);
    const at = textOf(entry, 'At__c') ?? before.at;
    if (version < before.version) stale.push(`status row ${entry.id}: version ${version} after ${before.version}`);
    if (at < before.at) stale.push(`status row ${entry.id}: what was true at ${at} after what was at ${before.at}`);
    shown.set(entry.id, { version: Math.max(version, before.version), at: at > before.at ? at : before.at });
  }
  return stale;
}

/** The stable keys of the roles that were sold on an opportunity. */
function rolesOf({ salesforce }: LineTruth, opportunityId: string): readonly string[] {
  const below = (type: string, field: string, ids: readonly string[]): readonly TruthRow[] =>
    salesforce.rows(type).filter((row) => ids.includes(textOf(row, field) ?? ''));
  const idsOf = (rows: readonly TruthRow[]): readonly string[] => rows.map(({ id }) => id);
  const engagements = idsOf(below('engagement__c', 'Opportunity__c', [opportunityId]));
  const lines = idsOf(below('sow_line__c', 'Engagement__c', engagements));
  return below('role_request__c', 'SOW_Line__c', lines).map((row) => textOf(row, 'Role_Key__c') ?? '?');
}

const empty: TruthRow = { type: '', id: '', externalId: undefined, values: {} };

function unless(isRight: boolean, violation: string): readonly string[] {
  return isRight ? [] : [violation];
}

function isTrue(row: TruthRow | undefined, field: string): boolean {
  return ['true', 'T'].includes(textOf(row ?? empty, field) ?? '');
}

function sameTexts(one: readonly string[], other: readonly string[]): boolean {
  return one.toSorted().join('\n') === other.toSorted().join('\n');
}
