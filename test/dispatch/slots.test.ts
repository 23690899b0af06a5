import { afterAll, expect, test } from 'vitest';
import { slotPass, stayAlivePass } from '#dispatch/dispatch.ts';
import type { DispatchDeps } from '#dispatch/deps.ts';
import { createStore } from '#store/create-store.ts';
import { openTestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { d1, idOf, requestFor } from '../workflows/deals.ts';
import { openLine } from './line.ts';

const database = await openTestDatabase();
afterAll(() => database.close());

/** Engagements that have nothing in common but the account. */
const requests = [1, 2, 3, 4, 5, 6].map((number) => ({
  ...requestFor({
    ...d1,
    opportunityId: idOf(`00600000000010${number}`),
    customer: { ...d1.customer, accountId: idOf(`00100000000010${number}`) },
  }),
  engagementId: `eng_${String(number).repeat(26)}`,
}));

test('two nodes of three slots each have three calls in flight at once, and never four', async () => {
  const line = await openLine(database);
  const stores = [0, 1].map(() => createStore({ connectionString: database.connectionString }));
  const nodes = await Promise.all(stores.map((store) => line.node({ concurrency: 3, store })));
  for (const request of requests) await line.request(request, request.engagementId);
  for (const { decide, deps } of nodes) {
    await decide();
    await stayAlivePass(deps);
    learnToSendOne(deps);
  }
  const gate = Promise.withResolvers<void>();
  for (const _request of requests) line.erp.disturb({ kind: 'hang', until: gate.promise });
  const turns = nodes.flatMap(({ deps }) => [0, 1, 2].map((slot) => slotPass(deps, slot)));
  await until('three calls are in flight', () => (line.erp.mostRunning() >= 3 ? true : undefined));
  gate.resolve();
  expect((await Promise.all(turns)).filter(Boolean)).toHaveLength(3);
  expect(line.erp.mostRunning()).toBe(3);
  expect(line.erp.sent.map(({ items }) => items.length)).toEqual([1, 1, 1]);
  for (const store of stores) await store.close();
});

test('a run keeps its slot for its next step, and half a second later the slot is for everyone', async () => {
  const line = await openLine(database);
  const { decide, deps } = await line.node({ concurrency: 1 });
  const other = await line.node({ concurrency: 1 });
  const [first, second] = requests;
  if (first === undefined || second === undefined) throw new Error('there are no requests');
  await line.request(first, 'first');
  await decide();
  await stayAlivePass(deps);
  await stayAlivePass(other.deps);
  learnToSendOne(deps);
  expect(await slotPass(deps, 0)).toBe(true);
  await line.request(second, 'second');
  await decide();
  expect(await slotPass(other.deps, 0)).toBe(false);
  expect(await slotPass(deps, 0)).toBe(true);
  const types = () => line.erp.sent.map(({ items }) => items[0]?.command);
  expect(types()).toEqual(['deal.check', 'customer.ensure']);
  expect(await slotPass(deps, 0)).toBe(false);
  line.advance(500);
  expect(await slotPass(deps, 0)).toBe(true);
  expect(types()).toEqual(['deal.check', 'customer.ensure', 'deal.check']);
  line.advance(500);
  expect(await slotPass(deps, 0)).toBe(false);
  await decide();
  expect(await slotPass(other.deps, 0)).toBe(true);
});

test('an account that is full makes a node use fewer of its slots', async () => {
  const line = await openLine(database);
  const { decide, deps } = await line.node({ concurrency: 2 });
  for (const request of requests.slice(0, 2)) await line.request(request, request.engagementId);
  await decide();
  await stayAlivePass(deps);
  line.erp.disturb({ kind: 'refuse-for-limit' });
  expect(await slotPass(deps, 0)).toBe(true);
  line.advance(2_000);
  expect(await slotPass(deps, 1)).toBe(false);
  expect(await slotPass(deps, 0)).toBe(true);
});

/** Calls that took as long as a call may, so that the next one carries a single item. */
function learnToSendOne({ memory }: DispatchDeps): void {
  for (let call = 0; call < 30; call += 1) memory.callWasAnswered(['deal.check'], 6_000);
}
