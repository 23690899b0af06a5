import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createInterleaver, type Interleaver } from './interleaving.ts';

const seeds = 2000;
const fewestPairs = 40;
const report = fileURLToPath(new URL('../../.artifacts/interleavings.json', import.meta.url));

let interleaver: Interleaver;
beforeAll(async () => {
  interleaver = await createInterleaver();
}, 60_000);
afterAll(() => interleaver.close());

test(
  `${seeds} interleavings of two executions: nothing doubled, nothing claimed that is not there`,
  { timeout: 900_000 },
  async () => {
    const faults: string[] = [];
    const pairs = new Map<string, number>();
    for (let seed = 1; seed <= seeds && faults.length < 10; seed += 1) {
      const outcome = await interleaver.run(seed);
      faults.push(...outcome.faults);
      for (const pair of outcome.pairs) pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
    }
    await mkdir(fileURLToPath(new URL('../../.artifacts', import.meta.url)), { recursive: true });
    await writeFile(
      report,
      JSON.stringify({ seeds, pairs: pairs.size, seen: Object.fromEntries([...pairs].toSorted()) }, undefined, 2),
    );
    expect(faults).toEqual([]);
    expect(pairs.size).toBeGreaterThanOrEqual(fewestPairs);
  },
);
