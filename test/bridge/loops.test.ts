import { describe, expect, it } from 'vitest';

import type { World } from '#world.ts';

import type { Loop } from '../../bridge/loops.ts';
import { startLoops } from '../../bridge/loops.ts';
import { until } from '../support/until.ts';

/** A world in which nothing sleeps until the test says so, and every sleep is written down. */
function sleepyWorld() {
  const slept: number[] = [];
  let wake: (() => void)[] = [];
  const world: Pick<World, 'sleep'> = {
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        slept.push(ms);
        wake.push(resolve);
        if (signal?.aborted === true) resolve();
        signal?.addEventListener('abort', () => resolve());
      }),
  };
  const morning = (): void => {
    const sleepers = wake;
    wake = [];
    for (const sleeper of sleepers) sleeper();
  };
  return { world, slept, morning };
}

function open(...loops: readonly Loop[]) {
  const sleepy = sleepyWorld();
  const facts: string[] = [];
  const running = startLoops(loops, { world: sleepy.world, log: (fact) => void facts.push(fact) });
  return { ...sleepy, facts, running };
}

const counted = (name: string, turns: (turn: number) => boolean | Promise<boolean>) => {
  let count = 0;
  const loop: Loop = { name, pollMs: 250, pass: async () => turns((count += 1)) };
  return { loop, turns: () => count };
};

describe('a loop', () => {
  it('that worked turns again at once, and rests when there is nothing', async () => {
    const { loop, turns } = counted('busy', (turn) => turn < 4);
    const { slept, running } = open(loop);
    await until('it rests', () => (slept.length > 0 ? true : undefined));
    expect([turns(), slept]).toEqual([4, [250]]);
    await running.stop();
  });

  it('is woken by a ring, and by another loop that worked', async () => {
    const idle = counted('idle', () => false);
    const { running } = open(idle.loop);
    await until('it has turned', () => (idle.turns() === 1 ? true : undefined));
    running.ring();
    await until('it has turned again', () => (idle.turns() === 2 ? true : undefined));
    await running.stop();
    expect(idle.turns()).toBe(2);

    const other = counted('other', () => false);
    const both = open(other.loop, counted('worker', (turn) => turn === 2).loop);
    await until('both rest', () => (both.slept.length >= 2 ? true : undefined));
    both.morning();
    await until('the worker has rung', () => (other.turns() >= 3 ? true : undefined));
    await both.running.stop();
  });

  it('that fails rests longer each time, up to half a minute, is not hurried by a ring, and stops no other', async () => {
    const broken = counted('broken', () => Promise.reject(new Error('no')));
    const { slept, morning, facts, running } = open(broken.loop);
    for (let turn = 1; turn <= 8; turn += 1) {
      await until('it rests', () => (slept.length === turn ? true : undefined));
      running.ring();
      expect(broken.turns()).toBe(turn);
      morning();
    }
    expect(slept.slice(0, 8)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    expect(new Set(facts)).toEqual(new Set(['loop.failed']));
    await running.stop();
  });

  it('ends its turn and begins no other once it is asked to stop', async () => {
    const turn = Promise.withResolvers<boolean>();
    const slow = counted('slow', () => turn.promise);
    const { running } = open(slow.loop);
    await until('its turn has begun', () => (slow.turns() === 1 ? true : undefined));
    let hasStopped = false;
    const stopped = running.stop().then(() => {
      hasStopped = true;
    });
    expect(hasStopped).toBe(false);
    turn.resolve(true);
    await stopped;
    expect(slow.turns()).toBe(1);
  });
});
