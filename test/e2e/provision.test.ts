import type { Deal } from 'shared-model/deal.ts';
import type { Finding } from 'shared-model/finding.ts';
import { ruleKey, taskKey } from 'shared-model/keys.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { until } from '../support/until.ts';
import golden from '../golden/findings/deals.json' with { type: 'json' };
import { scenarios } from '../sandbox/salesforce/scenarios.ts';
import { crmOf, dealOf, eventOf, findingsOfRestlet } from './callers.ts';
import { calmErp, disturbErp, untilStruck } from './disturb.ts';
import type { Committed, Product } from './product.ts';
import { bridgeApi, created, groundTruth, now, startProduct } from './product.ts';

type Engagement = {
  state: string;
  runId: string;
  refs: { system: string; type: string; id: string; number?: string }[];
};
type Run = { status: string; findings: Finding[] };

/** The bridge judged by the rows it had read before, the RESTlet by those of the moment. */
function withoutAge({ asOf: _asOf, ...finding }: Finding): Omit<Finding, 'asOf'> {
  return finding;
}

/** Records of ours in the ERP that say how far a deal is; they are no part of it. */
const bookkeeping = /^customrecord_tl_(posting|link|outbox|state)$/;

/** An undo, and what NetSuite refused for its limit before, may take half a minute. */
const patienceMs = 60_000;
let product: Product;

beforeAll(async () => {
  product = await startProduct();
});

afterAll(async () => {
  await product.stop();
});

/** Sends the event of a deal and waits until its engagement has come to an end. */
async function provision(scenario: string, eventId: string, copies = 1): Promise<Engagement> {
  const deal = await dealOf(product, scenario);
  const body = eventOf(product, deal, eventId);
  const answers = await Promise.all(
    Array.from({ length: copies }, () => bridgeApi(product, '/v1/events', { role: 'producer', body })),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  return untilEnded(deal.opportunityId);
}

function untilEnded(opportunityId: string): Promise<Engagement> {
  const hasEnded = async (): Promise<Engagement | undefined> => {
    const { status, body } = await engagement(opportunityId);
    return status === 200 && ['done', 'failed', 'not-ready'].includes(body.state) ? body : undefined;
  };
  return until('the engagement has ended', hasEnded, patienceMs);
}

function engagement(opportunityId: string) {
  return bridgeApi<Engagement>(product, `/v1/engagements?source=salesforce&id=${opportunityId}`, { role: 'viewer' });
}

describe('the line, from an event to ground truth', () => {
  it('provisions D1 once: the customer is found by tax id, the project and its tasks are made', async () => {
    const before = await now(product, 'netsuite');
    const { state, refs } = await provision('d1', 'd1-1');
    expect(state).toBe('done');
    const committed = await groundTruth(product, 'netsuite', before);
    expect(created(committed, 'customer')).toEqual([]);
    expect(created(committed, 'job')).toHaveLength(1);
    expect(created(committed, 'projecttask').map(({ values }) => values.estimatedwork)).toEqual([320, 960, 960]);
    const project = committed.findLast(({ type }) => type === 'job');
    expect(project?.values.allowtime).toBe(true);
    expect(refs.some(({ number }) => number === 'C-1001')).toBe(true);
    const ofCrm = refs.filter(({ system }) => system === 'salesforce').map(({ type }) => type);
    expect(ofCrm).toEqual(['opportunity', 'account', 'engagement']);
  });

  it('makes one customer and one project of ten copies of an event', async () => {
    const before = await now(product, 'netsuite');
    const { state } = await provision('d1-new-customer', 'new-customer-1', 10);
    expect(state).toBe('done');
    const committed = await groundTruth(product, 'netsuite', before);
    expect(created(committed, 'customer')).toHaveLength(1);
    expect(created(committed, 'job')).toHaveLength(1);
    expect(created(committed, 'projecttask')).toHaveLength(3);
  });

  it('refuses other content under an id that came before, and stores nothing of it', async () => {
    const deal = await dealOf(product, 'd1-linked');
    const first = eventOf(product, deal, 'conflict-1');
    const accepted = await bridgeApi(product, '/v1/events', { role: 'producer', body: first });
    const other = { ...first, data: { ...first.data, revision: 2 } };
    const refused = await bridgeApi<{ type: string }>(product, '/v1/events', { role: 'producer', body: other });
    expect([accepted.status, refused.status]).toEqual([202, 409]);
    expect(refused.body.type).toBe('urn:throughline:error:intake.conflict');
    await untilEnded(deal.opportunityId);
  });
});

/** A seeded deal by the name that a person reads. */
async function dealNamed(name: string): Promise<Deal> {
  const rows = await groundTruth(product, 'salesforce');
  const id = rows.find(({ type, values }) => type === 'opportunity' && values.Name === name)?.id ?? '';
  const read = await crmOf(product).readDeal(id, { correlationId: 'test' });
  if (read.kind !== 'answered') throw new Error(`the deal ${name} was not read`);
  return read.deal;
}

/** What the card's head says, read from the CRM's own records. */
async function cardText(opportunityId: string): Promise<string> {
  const rows = (await groundTruth(product, 'salesforce')).filter(({ type }) => type === 'sync_status__c');
  const head = rows.find(({ values }) => values.Kind__c === 'engagement' && values.Opportunity__c === opportunityId);
  const texts = rows.filter(({ id }) => id === head?.id).flatMap(({ values }) => values.Text__c ?? []);
  const text = texts.at(-1);
  return typeof text === 'string' ? text : '';
}

/** What was made since and still stands, by type. */
async function standing(before: number): Promise<Readonly<Record<string, number>>> {
  const live = new Map<string, string>();
  for (const { operation, type, id } of await groundTruth(product, 'netsuite', before)) {
    if (operation === 'create') live.set(`${type} ${id}`, type);
    if (operation === 'delete') live.delete(`${type} ${id}`);
  }
  const types = [...live.values()].filter((type) => !bookkeeping.test(type));
  return Object.fromEntries(
    Object.entries(Object.groupBy(types, (type) => type)).map(([type, all]) => [type, all?.length ?? 0]),
  );
}

async function refuse(key: string, item: number): Promise<void> {
  await disturbErp(product, { kind: 'partial', match: { key }, item, text: 'Please enter value(s) for: Class' });
}

async function advanceClock(advanceMs: number): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const address = `${product.local().addresses.netsuite}/sandbox/clock`;
  const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify({ advanceMs }) });
  expect(answer.status).toBeLessThan(300);
}

