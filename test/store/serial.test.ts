import type { Client } from 'pg';
import { afterAll, expect, test } from 'vitest';
import { commandIdOf } from 'shared-model/ids.ts';
import type { OpenStore } from '#store/create-store.ts';
import type { Store } from '#store/store.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { interleave, ordersOf, type Action } from './interleave.ts';
import { applied, claim, command, engagement, event, finish, keysOf, node, org, rejected, run } from './sample.ts';

/** Two writing functions of the store on two real sessions: whatever the order of their statements, the end is a serial one. */
type Pair = {
  readonly name: string;
  /** What stands before both; what it answers is given to both. */
  readonly given?: (store: Store) => Promise<unknown>;
  readonly first: (store: Store) => Promise<unknown>;
  readonly second: (store: Store) => Promise<unknown>;
  /** For a function of one statement: its locks are held until the session's own commit. */
  readonly isHeld?: boolean;
  /** The first is a claim: it passes over rows that are being changed, as if there were no work, and asks again later. */
  readonly mayPassOver?: boolean;
};

const database: TestDatabase = await openTestDatabase();
const pairing = await database.store.ensurePairing(org);
const clients = [await database.connect(), await database.connect()] as const;
const observer = await database.connect();
afterAll(() => database.close());

const batchOf = async (store: Store, slot: number, maxItems = 50) =>
  keysOf(await store.claimCommands(claim(pairing, { slot, maxItems })));
const asked = (number: number, ...names: string[]) =>
  run(pairing, number, { commands: names.map((name) => command(name)) });
const finishOpen = async (store: Store, outcome: typeof applied) => {
  const { rows } = await observer.query<{ callId: string; commandId: string; fence: string }>(
    `select call_id::text as "callId", command_id as "commandId", fence from command where call_id is not null order by position`,
  );
  const results = rows.map(({ commandId, fence }) => ({ commandId, fence: Number(fence), outcome }));
  await store.finishCall({ callId: rows[0]?.callId ?? '', nodeId: node, results });
};
const acceptances = async (store: Store, ...events: ReturnType<typeof event>[]) =>
  (await store.acceptEvents(events)).map(({ acceptance }) => acceptance);
const claimedFirst = async (store: Store): Promise<void> => {
  await store.saveRun(asked(1, 'a/1', 'a/2'));
  await store.claimCommands(claim(pairing, { maxItems: 1 }));
};
const row = (number: number, state: string) =>
  run(pairing, number, { projections: [{ key: 'row', kind: 'step', values: { state } }] });

