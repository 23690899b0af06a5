import type { Finding } from 'shared-model/finding.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { until } from '../support/until.ts';
import { dealOf, eventOf, findingsOfRestlet, opportunityOf } from './callers.ts';
import type { Product } from './product.ts';
import { bridgeApi, created, groundTruth, now, startProduct } from './product.ts';

type Engagement = {
  state: string;
  runId: string;
  refs: { system: string; type: string; id: string; number?: string }[];
};
type Run = { status: string; findings: Finding[] };

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
  return until('the engagement has ended', async () => {
    const { status, body } = await engagement(opportunityId);
    return status === 200 && ['done', 'failed', 'not-ready'].includes(body.state) ? body : undefined;
  });
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

describe('the six rules', () => {
  const table = [
    ['not-signed', 'deal.contract-not-signed'],
    ['sum-differs', 'deal.lines-do-not-sum'],
    ['entity-unknown', 'deal.legal-entity-unknown'],
    ['contact-missing', 'deal.billing-contact-missing'],
    ['rate-card-expired', 'deal.rate-card-not-valid'],
    ['dates-reversed', 'deal.dates-invalid'],
  ] as const;

  it.each(table)('%s: bridge and RESTlet find the same', async (scenario, code) => {
    const before = await now(product, 'netsuite');
    const { state, runId } = await provision(scenario, `rule-${scenario}`);
    expect(state).toBe('not-ready');
    const run = await bridgeApi<Run>(product, `/v1/runs/${runId}`);
    expect(run.body.status).toBe('not-ready');
    const fromRestlet = await findingsOfRestlet(product, product.dataFolder, await dealOf(product, scenario));
    expect(run.body.findings).toEqual(fromRestlet);
    expect(fromRestlet.map((finding) => finding.code)).toContain(code);
    const committed = await groundTruth(product, 'netsuite', before);
    expect(committed).toEqual([]);
    expect(await opportunityOf(product, scenario)).toHaveLength(18);
  });
});
