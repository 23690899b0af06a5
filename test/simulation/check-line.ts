import { engagementIdOf } from 'shared-model/ids.ts';
import { activationKey, budgetKey, customerKey, projectKey, ruleKey, taskKey } from 'shared-model/keys.ts';
import { StepId } from 'shared-model/steps.ts';
import { isToBeOpen, openedEarly } from './check-activation.ts';
import { holdsShown, writesWhileHeld } from './check-holds.ts';
import type { SentRequest } from './network.ts';
import { leftovers, removedCustomers } from './check-attempts.ts';
import { deletedByPeople, type EditedDeal, editsOf, shownEdits } from './check-edits.ts';
import { soldOn } from './sold-parts.ts';
import { textOf, type Truth, type TruthRow } from './truth.ts';

/** What is right in the end, read from what both platforms committed or refused and from nothing else. */
export type LineTruth = {
  salesforce: Truth;
  netsuite: Truth;
  orgId: string;
  pairing: string;
  /** Who opens projects for time. */
  activation: 'automatic' | 'finance';
  /** Keys of the records that the ERP refused for good. */
  refusedKeys: readonly string[];
  sent: readonly SentRequest[];
};

/** A deal that a person asked to provision, and what its seed says must come of it. */
export type ExpectedDeal = {
  opportunityId: string;
  accountId: string;
  legalEntity: string;
  /** `asks`: nothing is made before a person has said which customer it is. */
  ends: 'done' | 'not-ready' | 'asks';
  customer: 'adopted' | 'created';
};

/** Everything that is wrong after a run; nothing when the line kept its promise. */
export function findViolations(
  truth: LineTruth & { announced: readonly string[] },
  deals: readonly ExpectedDeal[],
): readonly string[] {
  const asked = deals.filter(({ opportunityId }) => requestsOf(truth, opportunityId).length > 0);
  return [
    ...asked.flatMap((deal) => (deal.ends === 'not-ready' ? refusedDeal(truth, deal) : soundDeal(truth, deal))),
    ...openedEarly(truth),
    ...asked.flatMap((deal) => writesWhileHeld(truth, engagementIdOf(truth.orgId, deal.opportunityId))),
    ...announcements(truth, asked),
    ...removedCustomers(truth.netsuite),
    ...doubledKeys(truth),
    ...strangers(truth, asked),
    ...staleWrites(truth),
  ].toSorted((one, other) => one.localeCompare(other, 'en'));
}

/** Whether the CRM shows by now what people did in the ERP; how soon is nobody's promise. */
export function isNewsShown(truth: LineTruth, deals: readonly ExpectedDeal[]): boolean {
  return deals.every((deal) => {
    if (holdsShown(truth, engagementIdOf(truth.orgId, deal.opportunityId)).length > 0) return false;
    const project = projectOf(truth, deal);
    return project === undefined || shownEdits(editedDeal(truth, deal, project)).length === 0;
  });
}

function projectOf({ netsuite, pairing }: LineTruth, deal: ExpectedDeal): TruthRow | undefined {
  const own = projectKey({ pairing, ...deal, generation: 1 }).replace(/1$/, '');
  return netsuite.rows('job').findLast(({ externalId = '' }) => externalId.startsWith(own));
}

function editedDeal(truth: LineTruth, deal: ExpectedDeal, project: TruthRow | undefined): EditedDeal {
  const { netsuite } = truth;
  return { netsuite, opportunityId: deal.opportunityId, project, shown: statusOf(truth, deal, 'erp') };
}

function requestsOf({ salesforce }: LineTruth, opportunityId: string): readonly TruthRow[] {
  return salesforce
    .rows('provision_request__c')
    .filter((row) => textOf(row, 'Opportunity__c') === opportunityId && actOf(row) === 'provision');
}

/** What people said of a possible match, by attempt. */
function choicesOn(truth: LineTruth, opportunityId: string): readonly (string | undefined)[] {
  const requests = requestsOf(truth, opportunityId).toSorted((one, other) => generationOf(one) - generationOf(other));
  return requests.map((row) => textOf(row, 'Customer_Choice__c'));
}

