import { describe, expect, test } from 'vitest';
import { createChance } from '../sandbox/control/chance.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';

const startAt = Date.UTC(2026, 10, 23, 9);

/** Lets three actors take ten steps each, and tells in which order they went. */
async function orderOf(seed: number): Promise<readonly string[]> {
  const scheduler = newScheduler(seed);
  const order: string[] = [];
  for (const actor of ['one', 'two', 'three']) void walk(scheduler, actor, order);
  await runToEnd(scheduler);
  return order;
}

async function walk(scheduler: Scheduler, actor: string, order: string[]): Promise<void> {
  for (let count = 0; count < 10; count += 1) {
    await scheduler.step(actor, 'walks');
    order.push(actor);
    // Work of unlike real length between two steps, which must not change the order.
    await scheduler.during(new Promise((resolve) => void setTimeout(resolve, actor.length)));
  }
}

function newScheduler(seed: number): Scheduler {
  return createScheduler({ chance: createChance(seed), startAt, isMoving: () => false });
}

function runToEnd(scheduler: Scheduler): Promise<'over' | 'stuck' | 'endless'> {
  return scheduler.run({ mostSteps: 1_000, between: () => Promise.resolve(false) });
}

describe('one hand moves everything', () => {
  test('the same seed gives the same order, another seed another', async () => {
    expect(await orderOf(7)).toEqual(await orderOf(7));
    expect(await orderOf(7)).not.toEqual(await orderOf(8));
  });

  test('time jumps to the next sleeper when nobody else can go', async () => {
    const scheduler = newScheduler(1);
    const woken: string[] = [];
    void scheduler.sleep('late', 60_000).then(() => woken.push('late'));
    void scheduler.sleep('early', 1_000).then(() => woken.push('early'));
    expect(await runToEnd(scheduler)).toBe('stuck');
    expect(woken).toEqual(['early', 'late']);
    expect(scheduler.now()).toBeGreaterThanOrEqual(startAt + 60_000);
    expect(scheduler.now()).toBeLessThan(startAt + 61_000);
  });

  test('a sleeper that is rung wakes at once', async () => {
    const scheduler = newScheduler(1);
    const bell = new AbortController();
    const woken: number[] = [];
    void scheduler.sleep('sleeper', 60_000, bell.signal).then(() => woken.push(scheduler.now()));
    void scheduler.step('ringer', 'rings').then(() => bell.abort());
    await runToEnd(scheduler);
    expect(woken[0]).toBeLessThan(startAt + 1_000);
  });

  test('whoever died takes no further step, and neither does what stands below it', async () => {
    const scheduler = newScheduler(1);
    const order: string[] = [];
    for (const actor of ['node-1', 'node-1/engine', 'node-10']) void walk(scheduler, actor, order);
    scheduler.abandon('node-1');
    await runToEnd(scheduler);
    expect(new Set(order)).toEqual(new Set(['node-10']));
  });

  test('a run that never ends is ended', async () => {
    const scheduler = newScheduler(1);
    void (async () => {
      for (;;) await scheduler.step('restless', 'turns');
    })();
    expect(await runToEnd(scheduler)).toBe('endless');
  });
});
