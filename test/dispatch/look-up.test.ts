import { afterAll, expect, test } from 'vitest';
import type { Connector } from '#connectors/connector.ts';
import { lookUpTurn } from '#dispatch/look-up.ts';
import { createDispatchMemory } from '#dispatch/memory.ts';
import { claim, command, finish, node, org, run } from '../store/sample.ts';
import { openTestDatabase } from '../support/database.ts';

const database = await openTestDatabase();
const { store } = database;
const pairing = await store.ensurePairing(org);
afterAll(() => database.close());

test('what has just become unknown is looked up at once, however many could not be found out before', async () => {
  const asked: (readonly string[])[] = [];
  const find: Connector['find'] = (_pairing, keys) => {
    asked.push(keys);
    return Promise.resolve({ kind: 'refused', fault: 'erp.unreachable', isLimit: false });
  };
  const turn = () =>
    lookUpTurn(
      {
        store,
        connector: { system: 'netsuite', commands: ['task.create'], find, send: () => Promise.reject(new Error()) },
        world: { monotonicMs: () => 0, random: () => 0 },
        log: () => undefined,
        pairing,
        nodeId: node,
        memory: createDispatchMemory({ concurrency: 2, reserve: 0 }),
        point: () => undefined,
      },
      { pairing, system: 'netsuite', slot: 0 },
    );
  const becomesUnknown = async (engagement: number, names: readonly string[]) => {
    await store.saveRun(run(pairing, engagement, { commands: names.map((name) => command(name)) }));
    await finish(store, await store.claimCommands(claim(pairing)), { kind: 'unknown' });
  };
  await becomesUnknown(
    1,
    Array.from({ length: 50 }, (_, place) => `lost-${place}`),
  );
  expect(await turn()).toBe(true);
  expect(await turn()).toBe(false);
  await becomesUnknown(2, ['just-now']);
  expect(await turn()).toBe(true);
  expect(asked.map((keys) => keys.length)).toEqual([50, 1]);
  expect(asked.at(-1)).toEqual(['just-now']);
});
