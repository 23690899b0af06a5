import type { Product } from '../e2e/product.ts';
import { groundTruth, now } from '../e2e/product.ts';
import { until } from '../support/until.ts';
import { copyDeal } from './copied-deals.ts';
import { percentile } from './figures.ts';

export type ClickOptions = {
  /** Which seeded deal is copied for each click. */
  readonly deal: string;
  readonly clicks: number;
  /** Clicks that are made at the same moment; the next ones follow when these are done. */
  readonly atOnce: number;
  readonly withinMs?: number;
};

export type ClickFigures = ClickOptions & {
  readonly done: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly minMs: number;
  readonly maxMs: number;
  /** Projects that NetSuite committed meanwhile. */
  readonly projects: number;
};

/**
 * Presses *Provision project* on copies of a deal and takes the time until Salesforce shows *done*.
 *
 * Both instants are read from the org's own log of what it committed: the request as the click wrote it, and the status row
 * that says done. So waiting here neither adds to the time nor shortens it.
 */
export async function measureClicks(product: Product, options: ClickOptions): Promise<ClickFigures> {
  const { clicks, atOnce, deal, withinMs = 120_000 } = options;
  const { salesforce } = product.local().addresses;
  const opportunities = await copyDeal(salesforce, deal, clicks);
  const [ofCrm, ofErp] = await Promise.all([now(product, 'salesforce'), now(product, 'netsuite')]);
  const cookie = await signIn(salesforce);
  for (let first = 0; first < clicks; first += atOnce) {
    const together = opportunities.slice(first, first + atOnce);
    await Promise.all(together.map((opportunityId) => click(salesforce, cookie, opportunityId)));
    await until(
      `${together.length} deals are done`,
      async () => ((await timesToDone(product, ofCrm, together)).length === together.length ? true : undefined),
      withinMs,
    );
  }
  const times = await timesToDone(product, ofCrm, opportunities);
  const committed = await groundTruth(product, 'netsuite', ofErp);
  return {
    ...options,
    done: times.length,
    p50Ms: percentile(times, 50),
    p95Ms: percentile(times, 95),
    minMs: Math.min(...times),
    maxMs: Math.max(...times),
    projects: committed.filter(({ operation, type }) => operation === 'create' && type === 'job').length,
  };
}

/** Milliseconds from click to done of those deals that are done. */
async function timesToDone(product: Product, after: number, opportunities: readonly string[]): Promise<number[]> {
  const wanted = new Set(opportunities);
  const clickedAt = new Map<string, number>();
  const doneAt = new Map<string, number>();
  for (const { operation, type, time, values } of await groundTruth(product, 'salesforce', after)) {
    const opportunity = String(values.Opportunity__c);
    if (!wanted.has(opportunity)) continue;
    if (type === 'provision_request__c' && operation === 'create') clickedAt.set(opportunity, Date.parse(time));
    const saysDone = type === 'sync_status__c' && values.Kind__c === 'engagement' && values.State__c === 'done';
    if (saysDone && !doneAt.has(opportunity)) doneAt.set(opportunity, Date.parse(time));
  }
  return [...doneAt].flatMap(([opportunity, at]) => {
    const from = clickedAt.get(opportunity);
    return from === undefined ? [] : [at - from];
  });
}

async function signIn(salesforceUrl: string): Promise<string> {
  const session = await fetch(`${salesforceUrl}/sandbox/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ as: 'sales1' }),
  });
  const cookies = session.headers.getSetCookie();
  return cookies.map((cookie) => cookie.split(';')[0]).join('; ');
}

/** What the card's button does: one request on the Opportunity, over the route that Lightning Data Service uses. */
async function click(salesforceUrl: string, cookie: string, opportunityId: string): Promise<void> {
  const answer = await fetch(`${salesforceUrl}/services/data/v66.0/ui-api/records`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({ apiName: 'Provision_Request__c', fields: { Opportunity__c: opportunityId } }),
  });
  if (!answer.ok) throw new Error(`the click answered ${answer.status}: ${await answer.text()}`);
}