/** Asks for the project as another producer does. */
async function ask(deal: Deal, eventId: string, generation: number): Promise<void> {
  const body = eventOf(product, deal, eventId, generation);
  expect((await bridgeApi(product, '/v1/events', { role: 'producer', body })).status).toBe(202);
}

async function untilState(deal: Deal, state: string): Promise<void> {
  const isThere = async (): Promise<true | undefined> => {
    const { status, body } = await engagement(deal.opportunityId);
    return status === 200 && body.state === state ? true : undefined;
  };
  await until(`${deal.name} is ${state}`, isThere, patienceMs);
}

/** The key of the deal's second task or rule in an attempt. */
function keyIn(deal: Deal, keyOf: typeof taskKey, generation: number): string {
  const parts = { pairing: product.local().pairing, opportunityId: deal.opportunityId, generation };
  return keyOf({ ...parts, legalEntity: deal.lines[0]?.legalEntity ?? '' }, 'R2');
}

/** The head of the card, once it says this. */
function untilCard(deal: Deal, says: RegExp): Promise<string> {
  const textNow = async (): Promise<string | undefined> => {
    const text = await cardText(deal.opportunityId);
    return says.test(text) ? text : undefined;
  };
  return until(`the card says ${says.source}`, textNow, patienceMs);
}

const minutesMs = 7 * 60_000;

/**
 * Lets the deal come to its project, and refuses a later record only minutes after that by the account's clock: until
 * then the account has no call free for it.
 *
 * @param meanwhile what somebody does to the project in these minutes
 */
