import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { until } from '../support/until.ts';
import { untilStruck } from './disturb.ts';
import type { Product } from './product.ts';
import { bridgeApi, groundTruth, startProduct } from './product.ts';
import { contradictions, products, shownNow } from './same-state.ts';
import type { Sighting } from './same-state.ts';
import { statesIn } from './sightings.ts';
import { breakIt, endHalfWay, kill, refuseBilling, watchDeals } from './watched-deals.ts';
import type { WatchedDeals } from './watched-deals.ts';

const at = Date.parse('2026-11-28T12:00:00Z');
const one: Sighting = {
  product: 'bridge',
  about: 'eng',
  at,
  version: 7,
  state: 'failed',
  says: 'failed (finance-ops) Refused',
};
const done = { ...one, state: 'done', says: 'done (nobody) Open' };

describe('the judge of the states that are shown', () => {
  it('lets a product lag behind another', () => {
    const later = { ...done, at: at + 1, version: 8 };
    expect(contradictions([one, { ...one, product: 'card' }, later, { ...later, product: 'tab' }])).toEqual([]);
  });

  it.each<[string, Sighting[]]>([
    ['two states of one moment', [one, { ...done, product: 'tab', version: 3 }]],
    ['two owners of one version', [one, { ...one, product: 'card', says: 'failed (delivery) Refused' }]],
    [
      'done, and something else that is newer',
      [
        { ...done, product: 'tab' },
        { ...one, at: at + 2_000, version: 8 },
      ],
    ],
    ['a product that goes back', [one, { ...one, at: at - 1, version: 6 }]],
    ['a product that is ahead of the bridge', [one, { ...one, product: 'tab', at: at + 2_000 }]],
  ])('finds %s', (_name, sightings) => {
    expect(contradictions(sightings)).not.toEqual([]);
  });
});

/** Each deal comes to another end: opened by finance, refused and undone, left waiting, held. */
const [opened, refused, waiting, held] = ['d1', 'two-deals-a', 'd1-new-customer', 'd1-linked'] as const;
/** Asked for when the refused one is over. */
const later = 'name-long';

/**
 * Each hits the next call that it can hit; what refuses a record for good is left to the one deal that is refused. What
 * leaves a claim behind comes when that one is over: its undo would wait six minutes for it.
 */
const switches = [
  ...['drop-before', 'drop-after', 'refuse', 'expire-token'].flatMap((kind) => [
    `netsuite-${kind}`,
    `salesforce-${kind}`,
  ]),
  'salesforce-busy',
  ...['netsuite-lag', 'salesforce-partial', 'salesforce-lose', 'salesforce-repeat'],
  ...['salesforce-reorder', 'salesforce-reset-stream'],
];

/** Later rounds: a row rests longer after each failed write, and five in a row would be half a minute. */
const fewer = switches.filter((id) => id.startsWith('netsuite-') || id === 'salesforce-drop-after');

describe('deals while everything is disturbed', () => {
  let product: Product;
  let deals: WatchedDeals;

  beforeAll(async () => {
    product = await startProduct({ ACTIVATION: 'finance' });
    deals = await watchDeals(product, [opened, refused, waiting, held, later]);
  }, 180_000);

  afterAll(async () => {
    await deals.stop();
    await product.stop();
  });

  async function disturb(ids: readonly string[]): Promise<void> {
    for (const id of ids) await breakIt(product, 'switch', { id, to: 'once' });
  }

  it('never shows two states of one record, and comes to the same picture everywhere', async () => {
    await refuseBilling(product, refused);
    await deals.ask(opened, refused, waiting, held);
    await disturb(switches);
    await until('the work has begun', async () => ((await deals.seen()).length > 0 ? true : undefined), 30_000);
    await kill(product, 'bridge');
    await disturb(fewer);
    await kill(product, 'postgres');
    await deals.untilQuiet({ [opened]: 'waiting', [refused]: 'failed', [waiting]: 'waiting', [held]: 'waiting' });
    expect(contradictions(await deals.seen())).toEqual([]);
  });

  it('does so too when finance opens one and holds another meanwhile, and a script ends half-way', async () => {
    await deals.press('hold', held);
    await deals.press('activate', opened);
    await deals.press('activate', held);
    const halfWay = await endHalfWay(product, later);
    await deals.ask(later);
    await untilStruck(product, halfWay);
    await disturb(fewer);
    await kill(product, 'bridge');
    await deals.untilQuiet({
      [opened]: 'done',
      [refused]: 'failed',
      [waiting]: 'waiting',
      [later]: 'waiting',
      [held]: 'in-progress',
    });
    expect(contradictions(await deals.seen())).toEqual([]);
    await until('all three say who holds it', async () => {
      const id = deals.engagementOf(held);
      const { body } = await bridgeApi<{ erp?: { state: string; text: string } }>(product, `/v1/engagements/${id}`);
      const rows = (await groundTruth(product, 'salesforce')).filter(({ externalId }) => externalId === `${id}:erp`);
      const tab = statesIn(await groundTruth(product, 'netsuite')).findLast(({ engagementId }) => engagementId === id);
      const isHeld = body.erp?.state === 'held' && body.erp.text.includes('Dana Weiss');
      const isSaid = rows.at(-1)?.values['Text__c'] === body.erp?.text && tab?.hold?.by === 'Dana Weiss';
      return isHeld && isSaid ? true : undefined;
    });
  });

  it('says the numbers that NetSuite itself has given, and was looked at closely enough to judge', async () => {
    const shown = await deals.seen();
    for (const deal of [opened, waiting, held, later]) {
      const number = String((await deals.projectOf(deal))?.values['entityid']);
      const about = `${deals.engagementOf(deal)}:project`;
      const said = products.map((each) => shownNow(shown, each)[about]?.includes(`(nobody) ${number} `));
      expect([deal, said]).toEqual([deal, [true, true, true]]);
    }
    const versionsOf = (product: Sighting['product']) =>
      new Set(shown.flatMap((one) => (one.product === product ? [`${one.about} ${one.version}`] : [])));
    const [card, bridge] = [versionsOf('card'), versionsOf('bridge')];
    expect([...card].filter((one) => bridge.has(one)).length).toBeGreaterThan(card.size / 2);
  });
});
