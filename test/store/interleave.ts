import type { Client } from 'pg';
import { createStore } from '#store/create-store.ts';
import type { Store } from '#store/store.ts';

/** One session whose statements wait until they are let go, one at a time. */
type Gated = {
  readonly pid: number;
  readonly store: Store;
  /** Lets the next statement go, waiting for it to come, and returns when it has ended or waits for a lock. */
  step(hasFinished: () => boolean): Promise<void>;
  /** Returns when no statement of the session runs, or the one that does waits for a lock. */
  settle(): Promise<void>;
  isBlocked(): boolean;
  statementCount(): number;
};

export type Action = (store: Store, client: Client) => Promise<unknown>;
export type Ending = { readonly results: readonly unknown[]; readonly statements: readonly [number, number] };

/**
 * Runs two actions on two real sessions, statement by statement in the order given; 0 lets the first one's next
 * statement go, 1 the second one's. A session that waits for a lock or has ended gives its turn to the other.
 */
export async function interleave(
  clients: readonly [Client, Client],
  observer: Client,
  actions: readonly [Action, Action],
  order: readonly (0 | 1)[],
): Promise<Ending> {
  const sessions = [await gate(clients[0], observer), await gate(clients[1], observer)] as const;
  const finished = [false, false];
  const runs = actions.map((action, place) =>
    action(sessions[place === 0 ? 0 : 1].store, clients[place === 0 ? 0 : 1]).finally(() => (finished[place] = true)),
  );
  const turns = [...order];
  while (finished.includes(false)) {
    const wanted = turns.shift() ?? 0;
    const canGo = (place: 0 | 1) => finished[place] !== true && !sessions[place].isBlocked();
    const other = wanted === 0 ? 1 : 0;
    const turn = canGo(wanted) ? wanted : other;
    await sessions[turn].step(() => finished[turn] === true);
    await Promise.all(sessions.map((session) => session.settle()));
  }
  for (const client of clients) Reflect.deleteProperty(client, 'query');
  return {
    results: await Promise.all(runs),
    statements: [sessions[0].statementCount(), sessions[1].statementCount()],
  };
}

async function gate(client: Client, observer: Client): Promise<Gated> {
  const original = client.query.bind(client);
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const pid = rows[0]?.pid ?? 0;
  let letGo: (() => void) | undefined;
  let running = false;
  let blocked = false;
  let count = 0;
  const value = async (text: string, values?: unknown[]): Promise<unknown> => {
    await new Promise<void>((resolve) => (letGo = resolve));
    running = true;
    count += 1;
    try {
      return await original(text, values);
    } finally {
      running = false;
      blocked = false;
    }
  };
  Object.defineProperty(client, 'query', { value, configurable: true });
  const settle = async (): Promise<void> => {
    blocked = false;
    while (running && !blocked) blocked = await isWaiting(observer, pid);
    await breathe();
  };
  return {
    pid,
    store: createStore({ client }),
    settle,
    isBlocked: () => blocked,
    statementCount: () => count,
    async step(hasFinished) {
      while (letGo === undefined && !hasFinished()) await breathe();
      letGo?.();
      letGo = undefined;
      await breathe();
      await settle();
    },
  };
}

/** Lets everything that is ready in this process run. */
async function breathe(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}

async function isWaiting(observer: Client, pid: number): Promise<boolean> {
  const { rows } = await observer.query<{ blocked: boolean }>(
    'select cardinality(pg_blocking_pids($1)) > 0 as blocked',
    [pid],
  );
  return rows[0]?.blocked === true;
}

const mostOrders = 70;

/** All orders of n and m statements, or, when they are too many, evenly chosen ones with at most three changes of turn. */
export function ordersOf(first: number, second: number): readonly (readonly (0 | 1)[])[] {
  const all = merges(first, second);
  if (all.length <= mostOrders) return all;
  const few = fewSwitches(first, second);
  const stride = Math.ceil(few.length / mostOrders);
  return few.filter((_, place) => place % stride === 0);
}

function merges(first: number, second: number): (0 | 1)[][] {
  if (binomial(first + second, first) > mostOrders) return Array.from({ length: mostOrders + 1 }, () => []);
  if (first === 0) return [Array.from({ length: second }, () => 1 as const)];
  if (second === 0) return [Array.from({ length: first }, () => 0 as const)];
  return [
    ...merges(first - 1, second).map((rest) => [0 as const, ...rest]),
    ...merges(first, second - 1).map((rest) => [1 as const, ...rest]),
  ];
}

function fewSwitches(first: number, second: number): (0 | 1)[][] {
  const repeat = (turn: 0 | 1, times: number): (0 | 1)[] => Array.from({ length: times }, () => turn);
  const orders: (0 | 1)[][] = [];
  for (let before = 0; before <= first; before += 1) {
    for (let between = 0; between <= second; between += 1) {
      const [restFirst, restSecond] = [first - before, second - between];
      orders.push([...repeat(0, before), ...repeat(1, between), ...repeat(0, restFirst), ...repeat(1, restSecond)]);
    }
  }
  return orders;
}

function binomial(n: number, k: number): number {
  let product = 1;
  for (let place = 1; place <= k; place += 1) product = (product * (n - k + place)) / place;
  return product;
}
