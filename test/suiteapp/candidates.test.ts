import type { CustomerChoice } from 'shared-model/customer-match.ts';
import { CandidatesAnswer, type Item, type ItemAnswer } from 'shared-model/restlet.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createChance } from '../sandbox/control/chance.ts';
import { createGround, type Ground } from './ground.ts';
import { customerItem, pairing, type SampleDeal, sampleDeal } from './items.ts';
import { openRoom, post, postBody, type Room } from './room.ts';
import { createScheduler } from './scheduler.ts';

let room: Room;
let ground: Ground;
beforeAll(async () => {
  room = await openRoom();
  ground = createGround(room.truth);
}, 60_000);
afterAll(() => room.host.close());

type Customer = NonNullable<Parameters<typeof customerItem>[1]>;

/** A customer item with what a person chose, or with where its invoices go. */
function asked(
  deal: SampleDeal,
  customer: Customer,
  more: { customerChoice?: CustomerChoice; currency?: string } = {},
): Item {
  const item = customerItem(deal, customer);
  return {
    ...item,
    payload: { ...Object(item.payload), currency: deal.parts.legalEntity === 'CV-UK' ? 'GBP' : 'USD', ...more },
  };
}

async function ensure(item: Item): Promise<ItemAnswer | undefined> {
  return (await post(room, [item]))[0];
}

const wexford = { name: 'Wexford Hydraulics', legalName: 'Wexford Hydraulics Limited' };
const uk = (number: number): SampleDeal => sampleDeal(number, 'CV-UK');

describe('a customer that resembles another', () => {
  test('is a question, with what a person needs to answer it, and nothing is written', async () => {
    const before = room.truth.after(0).length;
    expect(await ensure(asked(uk(1), wexford))).toMatchObject({
      ...{ answer: 'rejected', fault: { code: 'erp.customer-possible-match' } },
      candidates: [
        {
          ...{ number: 'C-1010', name: 'Wexford Hydraulics Ltd', score: 75, certain: false },
          reasons: [{ kind: 'name', text: 'Same name' }],
          facts: {
            ...{ taxId: 'GB100000104', mailDomain: 'wexford.example', isActive: true },
            ...{ city: 'Sheffield', country: 'GB' },
          },
        },
      ],
    });
    expect(room.truth.after(0).length).toBe(before);
  });

  test('is used when a person says so', async () => {
    const customerChoice: CustomerChoice = { kind: 'use', customerNumber: 'C-1010' };
    expect(await ensure(asked(uk(1), wexford, { customerChoice }))).toMatchObject({
      ...{ answer: 'applied', ref: { number: 'C-1010', adopted: true } },
    });
  });

  test('is another firm when a person says so, and then a customer of its own', async () => {
    const customerChoice: CustomerChoice = { kind: 'different', than: ['C-1010'] };
    expect(await ensure(asked(uk(2), wexford, { customerChoice }))).toMatchObject({ answer: 'applied' });
    expect(ground.documents(uk(2).customer)).toHaveLength(1);
  });

  test('is a question anew for a customer that the person was not shown', async () => {
    const customerChoice: CustomerChoice = { kind: 'different', than: ['C-1010'] };
    const answer = await ensure(asked(uk(3), wexford, { customerChoice }));
    expect(answer?.fault?.code).toBe('erp.customer-possible-match');
    expect(answer?.candidates).toHaveLength(2);
  });

  test('is taken without asking when its tax id is the same, however both are spelled', async () => {
    const customer = { name: 'Mueller & Soehne', taxId: '100 000 081' };
    expect(await ensure(asked(sampleDeal(4), customer))).toMatchObject({
      answer: 'applied',
      ref: { number: 'C-1013' },
    });
  });

  test('is not taken when it is inactive, nor offered when it is of another legal entity', async () => {
    expect(await ensure(asked(sampleDeal(5), wexford))).toMatchObject({ answer: 'applied', ref: { type: 'customer' } });
    const inactive = await ensure(asked(sampleDeal(6), { name: 'Calder Textiles' }));
    expect(inactive?.candidates).toMatchObject([{ number: 'C-1014', facts: { isActive: false } }]);
  });
});

