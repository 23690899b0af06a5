import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createInterleaver } from './interleaving.ts';

/** `INTERLEAVING_SEED=17` repeats one seed. */
const one = process.env['INTERLEAVING_SEED'];
const seeds = one === undefined ? Array.from({ length: 2000 }, (_, index) => index + 1) : [Number(one)];
const fewestPairs = one === undefined ? 40 : 0;
const accounts = 4;
const mostFaults = 10;
const file = 'test/suiteapp/interleavings.test.ts';
const artifacts = fileURLToPath(new URL('../../.artifacts', import.meta.url));

test(
  `${seeds.length} interleavings of two executions: nothing doubled, nothing applied that is not there`,
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
    await writeReport(pairs);
    expect(
      faults,
      `repeat one seed: INTERLEAVING_SEED=… npx vitest run --config test/vitest.config.ts ${file}`,
    ).toEqual([]);
    expect(pairs.size).toBeGreaterThanOrEqual(fewestPairs);
  },
);

/** Each pair of ledger states that two executions stood at together, and in how many seeds. */
async function writeReport(pairs: ReadonlyMap<string, number>): Promise<void> {
  const seen = Object.fromEntries([...pairs].toSorted(([one], [other]) => one.localeCompare(other)));
  await mkdir(artifacts, { recursive: true });
  await writeFile(
    `${artifacts}/interleavings.json`,
    `${JSON.stringify({ seeds: seeds.length, pairs: pairs.size, seen }, undefined, 2)}\n`,
  );
}
