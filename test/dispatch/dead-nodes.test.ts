import { afterAll, describe, expect, test } from 'vitest';
import { points } from '#dispatch/deps.ts';
import { openTestDatabase } from '../support/database.ts';
import { d1, requestFor } from '../workflows/deals.ts';
import { type Line, oneOfEach, openLine, runStatus } from './line.ts';
import { pointOfDeath } from './point-of-death.ts';

const database = await openTestDatabase();
afterAll(() => database.close());

const request = requestFor(d1);

/** The calls of a provisioning: check, customer, project, tasks, rules, activation. */
const calls = [1, 2, 3, 4, 5, 6];

function expectOneOfEach(line: Line): void {
  const documents = line.erp.documents();
  expect(documents.map(({ command }) => command).toSorted()).toEqual(oneOfEach);
  expect(documents.map(({ writes }) => writes)).toEqual(documents.map(() => 1));
}

describe('a new node finishes with one of each when the first one dies', () => {
  for (const name of points) {
    test(`${name}, whichever call it was`, { timeout: 60_000 }, async () => {
      for (const nth of calls) {
        const line = await openLine(database);
        const { point, reached } = pointOfDeath(name, nth);
        const first = await line.node({ point });
        await line.request(request);
        const abandoned = line.run([first]);
        await Promise.race([reached, abandoned]);
        await line.kill(first);
        await line.run([await line.node()]);
        expect(await runStatus(line, request)).toBe('done');
        expectOneOfEach(line);
      }
    });
  }
});

test('a node that slept over its death is refused by the account and by the store', async () => {
  const line = await openLine(database);
  const sleep = Promise.withResolvers<void>();
  const asleep = await line.node();
  await line.request(request);
  await line.run(
    [asleep],
    async () => line.erp.sent.length === 2 && (await line.store.countWork()).pendingEvents === 1,
  );
  line.erp.disturb({ kind: 'hang', until: sleep.promise });
  const late = asleep.pass().catch((error: unknown) => error);
  await line.erp.reached(3);
  line.advance(16_000);
  await line.run([await line.node()]);
  expect(await runStatus(line, request)).toBe('done');
  const before = line.erp.documents().map(({ key, revision }) => ({ key, revision }));
  sleep.resolve();
  expect(await late).toBeInstanceOf(Error);
  expect(line.erp.documents().map(({ key, revision }) => ({ key, revision }))).toEqual(before);
  expectOneOfEach(line);
});

test('a slot whose call was lost stays taken until the call must have ended', async () => {
  const line = await openLine(database);
  line.erp.disturb({ kind: 'lose-unseen', command: 'project.create' });
  await line.request(request);
  await line.run([await line.node({ concurrency: 1 })]);
  const [lost, next] = line.erp.sent.flatMap(({ at, items }) => (items[0]?.command === 'project.create' ? [at] : []));
  expect((next ?? 0) - (lost ?? 0)).toBeGreaterThanOrEqual(15_000);
  expectOneOfEach(line);
});

test('a slot whose call is known to have ended is free at once', async () => {
  const line = await openLine(database);
  line.erp.disturb({ kind: 'lose', command: 'project.create' });
  await line.request(request);
  const began = line.now();
  await line.run([await line.node({ concurrency: 2 })]);
  expect(line.now() - began).toBeLessThan(15_000);
  expectOneOfEach(line);
});

test('a claim that grew old before it was sent is given back', async () => {
  const line = await openLine(database);
  let isSlow = true;
  const node = await line.node({
    point: (name) => {
      if (name !== 'after-claim' || !isSlow) return;
      isSlow = false;
      line.advance(2_500);
    },
  });
  await line.request(request);
  await line.run([node]);
  expect(line.facts).toContain('claim.given-back');
  expect(await runStatus(line, request)).toBe('done');
  expectOneOfEach(line);
});