describe('two firms with names that are almost the same', () => {
  const different: readonly { what: string; customer: Customer }[] = [
    { what: 'a word more', customer: { name: 'Northgate Energy Services Inc.', taxId: '13-7000002' } },
    { what: 'another word', customer: { name: 'Northgate Engines Ltd' } },
    { what: 'one letter, and another tax id', customer: { name: 'Northgate Enerqy Ltd', taxId: '13-7000003' } },
  ];
  test.each(different.map((row, index) => ({ ...row, index })))(
    'are two customers: $what',
    async ({ customer, index }) => {
      const deal = sampleDeal(20 + index);
      expect(await ensure(asked(deal, customer))).toMatchObject({ answer: 'applied' });
      expect(ground.documents(deal.customer)).toHaveLength(1);
    },
  );
});

describe('two accounts with one tax id', () => {
  test('are one customer, one after the other', async () => {
    const first = await ensure(asked(sampleDeal(30), { name: 'Solara Foods', taxId: '13-8000001' }));
    const second = await ensure(asked(sampleDeal(31), { name: 'Solara Food Group', taxId: '13 8000001' }));
    expect(second).toMatchObject({ answer: 'applied', ref: { id: first?.ref?.id, adopted: true } });
  });

  test('are one customer in the same instant, whoever goes first and wherever one dies', async () => {
    const wrong: string[] = [];
    for (let seed = 1; seed <= 60; seed += 1) wrong.push(...(await playTwins(seed)));
    expect(wrong).toEqual([]);
  });
});

/** Two executions for two accounts with one tax id, in turns that the seed decides; either may die. Says what went wrong. */
async function playTwins(seed: number): Promise<readonly string[]> {
  const chance = createChance(seed);
  const scheduler = createScheduler();
  const deals = [sampleDeal(1000 + 2 * seed), sampleDeal(1001 + 2 * seed)];
  const items = deals.map((deal) => asked(deal, { name: `T${deal.accountId}`, taxId: `T-9${seed}-777` }));
  const calls = items.map((item, place) => () => room.call(postBody([item]), `call-${place}`));
  room.host.setGate(scheduler.gate);
  await scheduler.run(calls, (parked) => {
    const [first, second = first] = parked;
    const chosen = chance() < 0.5 ? first : second;
    if (chosen === undefined) throw new Error('nothing is parked');
    return { parked: chosen, decision: chance() < 0.02 ? 'kill' : 'go' };
  });
  room.host.setGate(undefined);
  const answers = await post(room, items);
  const customers = deals.flatMap((deal) => ground.documents(deal.customer));
  const isDone = answers.every(({ answer, ref }) => /applied|duplicate/.test(answer) && ref?.id === customers[0]?.id);
  return isDone && customers.length === 1
    ? []
    : [`seed ${seed}: ${customers.length} customers, ${JSON.stringify(answers)}`];
}

describe('the currencies of a customer', () => {
  test('are those of the deal and of its legal entity', async () => {
    const deal = sampleDeal(40);
    await ensure(asked(deal, { name: 'Pound Payer' }, { currency: 'GBP' }));
    const [created] = ground.documents(deal.customer);
    const lines = created?.values['currency'];
    expect(lines).toEqual([{ currency: expect.any(String) }, { currency: expect.any(String) }]);
  });

  test('must hold that of the deal, or finance is asked for it', async () => {
    const item = asked(sampleDeal(41), { customerNumber: 'C-1012' }, { currency: 'GBP' });
    expect(await ensure(item)).toMatchObject({
      ...{ answer: 'rejected', fault: { code: 'erp.customer-currency-missing' } },
    });
  });
});

test('candidates are read without a write, best first and at most ten', async () => {
  const before = room.truth.after(0).length;
  const { accountId } = uk(50);
  const body = {
    version: 1,
    operation: 'candidates',
    pairing,
    legalEntity: 'CV-UK',
    customer: { accountId, ...wexford },
  };
  const { candidates } = CandidatesAnswer.parse((await room.call(body)).body);
  expect(candidates.map(({ score }) => score)).toEqual(candidates.map(({ score }) => score).toSorted((a, b) => b - a));
  expect(candidates[0]).toMatchObject({ number: 'C-1010', score: 75 });
  expect(candidates.length).toBeLessThanOrEqual(10);
  const unknown = await room.call({ ...body, legalEntity: 'CV-XX' });
  expect(unknown.body).toMatchObject({ candidates: [] });
  expect(room.truth.after(0).length).toBe(before);
});