async function refuseLate(
  deal: Deal,
  key: string,
  before: number,
  meanwhile?: (projectId: string) => Promise<void>,
): Promise<Committed> {
  const busy = await disturbErp(product, { kind: 'refuse', match: { key }, durationMs: 86_400_000 });
  await ask(deal, `${deal.name} late`, 1);
  const project = await until('the project is saved', async () => {
    return created(await groundTruth(product, 'netsuite', before), 'job')[0];
  });
  await untilStruck(product, busy);
  await advanceClock(minutesMs);
  await meanwhile?.(project.id);
  await refuse(key, 1);
  await calmErp(product, busy);
  await untilState(deal, 'failed');
  return project;
}

async function removedCustomers(): Promise<readonly unknown[]> {
  const all = await groundTruth(product, 'netsuite');
  return all.filter(({ type, operation }) => type === 'customer' && operation === 'delete');
}

describe('a deal that NetSuite refuses halfway', () => {
  const table = [
    {
      what: 'a billing rule',
      name: 'Solara Foods, order portal',
      keyOf: ruleKey,
      says: 'NetSuite refused a billing rule: ',
      then: { customrecord_tl_budget: 1, job: 1 },
    },
    {
      what: 'a task, when the project is there',
      name: 'Brandt Maschinenbau, ERP roll-out',
      keyOf: taskKey,
      says: 'NetSuite refused a task or the budget of the project: ',
      then: { customrecord_tl_budget: 1, job: 1 },
    },
  ];

  it.each(table)(
    '$what: only the customer stays, the card says so, and trying again makes one project',
    async (row) => {
      const { name, keyOf, says, then } = row;
      const before = await now(product, 'netsuite');
      const deal = await dealNamed(name);
      await refuse(keyIn(deal, keyOf, 1), 1);
      await ask(deal, `${name} refused`, 1);
      await untilState(deal, 'failed');
      const whole = await untilCard(deal, /half-made/);
      expect(whole).toMatch(new RegExp(`^${says}.+Nothing was left half-made: the project.* removed$`));
      const { customer: _stays, ...left } = await standing(before);
      expect(left).toEqual({});
      await ask(deal, `${name} again`, 2);
      await untilState(deal, 'done');
      expect(await standing(before)).toMatchObject(then);
    },
  );

  const late = [
    { what: 'a task', deal: 'two-deals-b', keyOf: taskKey, says: table[1]?.says },
    {
      what: 'a billing rule',
      deal: 'name-long',
      keyOf: ruleKey,
      says: table[0]?.says,
    },
  ];

  it.each(late)('$what, minutes after the project was saved: all but the customer goes', async (row) => {
    const before = await now(product, 'netsuite');
    const deal = await dealOf(product, row.deal);
    const project = await refuseLate(deal, keyIn(deal, row.keyOf, 1), before);
    await untilCard(deal, new RegExp(`^${row.says}.+Nothing was left half-made: the project.* removed$`));
    const { customer: _stays, ...left } = await standing(before);
    expect(left).toEqual({});
    const gone = (await groundTruth(product, 'netsuite', before)).find(
      ({ id, type, operation }) => type === 'job' && id === project.id && operation === 'delete',
    );
    expect(Date.parse(gone?.time ?? '') - Date.parse(project.time)).toBeGreaterThan(minutesMs);
    await ask(deal, `${row.deal} again`, 2);
    await untilState(deal, 'done');
    expect(await standing(before)).toMatchObject({ job: 1, customrecord_tl_budget: 1 });
    expect(await removedCustomers()).toEqual([]);
  });

  it('the same deal at a task and then at billing: the third attempt makes one project', async () => {
    const before = await now(product, 'netsuite');
    const deal = await dealOf(product, 'po-ends-early');
    for (const [place, keyOf] of [taskKey, ruleKey].entries()) {
      await refuse(keyIn(deal, keyOf, place + 1), 1);
      await ask(deal, `twice refused ${place}`, place + 1);
      await untilCard(deal, new RegExp(`^${late[place]?.says}.+Nothing was left half-made`));
    }
    await ask(deal, 'third attempt', 3);
    await untilState(deal, 'done');
    expect(await standing(before)).toMatchObject({ job: 1 });
    expect(await removedCustomers()).toEqual([]);
  });

  it('a task, minutes after the project was saved and edited by a person: it waits on finance, who have it', async () => {
    const before = await now(product, 'netsuite');
    const deal = await dealOf(product, 'manager-missing');
    const project = await refuseLate(deal, keyIn(deal, taskKey, 1), before, async (id) => {
      const address = `${product.local().addresses.netsuite}/app/accounting/project/project.nl?id=${id}&as=finance`;
      const form = new URLSearchParams({ companyname: 'Granite Trust, renamed by hand' });
      expect((await fetch(address, { method: 'POST', body: form, redirect: 'manual' })).status).toBe(303);
    });
    const text = await untilCard(deal, /remains in NetSuite/);
    expect(text).toMatch(
      new RegExp(`^Project ${String(project.values['entityid'])} remains in NetSuite; Finance operations has it: `),
    );
    const jobs = (await groundTruth(product, 'netsuite', before)).filter(({ type }) => type === 'job');
    expect(jobs.some(({ operation }) => operation === 'delete')).toBe(false);
    expect(await removedCustomers()).toEqual([]);
  });
});

