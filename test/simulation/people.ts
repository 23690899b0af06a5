import type { Network } from './network.ts';
import type { Scheduler } from './scheduler.ts';

/** One person at one open page, who wants the project of one deal. */
export type Click = { as: 'sales1' | 'sales2'; opportunityId: string; afterMs: number };

/** A person clicks again when nothing came back, as people do; this often, then gives up. */
const mostTries = 30;
const patienceMs = 3_000;

/** Lets a person open the page, click *Provision project* and click again until the org has answered. */
export async function letClick(
  parts: { network: Network; scheduler: Scheduler; origin: string; name: string },
  click: Click,
): Promise<void> {
  const { network, scheduler, origin, name } = parts;
  const fetch = network.fetchOf(name);
  await scheduler.sleep(name, click.afterMs);
  for (let tries = 0; tries < mostTries; tries += 1) {
    try {
      const cookie = await openPage(fetch, origin, click.as);
      const response = await fetch(`${origin}/services/data/v66.0/ui-api/records`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie },
        body: JSON.stringify({ apiName: 'Provision_Request__c', fields: { Opportunity__c: click.opportunityId } }),
      });
      const text = await response.text();
      if (response.ok || text.includes('DUPLICATE_VALUE') || text.includes('duplicate')) return;
    } catch (error) {
      // A connection that broke: nobody can see from the page whether the click has counted.
      if (!(error instanceof TypeError)) throw error;
    }
    await scheduler.sleep(name, patienceMs);
  }
}

async function openPage(fetch: ReturnType<Network['fetchOf']>, origin: string, as: string): Promise<string> {
  const response = await fetch(`${origin}/sandbox/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ as }),
  });
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}