function actsOn({ salesforce }: LineTruth, opportunityId: string): readonly string[] {
  const all = salesforce.rows('provision_request__c').filter((row) => textOf(row, 'Opportunity__c') === opportunityId);
  return all.map(actOf).filter((act) => act !== 'provision');
}

/** Whether a person cancelled an attempt or gave one up. */
function wasEnded(truth: LineTruth, opportunityId: string): boolean {
  return actsOn(truth, opportunityId).some((act) => ['cancel', 'give-up'].includes(act));
}

function actOf(row: TruthRow): string {
  return textOf(row, 'Act__c') ?? 'provision';
}

function generationOf(row: TruthRow | undefined): number {
  return Number(textOf(row ?? empty, 'Generation__c') ?? 0);
}

/** Other systems hear of a project once, when it is open for time, and of no other attempt. */
function announcements(
  truth: LineTruth & { announced: readonly string[] },
  asked: readonly ExpectedDeal[],
): readonly string[] {
  const wanted = asked.flatMap((deal) => {
    const head = statusOf(truth, deal);
    const isDone = textOf(head ?? empty, 'State__c') === 'done';
    return isDone ? [`${engagementIdOf(truth.orgId, deal.opportunityId)}:${generationOf(head)}`] : [];
  });
  const { announced } = truth;
  return unless(
    sameTexts(announced, wanted),
    `announced as provisioned: ${announced.join(', ')} instead of ${wanted.join(', ')}`,
  );
}

function statusOf({ salesforce, orgId }: LineTruth, deal: ExpectedDeal, step?: string): TruthRow | undefined {
  const key = [engagementIdOf(orgId, deal.opportunityId), ...(step === undefined ? [] : [step])].join(':');
  return salesforce.rows('sync_status__c').find((row) => textOf(row, 'Key__c') === key);
}

/**
 * A deal that can be provisioned: every attempt but the last has left nothing, and the last is whole, or has left nothing
 * either for a reason that lies outside of the bridge.
 */
function soundDeal(truth: LineTruth, deal: ExpectedDeal): readonly string[] {
  const { opportunityId } = deal;
  const generations = requestsOf(truth, opportunityId).map(generationOf);
  const last = Math.max(...generations);
  const head = statusOf(truth, deal);
  const state = textOf(head ?? empty, 'State__c') ?? 'nothing';
  const isWhole = !['failed', 'ready', ...(deal.ends === 'asks' ? ['not-ready'] : [])].includes(state);
  const over = [...new Set(generations)].filter((generation) => generation < last || !isWhole);
  return [
    ...unless(new Set(generations).size === generations.length, `${opportunityId}: two requests for one generation`),
    ...unless(generationOf(head) === last, `${opportunityId}: the card shows attempt ${generationOf(head)} of ${last}`),
    ...over.flatMap((generation) => leftovers(truth.netsuite, opportunityId, generation)),
    ...(isWhole ? provisionedDeal(truth, deal, last) : endedDeal(truth, deal, state)),
  ];
}

/** An attempt that ended without a project did so because a person wanted it, or the ERP refused a record for good. */
function endedDeal(truth: LineTruth, deal: ExpectedDeal, state: string): readonly string[] {
  const { opportunityId } = deal;
  const isWanted = wasEnded(truth, opportunityId);
  const isUnanswered = deal.ends === 'asks' && choicesOn(truth, opportunityId).at(-1) === undefined;
  const isRefused = truth.refusedKeys.some((key) => key.includes(`:${opportunityId}:`));
  const undone = textOf(statusOf(truth, deal) ?? empty, 'Undone__c');
  const open = soldOn(truth, opportunityId).roles.filter((row) => textOf(row, 'Demand_State__c') === 'open');
  return [
    ...unless(
      isWanted || isRefused || isUnanswered,
      `${opportunityId}: lost, the card shows ${state}, and nobody wanted or refused it`,
    ),
    ...unless(undone !== 'part', `${opportunityId}: only a part of it was undone`),
    ...unless(open.length === 0, `${opportunityId}: ${open.length} role requests are open without a project`),
  ];
}

