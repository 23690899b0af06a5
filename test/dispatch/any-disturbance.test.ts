import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { points, type PointName } from '#dispatch/deps.ts';
import { openTestDatabase } from '../support/database.ts';
import { d1, requestFor } from '../workflows/deals.ts';
import type { Disturbance } from './honest-erp.ts';
import { type Line, oneOfEach, openLine, runStatus } from './line.ts';
import { pointOfDeath } from './point-of-death.ts';

const database = await openTestDatabase();
afterAll(() => database.close());

const request = requestFor(d1);
const commands = ['customer.ensure', 'project.create', 'task.create', 'rule.create', 'project.activate'];

/** Whatever a person need not be asked about. */
const anyDisturbance: fc.Arbitrary<Disturbance> = fc.oneof(
  fc.constantFrom<Disturbance[]>(
    { kind: 'drop-before' },
    { kind: 'drop-after' },
    { kind: 'refuse' },
    { kind: 'refuse-for-limit' },
  ),
  fc.record({ kind: fc.constantFrom('leave-out', 'lose', 'lose-unseen'), command: fc.constantFrom(...commands) }),
  fc.record({
    kind: fc.constant('answer'),
    command: fc.constantFrom(...commands),
    answer: fc.constantFrom('busy', 'deferred'),
  }),
);

type Death = { readonly at: PointName; readonly nth: number };
const anyDeath: fc.Arbitrary<Death> = fc.record({
  at: fc.constantFrom(...points),
  nth: fc.integer({ min: 1, max: 4 }),
});

test('one of each, whatever is lost, refused or put off, and whoever dies', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyDisturbance, { maxLength: 8 }),
      fc.array(anyDeath, { maxLength: 2 }),
      async (all, deaths) => {
        const line = await openLine(database);
        for (const disturbance of all) line.erp.disturb(disturbance);
        await line.request(request);
        for (const death of deaths) await liveAndDie(line, death);
        await line.run([await line.node(), await line.node()]);
        expect(await runStatus(line, request)).toBe('done');
        expect(
          line.erp
            .documents()
            .map(({ command }) => command)
            .toSorted(),
        ).toEqual(oneOfEach);
        expect(line.erp.documents().every(({ writes }) => writes === 1)).toBe(true);
      },
    ),
    { numRuns: 12 },
  );
});

async function liveAndDie(line: Line, { at, nth }: Death): Promise<void> {
  const { point, reached } = pointOfDeath(at, nth);
  const node = await line.node({ point });
  await Promise.race([reached, line.run([node])]);
  await line.kill(node);
}
