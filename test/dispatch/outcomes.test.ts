import type { ItemAnswer } from 'shared-model/restlet.ts';
import { describe, expect, test } from 'vitest';
import { backoffMs, lookUpWaitMs } from '#dispatch/backoff.ts';
import { createDispatchMemory } from '#dispatch/memory.ts';
import { outcomeOf, outcomeOfFailure, outcomeOfLookUp } from '#dispatch/outcomes.ts';
import type { Outcome } from '#store/store.ts';

const key = 'tl1:pr_00000000000000000000000000:opportunity:006000000000001AAA:CV-US:project:g1';
const ref = { system: 'netsuite', type: 'job', id: '21' } as const;
const fault = { code: 'erp.field-missing', text: 'a field is missing' } as const;
const attempt = { attempts: 0, batchSize: 5, chance: 1 };

describe('an item answer becomes an outcome:', () => {
  const table: Record<string, { answer: Omit<ItemAnswer, 'key'> | undefined; outcome: Outcome }> = {
    'applied is applied': { answer: { answer: 'applied', ref }, outcome: { kind: 'applied', ref } },
    'duplicate is applied': {
      answer: { answer: 'duplicate', ref },
      outcome: { kind: 'applied', ref, wasRepeated: true },
    },
    'superseded is superseded': { answer: { answer: 'superseded' }, outcome: { kind: 'superseded' } },
    'stale is held': {
      answer: { answer: 'stale', fault: { code: 'run.held', text: 'a higher fence' } },
      outcome: { kind: 'held', fault: { code: 'run.held', text: 'a higher fence' } },
    },
    'rejected is rejected': { answer: { answer: 'rejected', fault }, outcome: { kind: 'rejected', fault } },
    'deferred waits for the next call': {
      answer: { answer: 'deferred' },
      outcome: { kind: 'waiting', waitMs: 0, countsAttempt: false },
    },
    'busy waits a second': {
      answer: { answer: 'busy', fault: { code: 'erp.busy', text: 'claimed' } },
      outcome: { kind: 'waiting', waitMs: 1_000, countsAttempt: false, fault: { code: 'erp.busy', text: 'claimed' } },
    },
    'no answer is unknown': { answer: undefined, outcome: { kind: 'unknown' } },
  };
  for (const [name, { answer, outcome }] of Object.entries(table)) {
    test(`${name}`, () => {
      expect(outcomeOf(answer === undefined ? undefined : { key, ...answer }, attempt)).toEqual(outcome);
    });
  }

  test('a fence that the ledger has seen goes with what is held', () => {
    expect(outcomeOf({ key, answer: 'stale', fence: 7 }, attempt)).toMatchObject({ kind: 'held', ledgerFence: 7 });
  });

  test('what exists already and cannot be seen waits until look-ups must have caught up, then goes to a person', () => {
    const answer = { key, answer: 'rejected', fault: { code: 'erp.not-visible', text: 'exists' } } as const;
    const after = (forMs: number, code = 'erp.not-visible', attempts = 1) =>
      outcomeOf(answer, { ...attempt, attempts, lastFault: { code, forMs } });
    expect(outcomeOf(answer, attempt)).toMatchObject({ kind: 'waiting', waitMs: 1_000, countsAttempt: true });
    expect(after(20_000, 'erp.not-visible', 4)).toMatchObject({ kind: 'waiting', waitMs: 16_000 });
    expect(after(299_000, 'erp.not-visible', 40)).toMatchObject({ kind: 'waiting', waitMs: 60_000 });
    expect(after(900_000, 'erp.busy')).toMatchObject({ kind: 'waiting' });
    expect(after(300_000)).toMatchObject({ kind: 'rejected', fault: { code: 'erp.not-visible' } });
  });

  test('what waits for something in the ERP rests longer the longer that lasts, and hammers nobody', () => {
    const answer = { key, answer: 'deferred', fault: { code: 'erp.busy', text: 'an earlier call' } } as const;
    const after = (forMs: number) =>
      outcomeOf(answer, { ...attempt, ...(forMs > 0 && { lastFault: { code: 'erp.busy', forMs } }) });
    const waits = [0, 500, 1_000, 2_000, 60_000].map(after);
    expect(waits).toMatchObject([500, 500, 1_000, 2_000, 15_000].map((waitMs) => ({ kind: 'waiting', waitMs })));
  });

  test('what is deferred alone in its call does not come back at once', () => {
    expect(outcomeOf({ key, answer: 'deferred' }, { ...attempt, batchSize: 1 })).toMatchObject({ waitMs: 4_000 });
  });
});

describe('a call that was not answered:', () => {
  test('refused for the limit costs no attempt, and the vendor says how long to wait', () => {
    const refused = { kind: 'refused', fault: 'erp.busy', isLimit: true, retryAfterMs: 7_000 } as const;
    expect(outcomeOfFailure(refused, attempt)).toMatchObject({ kind: 'waiting', waitMs: 7_000, countsAttempt: false });
  });
  test('refused for another reason waits longer each time', () => {
    const refused = { kind: 'refused', fault: 'erp.unreachable', isLimit: false } as const;
    const waits = [0, 1, 2, 30].map((attempts) => outcomeOfFailure(refused, { ...attempt, attempts }));
    expect(waits).toMatchObject([1_000, 2_000, 4_000, 900_000].map((waitMs) => ({ waitMs, countsAttempt: true })));
  });
  test('lost is unknown', () => {
    expect(outcomeOfFailure({ kind: 'unknown', fault: 'erp.unreachable' }, attempt)).toMatchObject({ kind: 'unknown' });
  });
});