/** One request, one customer, one project with its tasks, open for time or waiting for finance, and the card says so. */
function provisionedDeal(truth: LineTruth, deal: ExpectedDeal, generation: number): readonly string[] {
  const { netsuite, pairing } = truth;
  const { opportunityId, legalEntity } = deal;
  const parts = { pairing, opportunityId, legalEntity, generation };
  const project = netsuite.rows('job').find((row) => row.externalId === projectKey(parts));
  const isOpen = isToBeOpen(truth, project);
  const requests = isOpen ? requestsOf(truth, opportunityId) : [];
  const tasks = netsuite.rows('projecttask').filter((row) => textOf(row, 'company') === project?.id);
  const sold = soldOn(truth, opportunityId);
  const gone = deletedByPeople(netsuite).map(({ externalId }) => externalId);
  const wanted = sold.tasks.map((part) => taskKey(parts, part)).filter((key) => !gone.includes(key));
  const rules = sold.rules.map((part) => ruleKey(parts, part)).filter((key) => !gone.includes(key));
  const found = tasks.map((row) => row.externalId ?? '?');
  return [
    ...unless(
      requests.every((row) => textOf(row, 'State__c') === 'closed'),
      `${opportunityId}: a request is not closed`,
    ),
    ...unless(project !== undefined, `${opportunityId}: lost, there is no project`),
    ...unless(
      isTrue(project, 'allowtime') === isOpen,
      `${opportunityId}: its project is ${isOpen ? 'not ' : ''}open for time`,
    ),
    ...unless(sameTexts(found, wanted), `${opportunityId}: tasks ${found.join(', ')} instead of ${wanted.join(', ')}`),
    ...customerOf(truth, deal, project),
    ...shownOn(truth, deal, project),
    ...ledgerOf(truth, [projectKey(parts), budgetKey(parts), ...wanted, ...rules]),
    ...(isOpen ? ledgerOf(truth, [activationKey(parts)]) : []),
    ...staffedOf(truth, deal, project),
    ...editsOf(editedDeal(truth, deal, project)),
  ];
}

/** Every role request is open for staffing under the project. */
function staffedOf(
  truth: LineTruth,
  { opportunityId }: ExpectedDeal,
  project: TruthRow | undefined,
): readonly string[] {
  const number = textOf(project ?? empty, 'entityid');
  const closed = soldOn(truth, opportunityId).roles.filter(
    (row) => textOf(row, 'Demand_State__c') !== 'open' || textOf(row, 'Project_Number__c') !== number,
  );
  return unless(
    closed.length === 0,
    `${opportunityId}: ${closed.length} role requests are not open for ${number ?? '?'}`,
  );
}

/**
 * A deal that the rules refuse leaves nothing in the ERP, and its card says why. Who ends it while the ERP is still asked
 * sees that instead.
 */
function refusedDeal(truth: LineTruth, deal: ExpectedDeal): readonly string[] {
  const state = textOf(statusOf(truth, deal) ?? empty, 'State__c');
  const wanted = ['not-ready', ...(wasEnded(truth, deal.opportunityId) ? ['failed', 'ready'] : [])];
  const made = truth.netsuite.commits.filter((entry) => (entry.externalId ?? '').includes(deal.opportunityId));
  return [
    ...unless(
      wanted.includes(state ?? 'nothing'),
      `${deal.opportunityId}: the card shows ${state ?? 'nothing'}, not ${wanted.join(' or ')}`,
    ),
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
  const isDifferent = choicesOn(truth, deal.opportunityId).includes('different');
  const wanted = deal.customer === 'created' || isDifferent ? 1 : 0;
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
  const isOpen = isToBeOpen(truth, project);
  const steps = StepId.options.filter((step) => isOpen || step !== 'activation');
  const open = steps.filter((step) => textOf(statusOf(truth, deal, step) ?? empty, 'State__c') !== 'done');
  const wanted = isOpen ? 'done' : 'waiting';
  return [
    ...unless(
      state === wanted,
      `${deal.opportunityId}: the card shows ${state ?? 'nothing'} in the end, not ${wanted}`,
    ),
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
    ({ operation, type }) =>
      operation === 'create' &&
      ['job', 'customer', 'projecttask', 'chargerule', 'customrecord_tl_budget'].includes(type),
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