const pairs: readonly Pair[] = [
  {
    name: 'two claims of one head with a follower',
    given: (store) => store.saveRun(asked(1, 'a/1', 'a/2')),
    first: (store) => batchOf(store, 1),
    second: (store) => batchOf(store, 2),
    isHeld: true,
  },
  {
    name: 'two claims of two heads, one each',
    given: (store) => store.saveRun(asked(1, 'a/1', 'b/1')),
    first: (store) => batchOf(store, 1, 1),
    second: (store) => batchOf(store, 2, 1),
    isHeld: true,
  },
  {
    name: 'a claim and the end of the head before it',
    given: claimedFirst,
    first: (store) => batchOf(store, 2),
    second: (store) => finishOpen(store, applied),
  },
  {
    name: 'a claim and a rejection of the head before it',
    given: claimedFirst,
    first: (store) => batchOf(store, 2),
    second: (store) => finishOpen(store, rejected),
  },
  {
    name: 'a claim and a withdrawal of what it claims',
    given: (store) => store.saveRun(asked(1, 'a/1', 'a/2')),
    first: (store) => batchOf(store, 1),
    second: (store) => store.saveRun(run(pairing, 1, { expectedVersion: 1, withdrawnKeys: ['a/1', 'a/2'] })),
  },
  {
    name: 'a claim and a newer revision of what it claims',
    given: (store) => store.saveRun(asked(1, 'customer')),
    first: (store) => batchOf(store, 1),
    second: (store) => store.saveRun(run(pairing, 2, { commands: [command('customer', { revision: 2 })] })),
    mayPassOver: true,
  },
  {
    name: 'a burial and the answer that comes after all',
    given: async (store) => {
      await store.saveRun(asked(1, 'a/1', 'a/2'));
      await store.claimCommands(claim(pairing));
    },
    first: (store) => store.buryNodes({ nodeId: 'peer', silentMs: -1_000 }),
    second: (store) => finishOpen(store, applied),
  },
  {
    name: 'a release of a rejected command and the decision of its run',
    given: async (store) => {
      await claimedFirst(store);
      await finishOpen(store, rejected);
    },
    first: (store) => store.releaseCommand(commandIdOf('a/1', 1)),
    second: (store) => store.saveRun({ ...asked(1, 'a/3'), expectedVersion: 1, withdrawnKeys: ['a/2'] }),
  },
  {
    name: 'the end of a head and a new command behind it',
    given: async (store) => {
      await store.saveRun(asked(1, 'a/1'));
      await store.claimCommands(claim(pairing));
    },
    first: (store) => finishOpen(store, applied),
    second: (store) => store.saveRun(asked(2, 'a/2')),
  },
  {
    name: 'an answer that comes late and a look-up that finds another',
    given: claimedFirst,
    first: (store) => finishOpen(store, applied),
    second: (store) => finishOpen(store, rejected),
  },
  {
    name: 'two saves of one run from one version',
    given: (store) => store.saveRun(run(pairing, 1)),
    first: (store) => store.saveRun({ ...asked(1, 'a/1'), expectedVersion: 1 }),
    second: (store) => store.saveRun({ ...asked(1, 'b/1'), expectedVersion: 1 }),
  },
  {
    name: 'two first saves of one run',
    first: (store) => store.saveRun(asked(1, 'a/1')),
    second: (store) => store.saveRun(asked(1, 'b/1')),
  },
  {
    name: 'two first saves of two attempts of one engagement',
    first: (store) => store.saveRun(asked(1, 'a/1')),
    second: (store) => store.saveRun({ ...asked(1, 'b/1'), runId: 'run_second', generation: 2 }),
  },
  {
    name: 'two runs that ask for one customer',
    first: (store) => store.saveRun(asked(1, 'customer')),
    second: (store) => store.saveRun(asked(2, 'customer')),
  },
  {
    name: 'two runs that ask for two revisions of one customer',
    first: (store) => store.saveRun(asked(1, 'customer')),
    second: (store) =>
      store.saveRun(run(pairing, 2, { commands: [command('customer', { revision: 2 }), command('b/1')] })),
  },
  {
    name: 'two runs that ask in opposite orders',
    first: (store) => store.saveRun(asked(1, 'a/1', 'b/1')),
    second: (store) => store.saveRun(asked(2, 'b/2', 'a/2')),
  },
  {
    name: 'two runs that show one row',
    first: (store) => store.saveRun(row(1, 'running')),
    second: (store) => store.saveRun(row(2, 'done')),
  },
  {
    name: 'two accepts of one event',
    first: (store) => acceptances(store, event(pairing, 1), event(pairing, 2)),
    second: (store) => acceptances(store, event(pairing, 2), event(pairing, 1)),
    isHeld: true,
  },
  {
    name: 'two accepts of one id with different content',
    first: (store) => acceptances(store, event(pairing, 1, { amount: '1' })),
    second: (store) => acceptances(store, event(pairing, 1, { amount: '2' })),
  },
  {
    name: 'two accepts with cursors of one feed',
    first: (store) => store.acceptEvents([event(pairing, 1)], { feed: 'sweep', pairing, position: 1, fence: 1 }),
    second: (store) => store.acceptEvents([event(pairing, 1)], { feed: 'sweep', pairing, position: 2, fence: 2 }),
  },
  {
    name: 'two claims of one duty',
    first: (store) => store.claimDuty({ name: 'sweep', pairing, nodeId: 'one', leaseMs: 10_000 }),
    second: (store) => store.claimDuty({ name: 'sweep', pairing, nodeId: 'two', leaseMs: 10_000 }),
    isHeld: true,
  },
  {
    name: 'two leases of one token',
    first: (store) => store.leaseToken({ pairing, system: 'netsuite', renewBeforeMs: 1, leaseMs: 10_000 }),
    second: (store) => store.leaseToken({ pairing, system: 'netsuite', renewBeforeMs: 1, leaseMs: 10_000 }),
  },
];