describe('a customer that looks like one NetSuite has', () => {
  it('is asked about before anything is made, and the answer makes or uses one', async () => {
    const before = await now(product, 'netsuite');
    const deal = await dealNamed('Wexford Hydraulics, pump telemetry');
    const asked = eventOf(product, deal, 'possible-match-1');
    await bridgeApi(product, '/v1/events', { role: 'producer', body: asked });
    const { state, runId } = await untilEnded(deal.opportunityId);
    expect(state).toBe('not-ready');
    const run = await bridgeApi<Run>(product, `/v1/runs/${runId}`);
    expect(run.body.findings).toMatchObject([{ code: 'deal.customer-possible-match', owner: 'sales-ops' }]);
    expect(await standing(before)).toEqual({});
    const number = /\bC-\d+\b/.exec(run.body.findings[0]?.text ?? '')?.[0] ?? '';
    const again = eventOf(product, deal, 'possible-match-2', 2);
    const customerChoice = { kind: 'use', customerNumber: number };
    const body = { ...again, data: { ...again.data, customerChoice } };
    expect((await bridgeApi(product, '/v1/events', { role: 'producer', body })).status).toBe(202);
    const refs = await until('it is done', async () => {
      const answer = await engagement(deal.opportunityId);
      return answer.body.state === 'done' ? answer.body.refs : undefined;
    });
    expect(refs.some((ref) => ref.number === number)).toBe(true);
    const made = await standing(before);
    expect(made).toMatchObject({ job: 1 });
    expect(made).not.toHaveProperty('customer');
  });
});

describe('every rule', () => {
  const failing = scenarios.filter(({ state }) => state === 'not-ready');

  it.each(failing)('$key: bridge and RESTlet find the same', async ({ key, findings }) => {
    const before = await now(product, 'netsuite');
    const { state, runId } = await provision(key, `rule-${key}`);
    expect(state).toBe('not-ready');
    const run = await bridgeApi<Run>(product, `/v1/runs/${runId}`);
    expect(run.body.status).toBe('not-ready');
    const fromRestlet = await findingsOfRestlet(product, product.dataFolder, await dealOf(product, key));
    expect(run.body.findings.map(withoutAge)).toEqual(fromRestlet.map(withoutAge));
    expect(fromRestlet.map((finding) => finding.code)).toEqual(findings);
    const committed = await groundTruth(product, 'netsuite', before);
    expect(committed.filter(({ type }) => !bookkeeping.test(type))).toEqual([]);
  });

  const warned = scenarios.filter(({ state, findings }) => state === 'done' && findings.length > 0);

  it.each(warned)('$key: is only warned, and can be provisioned', async ({ key, findings }) => {
    const fromRestlet = await findingsOfRestlet(product, product.dataFolder, await dealOf(product, key));
    expect(fromRestlet.map((finding) => [finding.code, finding.severity])).toEqual(
      findings.map((code) => [code, 'warns']),
    );
  });

  it('has a seeded deal that shows each finding', () => {
    const shown = new Set(scenarios.flatMap(({ findings }) => findings));
    const codes = golden.flatMap(({ findings }) => findings.map(({ code }) => code));
    expect([...new Set(codes)].filter((code) => !shown.has(code))).toEqual([]);
  });
});
