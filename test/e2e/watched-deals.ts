import { engagementIdOf } from 'shared-model/ids.ts';
import { projectKey, ruleKey, taskKey } from 'shared-model/keys.ts';
import type { DealKeyParts } from 'shared-model/keys.ts';

import { orgId } from '../sandbox/salesforce/bootstrap.ts';
import { until } from '../support/until.ts';
import { dealOf, opportunityOf } from './callers.ts';
import { disturbErp } from './disturb.ts';
import type { Committed, Product } from './product.ts';
import { bridgeApi, created, groundTruth } from './product.ts';
import { products, shownNow } from './same-state.ts';
import type { Sighting } from './same-state.ts';
import { seenAtBridge, seenOnCards, seenOnTabs } from './sightings.ts';

/** Deals whose state is read in all three places for as long as they are watched. */
export type WatchedDeals = {
  engagementOf(deal: string): string;
  /** Asks for the projects of these. */
  ask(...asked: readonly string[]): Promise<void>;
  /** Everything that was shown of them so far, by all three. */
  seen(): Promise<readonly Sighting[]>;
  /** Waits until all three show the same of everything, and each deal named stands where it should. */
  untilQuiet(wanted: Readonly<Record<string, string>>): Promise<void>;
  projectOf(deal: string): Promise<Committed | undefined>;
  /** What finance presses on the tab of a deal's project. */
  press(act: string, deal: string): Promise<void>;
  stop(): Promise<void>;
};

export async function watchDeals(product: Product, deals: readonly string[]): Promise<WatchedDeals> {
  const opportunities = new Map<string, string>();
  for (const deal of deals) opportunities.set(deal, await opportunityOf(product, deal));
  const idOf = (deal: string): string => opportunities.get(deal) ?? '';
  const engagementOf = (deal: string): string => engagementIdOf(orgId, idOf(deal));
  const atBridge: Sighting[] = [];
  let isLooking = true;
  const look = lookOn();

  /** While the bridge is down it says nothing. */
  async function lookOn(): Promise<void> {
    while (isLooking) {
      await lookAtBridge().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async function lookAtBridge(): Promise<void> {
    const answers = await Promise.all(
      deals.map((deal) => bridgeApi<unknown>(product, `/v1/engagements/${engagementOf(deal)}`)),
    );
    for (const { status, body } of answers) {
      if (status === 200) atBridge.push(...seenAtBridge(body).filter((one) => isNews(atBridge, one)));
    }
  }

  async function seen(): Promise<readonly Sighting[]> {
    const salesforce = await groundTruth(product, 'salesforce');
    const netsuite = await groundTruth(product, 'netsuite');
    const ours = new Set(deals.map(engagementOf));
    const all = [...seenOnCards(salesforce), ...seenOnTabs(netsuite), ...atBridge];
    return all.filter(({ about }) => ours.has(about.split(':')[0] ?? ''));
  }

  async function untilQuiet(wanted: Readonly<Record<string, string>>): Promise<void> {
    let last: unknown;
    const isSo = async (): Promise<true | undefined> => {
      const shown = await seen();
      const [card, tab, bridge = {}] = products.map((each) => shownNow(shown, each));
      last = { card, tab, bridge };
      const stand = Object.entries(wanted).every(
        ([deal, state]) => bridge[engagementOf(deal)]?.includes(` ${state} (`) === true,
      );
      return stand && isSame(card, bridge) && isSame(tab, bridge) ? true : undefined;
    };
    await until('all three show the same', isSo, 150_000).catch((cause: unknown) => {
      throw new Error(JSON.stringify(last, undefined, 2), { cause });
    });
  }

  async function projectOf(deal: string): Promise<Committed | undefined> {
    const jobs = created(await groundTruth(product, 'netsuite'), 'job');
    return jobs.find(({ externalId }) => externalId?.includes(idOf(deal)) === true);
  }

  return {
    engagementOf,
    ask: async (...asked) => {
      for (const deal of asked) {
        const said = await breakIt(product, 'click', { deal: idOf(deal) });
        if (!/accepted|left without an answer/.test(said)) throw new Error(`${deal}: ${said}`);
      }
    },
    seen,
    untilQuiet,
    projectOf,
    press: async (act, deal) => pressFor(product, act, (await projectOf(deal))?.id ?? ''),
    stop: async () => {
      isLooking = false;
      await look;
    },
  };
}

function isNews(known: readonly Sighting[], one: Sighting): boolean {
  return known.findLast(({ about }) => about === one.about)?.version !== one.version;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Does what a person does on the page *Break it yourself*; answers what the page says then. */
export async function breakIt(product: Product, act: 'click' | 'switch' | 'kill', body: object): Promise<string> {
  const { salesforce } = product.local().addresses;
  const headers = { 'content-type': 'application/json', origin: salesforce };
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  const answer = await fetch(`${salesforce}/sandbox/break/${act}`, init);
  if (!answer.ok) throw new Error(`${act} answered ${answer.status}`);
  const { text }: { text: string } = await answer.json();
  return text;
}

/** Ends a process as a crash would, and waits for the next one. */
export async function kill(product: Product, which: 'bridge' | 'postgres'): Promise<void> {
  const before = product.local().pids[which];
  // The page hears of a new process a moment after it is up, and knows none to kill until then.
  await until(`the ${which} is killed`, async () =>
    (await breakIt(product, 'kill', { which })).includes('was killed') ? true : undefined,
  );
  await until(`another ${which} is up`, () => (product.local().pids[which] === before ? undefined : true), 60_000);
}

/** NetSuite refuses the second billing rule of the deal, for good. */
export async function refuseBilling(product: Product, deal: string): Promise<void> {
  const key = ruleKey(await keyPartsOf(product, deal), 'R2');
  await disturbErp(product, { kind: 'partial', match: { key }, durationMs: 86_400_000 });
}

/**
 * NetSuite is busy at the first save of the deal's project, and the script that makes its tasks ends half-way.
 *
 * @returns the disturbance that ends it
 */
export async function endHalfWay(product: Product, deal: string): Promise<string> {
  const parts = await keyPartsOf(product, deal);
  await disturbErp(product, { kind: 'busy', match: { key: projectKey(parts) } });
  return disturbErp(product, { kind: 'kill-script', match: { key: taskKey(parts, 'R2') }, call: 12 });
}

async function keyPartsOf(product: Product, deal: string): Promise<DealKeyParts> {
  const { lines, opportunityId } = await dealOf(product, deal);
  const { pairing } = product.local();
  return { pairing, opportunityId, legalEntity: lines[0]?.legalEntity ?? '', generation: 1 };
}

async function pressFor(product: Product, act: string, id: string): Promise<void> {
  const body = { custpage_act: act, custpage_type: 'job', custpage_id: id };
  const script = `script=customscript_tl_act&deploy=customdeploy_tl_act&act=${act}&type=job&id=${id}&as=finance`;
  const address = `${product.local().addresses.netsuite}/app/site/hosting/scriptlet.nl?${script}`;
  const answer = await fetch(address, { method: 'POST', body: new URLSearchParams(body), redirect: 'manual' });
  if (answer.status !== 303) throw new Error(`${act} answered ${answer.status}`);
}