test.each(pairs)('$name end as if one came after the other', { timeout: 120_000 }, async (pair) => {
  const actions = [actionOf(pair, pair.first), actionOf(pair, pair.second)] as const;
  const [firstAlone, secondAlone] = [await end(pair, actions, allOf(0)), await end(pair, actions, allOf(1))];
  const passedOver = [actionOf(pair, async () => []), actions[1]] as const;
  const idle = pair.mayPassOver === true ? [(await end(pair, passedOver, [])).ending] : [];
  const serial = [firstAlone.ending, secondAlone.ending, ...idle];
  const [first] = firstAlone.statements;
  const [, second] = secondAlone.statements;
  for (const order of ordersOf(first, second)) {
    const { ending } = await end(pair, actions, order);
    expect(serial, `order ${order.join('')}`).toContainEqual(ending);
  }
});

function allOf(turn: 0 | 1): readonly (0 | 1)[] {
  return Array.from({ length: 100 }, () => turn);
}

function actionOf(pair: Pair, body: (store: Store) => Promise<unknown>): Action {
  if (pair.isHeld !== true) return (store) => body(store);
  return async (store, client) => {
    await client.query('begin');
    const result = await body(store);
    await client.query('commit');
    return result;
  };
}

async function end(pair: Pair, actions: readonly [Action, Action], order: readonly (0 | 1)[]) {
  await observer.query(emptyTables);
  await pair.given?.(database.store);
  const { results, statements } = await interleave(clients, observer, actions, order);
  return { ending: { results, tables: await tablesOf(observer) }, statements };
}

const tables = [
  ...['run', 'command_waiter', 'command', 'call', 'pending_event', 'event_body', 'event', 'identity'],
  ...['projection', 'exception', 'cursor', 'duty', 'token'],
];
/** A few rows are deleted faster than tables are truncated. */
const emptyTables = tables.map((table) => `delete from ${table}`).join(';');

/** What the tables say without times and numbers of their own. */
async function tablesOf(client: Client): Promise<unknown> {
  const { rows } = await client.query<{ tables: unknown }>(`
    select jsonb_build_object(
      'commands', (select jsonb_agg(
        jsonb_build_array(key, revision, state, is_head, is_blocking, fence, attempts, call_id is not null)
        order by key, revision
      ) from command),
      'waiters', (select jsonb_agg(jsonb_build_array(key, revision, w.run_id) order by key, revision, w.run_id)
        from command_waiter as w join command using (command_id)),
      'pending', (select jsonb_agg(jsonb_build_array(p.run_id, data) order by p.run_id, data)
        from pending_event as p join event_body using (event_id)),
      'runs', (select jsonb_agg(jsonb_build_array(run_id, version) order by run_id) from run),
      'rows', (select jsonb_agg(jsonb_build_array(key, shown, version) order by key) from projection),
      'exceptions', (select jsonb_agg(jsonb_build_array(cause, resolved_at is null) order by cause) from exception),
      'cursors', (select jsonb_agg(jsonb_build_array(feed, position) order by feed) from cursor),
      'duties', (select jsonb_agg(jsonb_build_array(name, node_id, fence) order by name) from duty),
      'tokens', (select jsonb_agg(jsonb_build_array(system, fence) order by system) from token),
      'calls', (select jsonb_agg(jsonb_build_array(slot, item_count, ended_at is null) order by slot) from call)
    ) as tables`);
  return rows[0]?.tables;
}

test('hands every command to one of four nodes at once, and each order key in its order', async () => {
  await observer.query(emptyTables);
  const names = Array.from({ length: 40 }, (_, key) => Array.from({ length: 5 }, (__, place) => `k${key}/${place}`));
  await database.store.saveRun(asked(1, ...names.flat()));
  const stores = await Promise.all([1, 2, 3, 4].map(() => database.nodeStore()));
  const taken: string[] = [];
  const work = async (store: OpenStore, slot: number): Promise<void> => {
    for (let rounds = 0; rounds < 300; rounds += 1) {
      const batch = await store.claimCommands(claim(pairing, { slot, maxItems: 7 }));
      if (batch !== undefined) {
        taken.push(...keysOf(batch));
        await finish(store, batch, applied);
      } else if ((await store.countWork()).commands.waiting === 0) return;
    }
  };
  await Promise.all(stores.map((store, place) => work(store, place + 1)));
  expect(taken.toSorted()).toEqual(names.flat().toSorted());
  for (const key of names) expect(taken.filter((name) => key.includes(name))).toEqual(key);
  expect((await database.store.runById(engagement(1).runId))?.commands.every(({ state }) => state === 'applied')).toBe(
    true,
  );
});
