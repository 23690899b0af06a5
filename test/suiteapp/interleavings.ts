import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createInterleaver } from './interleaving.ts';

/** `INTERLEAVING_SEED=17` repeats one seed. */
const one = process.env['INTERLEAVING_SEED'];
const fewestPairs = one === undefined ? 40 : 0;
const accounts = 2;
const mostFaults = 10;
const artifacts = fileURLToPath(new URL('../../.artifacts', import.meta.url));

/** Plays seeds `from` to `to`, each two executions of the built RESTlet whose calls of the platform are interleaved. */
export function testInterleavings(from: number, to: number): void {
  const seeds = one === undefined ? Array.from({ length: to - from + 1 }, (_, at) => from + at) : [Number(one)];
  test(
    `interleavings ${from} to ${to} of two executions: nothing doubled, nothing applied that is not there`,
    { timeout: 900_000 },
    async () => {
      const faults: string[] = [];
      const pairs = new Map<string, number>();
      const queue = seeds.values();
      const work = async (): Promise<void> => {
        const interleaver = await createInterleaver();
        for (const seed of queue) {
          const outcome = await interleaver.run(seed);
          faults.push(...outcome.faults);
          for (const pair of outcome.pairs) pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
          if (faults.length >= mostFaults) break;
        }
        await interleaver.close();
      };
      await Promise.all(Array.from({ length: accounts }, work));
      await writeReport(`interleavings-${from}-${to}`, pairs, seeds.length);
      expect(
        faults,
        'repeat one seed: INTERLEAVING_SEED=… npx vitest run --config test/vitest.config.ts --project host interleavings-1-1000',
      ).toEqual([]);
      expect(pairs.size).toBeGreaterThanOrEqual(fewestPairs);
    },
  );
}

/** Each pair of ledger states that two executions stood at together, and in how many seeds. */
async function writeReport(name: string, pairs: ReadonlyMap<string, number>, seeds: number): Promise<void> {
  const seen = Object.fromEntries([...pairs].toSorted(([first], [second]) => first.localeCompare(second)));
  await mkdir(artifacts, { recursive: true });
  await writeFile(`${artifacts}/${name}.json`, `${JSON.stringify({ seeds, pairs: pairs.size, seen }, undefined, 2)}\n`);
}
