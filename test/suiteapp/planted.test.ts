import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applyPlanted } from '../planted/apply.ts';
import { createInterleaver } from './interleaving.ts';

const mostSeeds = 200;

/** Each naive protocol, and the broken promise that must give it away. */
const table: readonly { patch: string; caughtBy: RegExp }[] = [
  { patch: '01-look-up-write-document-write-ledger', caughtBy: /has [2-9] documents/ },
  { patch: '02-ledger-first-answer-applied', caughtBy: /answered (applied|duplicate) without a live document/ },
];

test.each(table)('$patch is caught', { timeout: 300_000 }, async ({ patch, caughtBy }) => {
  const root = await applyPlanted(patch);
  const interleaver = await createInterleaver(join(root, 'netsuite-suiteapp'));
  try {
    const faults: string[] = [];
    for (let seed = 1; seed <= mostSeeds && !faults.some((fault) => caughtBy.test(fault)); seed += 1) {
      faults.push(...(await interleaver.run(seed)).faults);
    }
    expect(faults.join('\n')).toMatch(caughtBy);
  } finally {
    await interleaver.close();
    await rm(root, { recursive: true });
  }
});
