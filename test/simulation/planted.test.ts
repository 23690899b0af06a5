import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runChild } from '../checks/run-child.ts';
import { applyPlanted } from '../planted/apply.ts';

/**
 * Bugs of the bridge, and the number of seeds, counted from the first, within which each must be caught. A change of
 * the bridge moves every seed: ranges lie where several catch it (`npm run seed -- --seed 1 --to 40` in a patched copy).
 */
const bugs = [
  { patch: '03-unknown-counts-as-applied', first: 1, within: 6 },
  { patch: '04-failed-status-counts-as-shown', first: 1, within: 6 },
  { patch: '05-row-that-changed-meanwhile-counts-as-shown', first: 1, within: 10 },
  { patch: '06-status-rows-carry-no-version', first: 26, within: 8 },
  { patch: '07-look-up-that-finds-nothing-concludes', first: 1, within: 10 },
  { patch: '08-leases-of-the-dead-are-forgotten', first: 12, within: 8 },
];
const mostMs = 240_000;

test.each(bugs)('$patch is caught within $within seeds from $first', async ({ patch, first, within }) => {
  const root = await applyPlanted(patch);
  try {
    const seeds = ['--seed', String(first), '--to', String(first + within - 1), '--until-broken'];
    const ended = await runChild([join(root, 'test/simulation/seed.ts'), ...seeds], {
      folder: root,
      limitMs: mostMs,
      isShown: false,
    });
    expect(ended.output).toContain('broke the line');
    expect(ended.isGood).toBe(false);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
