import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { interleave } from '../sandbox/netsuite/host/interleavings.ts';
import type { Interleaving } from '../sandbox/netsuite/host/interleavings.ts';
import { callOf, ids, openRoom } from './room.ts';
import type { Room } from './room.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.host.close());

type Way = 'claimFirst' | 'lookThenWrite';
type Played = Interleaving & { commits: readonly unknown[]; customerCount: number };

/** Two executions of the same request side by side, from the same account each time. */
async function play(way: Way, seed: number, killRate = 0): Promise<Played> {
  const mark = room.host.mark();
  const before = room.groundTruth.after(0).length;
  const body = { way, key: 'key-1', subsidiary: ids.us };
  const played = await interleave(room.host, [callOf('keep_once', body), callOf('keep_once', body)], {
    seed,
    killRate,
  });
  const commits = room.groundTruth.after(before).map(({ sequence: _, execution: __, ...commit }) => commit);
  mark.restore();
  return { ...played, commits, customerCount: commits.filter(({ type }) => type === 'customer').length };
}

const seeds = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('two executions side by side', () => {
  test('a seed gives the same turns, commits and answers whenever it is played', async () => {
    for (const seed of seeds(10)) {
      const [first, second] = [await play('claimFirst', seed, 0.1), await play('claimFirst', seed, 0.1)];
      expect(outline(second)).toEqual(outline(first));
      expect(second.commits).toEqual(first.commits);
    }
  });

  test('two accounts that are given the same decisions commit the same, to the last id and time', async () => {
    const logs: unknown[] = [];
    for (const account of [await openRoom(), await openRoom()]) {
      for (const seed of seeds(5)) {
        const bodies = ['a', 'b'].map((key) => ({ way: 'claimFirst', key: `${key}-${seed % 3}`, subsidiary: ids.us }));
        await interleave(
          account.host,
          bodies.map((body) => callOf('keep_once', body)),
          { seed, killRate: 0.1 },
        );
        account.clock.advance(1000);
      }
      logs.push(account.groundTruth.after(0));
      await account.host.close();
    }
    expect(logs[1]).toEqual(logs[0]);
  });

  test('seeds give many different orders', async () => {
    const orders = new Set<string>();
    for (const seed of seeds(60)) orders.add(JSON.stringify(outline(await play('claimFirst', seed)).turns));
    expect(orders.size).toBeGreaterThan(40);
  });

  test('the naive protocol doubles the customer, the guarded one never does', async () => {
    const counts = { claimFirst: new Set<number>(), lookThenWrite: new Set<number>() };
    for (const seed of seeds(100)) {
      counts.claimFirst.add((await play('claimFirst', seed)).customerCount);
      counts.lookThenWrite.add((await play('lookThenWrite', seed)).customerCount);
    }
    expect(counts.claimFirst).toEqual(new Set([1]));
    expect(counts.lookThenWrite).toEqual(new Set([1, 2]));
  });

  test('kills fall anywhere: before the claim, between the saves, and on the answer', async () => {
    const killedAt = new Set<string>();
    for (const seed of seeds(200)) {
      for (const { step, decision } of (await play('claimFirst', seed, 0.15)).turns)
        if (decision === 'kill') killedAt.add(`${step.api} ${step.recordType ?? ''}`.trim());
    }
    expect([...killedAt].sort()).toEqual([
      ...['Record.save customer', 'Record.save customrecord_fx_ledger', 'query.runSuiteQL', 'record.create customer'],
      ...['record.create customrecord_fx_ledger', 'record.submitFields customrecord_fx_ledger', 'return'],
    ]);
  });
});

/** Execution ids go on counting in one account; the places of the two are what a seed repeats. */
function outline({ turns, results }: Interleaving) {
  const names = results.map(({ execution }) => execution);
  return {
    turns: turns.map(({ step: { execution, index, api }, decision }) => [
      names.indexOf(execution),
      index,
      api,
      decision,
    ]),
    results: results.map(({ outcome, body }) => (outcome === 'killed' ? outcome : body)),
  };
}
