import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CustomerChoice } from 'shared-model/customer-match.ts';
import type { Deal } from 'shared-model/deal.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { until } from '../support/until.ts';
import { crmOf, eventOf } from './callers.ts';
import { readTable, type TableRow, tableOf, type Truth, writeTable } from './golden-table.ts';
import type { Product } from './product.ts';
import { bridgeApi, created, groundTruth, now, startProduct } from './product.ts';

/** The deals whose whole outcome a consultant has read; `WRITE_GOLDEN=1` writes the tables anew, to be read again. */
const deals: readonly string[] = [
  ...['d1', 'd1-linked', 'd1-new-customer', 'd2', 'd7', 'po-present', 'mixed-billing', 'possible-match'],
  ...[
    'near-equal-names',
    'two-deals-a',
    'two-deals-b',
    'name-long',
    'milestone-late',
    'po-ends-early',
    'period-closed',
  ],
];
/** Its work would start in a period that is closed: nothing is made of it. */
const notReady: readonly string[] = ['period-closed'];
const isWriting = process.env['WRITE_GOLDEN'] === '1';
const waitMs = 60_000;

type Engagement = { state: string; runId: string };

let product: Product;
let seeded = 0;
const asked = new Map<string, Deal>();

beforeAll(async () => {
  product = await startProduct();
  seeded = await now(product, 'netsuite');
});

afterAll(async () => {
  await product.stop();
});

/** A seeded deal as the bridge would read it, by the key of its engagement. */
async function dealOf(key: string): Promise<Deal> {
  const seeds = await groundTruth(product, 'salesforce');
  const engagement = seeds.find(({ type, values }) => type === 'engagement__c' && values['Engagement_Key__c'] === key);
  const opportunityId = String(engagement?.values['Opportunity__c']);
  const result = await crmOf(product).readDeal(opportunityId, { correlationId: 'test' });
  if (result.kind !== 'answered') throw new Error(`the deal ${key} was not read: ${JSON.stringify(result)}`);
  return result.deal;
}

/** Asks for a deal's project; a later revision carries what a person chose. */
async function ask(key: string, revision = 1, customerChoice?: CustomerChoice): Promise<Deal> {
  const deal = await dealOf(key);
  const event = eventOf(product, deal, `golden-${key}-${revision}`);
  const data = { ...event.data, revision, ...(customerChoice === undefined ? {} : { customerChoice }) };
  const { status, body } = await bridgeApi(product, '/v1/events', { role: 'producer', body: { ...event, data } });
  expect({ key, status, body }).toMatchObject({ key, status: 202 });
  asked.set(key, deal);
  return deal;
}

/** Where a deal stands once nothing more comes of it by itself. */
function ended(deal: Deal, states: readonly string[]): Promise<Engagement> {
  const path = `/v1/engagements?source=salesforce&id=${deal.opportunityId}`;
  const look = async () => {
    const { status, body } = await bridgeApi<Engagement>(product, path, { role: 'viewer' });
    return status === 200 && states.includes(body.state) ? body : undefined;
  };
  return until(`${deal.name} is one of ${states.join(', ')}`, look, waitMs);
}

async function truthNow(): Promise<Truth> {
  return { netsuite: await groundTruth(product, 'netsuite'), salesforce: await groundTruth(product, 'salesforce') };
}

describe('customers', { timeout: 180_000 }, () => {
  it('that are nearly the same are offered, and nothing is made before a person has answered', async () => {
    const deal = await ask('possible-match');
    const { runId } = await ended(deal, ['not-ready']);
    const run = await bridgeApi<{ findings: { code: string; owner: string; text: string }[] }>(
      product,
      `/v1/runs/${runId}`,
    );
    expect(run.body.findings).toMatchObject([{ code: 'deal.customer-possible-match', owner: 'sales-ops' }]);
    expect(run.body.findings[0]?.text).toContain('C-1010');
    expect((await groundTruth(product, 'netsuite', seeded)).filter(({ type }) => type === 'customer')).toEqual([]);
    await ask('possible-match', 2, { kind: 'use', customerNumber: 'C-1010' });
    await ended(deal, ['done']);
  });

  it('of two firms with nearly the same name are two, and two deals of one account share one', async () => {
    await Promise.all(deals.filter((key) => key !== 'possible-match').map((key) => ask(key)));
    for (const key of deals) {
      const deal = asked.get(key);
      if (deal !== undefined) await ended(deal, [notReady.includes(key) ? 'not-ready' : 'done']);
    }
    const customers = created(await groundTruth(product, 'netsuite', seeded), 'customer').map(
      ({ values }) => values['companyname'],
    );
    expect(customers.filter((name) => String(name).startsWith('Nordwind'))).toEqual(['Nordwind Logistik AG']);
    expect(customers.filter((name) => String(name).startsWith('Solara'))).toHaveLength(1);
  });
});

describe('what stands in both platforms for each deal, field by field', () => {
  it.each(deals)('%s', async (key) => {
    const deal = asked.get(key);
    if (deal === undefined) throw new Error(`${key} was not asked for`);
    const ids = { opportunityId: deal.opportunityId, accountId: deal.customer.accountId };
    const rowsNow = async () => tableOf(await truthNow(), ids, seeded);
    const file = fileURLToPath(new URL(`../golden/deals/${key}.md`, import.meta.url));
    if (isWriting) writeFileSync(file, `${headOf(file, deal)}\n\n${writeTable(await rowsNow())}\n`);
    // The card is told a moment after the bridge knows.
    const read = inOrder(readTable(readFileSync(file, 'utf8')));
    await expect.poll(async () => inOrder(await rowsNow()), { timeout: waitMs }).toEqual(read);
  });
});

/** Which record was written first is not what a table promises. */
function inOrder(rows: readonly TableRow[]): readonly string[] {
  return rows.map(({ record, field, value }) => `${record} | ${field} | ${value}`).toSorted();
}

/** What people have written above the table stays. */
function headOf(file: string, { name }: Deal): string {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : `# ${name}`;
  return text.slice(0, text.includes('\n|') ? text.indexOf('\n|') : undefined).trim();
}