describe('a look-up:', () => {
  const again = { kind: 'waiting', waitMs: 0, countsAttempt: false };
  const table: Record<string, { found: Parameters<typeof outcomeOfLookUp>[0]; outcome: object }> = {
    'posted is applied': { found: { key, found: 'posted', revision: 3, ref }, outcome: { kind: 'applied', ref } },
    'posted under a newer revision is superseded': {
      found: { key, found: 'posted', revision: 4, ref },
      outcome: { kind: 'superseded', ref },
    },
    'posted under an older revision is tried again': { found: { key, found: 'posted', revision: 2 }, outcome: again },
    'claimed is tried again': { found: { key, found: 'claimed', revision: 3 }, outcome: again },
    'a document without its row is tried again': { found: { key, found: 'document' }, outcome: again },
    'absent is tried again': { found: { key, found: 'absent' }, outcome: again },
    'no answer leaves it unknown': { found: undefined, outcome: { kind: 'unknown' } },
  };
  for (const [name, { found, outcome }] of Object.entries(table)) {
    test(`${name}`, () => expect(outcomeOfLookUp(found, 3, attempt)).toMatchObject(outcome));
  }

  test('what is lost again and again is tried again later and later', () => {
    const waits = [1, 2, 3, 40].map((attempts) =>
      outcomeOfLookUp({ key, found: 'absent' }, 1, { ...attempt, attempts }),
    );
    expect(waits).toMatchObject([0, 1_000, 2_000, 900_000].map((waitMs) => ({ waitMs })));
  });
  test('leaves the next look-up to double its wait, up to 15 minutes', () => {
    expect([0, 1, 2, 40].map(lookUpWaitMs)).toEqual([1_000, 2_000, 4_000, 900_000]);
  });
});

describe('the wait', () => {
  test('is between half and all of its size, by chance', () => {
    expect([backoffMs(2, 0), backoffMs(2, 1)]).toEqual([1_000, 2_000]);
  });
  test('heeds the vendor within an hour', () => {
    expect([backoffMs(9, 1, 30_000), backoffMs(9, 1, 1e12)]).toEqual([30_000, 3_600_000]);
  });
  test('is a second when the vendor asks for none, so that a refused call is not sent again and again at once', () => {
    expect([backoffMs(1, 1, 0), backoffMs(9, 1, -5)]).toEqual([1_000, 1_000]);
  });
});

describe('the ceiling', () => {
  const usable = (memory: ReturnType<typeof createDispatchMemory>) =>
    [0, 1, 2, 3, 4].filter((slot) => memory.mayUse(slot)).length;

  test('is what the account allows less what is left to others, at least one', () => {
    expect(usable(createDispatchMemory({ concurrency: 5, reserve: 1 }))).toBe(4);
    expect(usable(createDispatchMemory({ concurrency: 1, reserve: 3 }))).toBe(1);
  });
  test('falls by a slot at each refusal and rises by one after fifty quiet calls', () => {
    const memory = createDispatchMemory({ concurrency: 4, reserve: 0 });
    memory.limitWasHit();
    memory.limitWasHit();
    expect(usable(memory)).toBe(2);
    for (let call = 0; call < 49; call += 1) memory.callWasAnswered(['task.create'], 10);
    expect(usable(memory)).toBe(2);
    memory.callWasAnswered(['task.create'], 10);
    expect(usable(memory)).toBe(3);
    for (let time = 0; time < 9; time += 1) memory.limitWasHit();
    expect(usable(memory)).toBe(1);
  });
});

describe('a call is packed', () => {
  test('for five seconds of script time, by what each kind has taken', () => {
    const memory = createDispatchMemory({ concurrency: 1, reserve: 0 });
    expect(memory.scriptTimes()).toEqual({ budgetMs: 5_000, expectedMs: {}, otherMs: 1_500 });
    for (let call = 0; call < 60; call += 1) memory.callWasAnswered(['task.create', 'task.create'], 1_800);
    for (let call = 0; call < 60; call += 1) memory.callWasAnswered(['deal.check'], 50);
    expect(memory.scriptTimes().expectedMs).toEqual({ 'task.create': 900, 'deal.check': 50 });
    for (let call = 0; call < 60; call += 1) memory.callWasAnswered(['task.create'], 20_000);
    expect(memory.scriptTimes().expectedMs).toMatchObject({ 'task.create': 20_000 });
  });
  test('from the most urgent lane, but for one call in ten', () => {
    const memory = createDispatchMemory({ concurrency: 1, reserve: 0 });
    const first = Array.from({ length: 20 }, () => memory.nextLanes()[0]);
    expect(first.filter((lane) => lane === 'postings')).toHaveLength(2);
  });
});
