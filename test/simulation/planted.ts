import { readdirSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { runChild } from '../checks/run-child.ts';
import { applyPlanted } from '../planted/apply.ts';

const within = 40;
const mostMs = 480_000;
/** 01 and 02 are caught by interleavings of the RESTlet, those from 20 on by the canaries. */
const ours = /^(?:0[3-9]|1\d)-.*(?=\.patch$)/;
const parts = 4;
const artifacts = fileURLToPath(new URL('../../.artifacts', import.meta.url));

/**
 * The seed that caught each bug soonest when somebody last looked, which is tried before the others. A change of the
 * bridge moves every seed; one that does not catch its bug any more only costs its time, and `.artifacts/planted-*.json`
 * names those that did.
 */
const lastCaughtBy: Readonly<Record<string, number>> = {
  '03-unknown-counts-as-applied': 10,
  '04-failed-status-counts-as-shown': 10,
  '05-row-that-changed-meanwhile-counts-as-shown': 3,
  '06-status-rows-carry-no-version': 4,
  '07-look-up-that-finds-nothing-concludes': 9,
  '08-leases-of-the-dead-are-forgotten': 5,
  '09-undo-forgets-the-ledger': 1,
  '10-deferred-counts-as-rejected': 24,
  '12-a-run-is-saved-over-a-newer-one': 4,
  '13-a-change-that-is-made-again-counts-as-repeated': 13,
};

/**
 * Plays the simulation on a copy of the tree with a bug of the bridge, or of the undoing in the ERP, in it: one of the
 * first 40 seeds must catch it. One file takes every fourth bug, so that two of them can be looked for at once.
 */
export function testPlanted(part: 1 | 2 | 3 | 4): void {
  const bugs = patches().filter((_, index) => index % parts === part - 1);
  const caughtBy: Record<string, number> = {};
  test.each(bugs)(`%s is caught within ${within} seeds`, async (patch) => {
    const root = await applyPlanted(patch);
    try {
      const seeds = ['--seed', '1', '--to', String(within), '--first', String(lastCaughtBy[patch] ?? 1)];
      const ended = await runChild([join(root, 'test/simulation/seed.ts'), ...seeds, '--until-broken'], {
        folder: root,
        limitMs: mostMs,
        isShown: false,
      });
      expect(ended.output).toContain('broke the line');
      expect(ended.isGood).toBe(false);
      caughtBy[patch] = Number([...ended.output.matchAll(/^seed (\d+): /gm)].at(-1)?.[1]);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });
  afterAll(async () => {
    await mkdir(artifacts, { recursive: true });
    await writeFile(join(artifacts, `planted-${part}.json`), `${JSON.stringify(caughtBy, undefined, 2)}\n`);
  });
}

function patches(): readonly string[] {
  const names = readdirSync(new URL('../planted/', import.meta.url)).flatMap((name) => ours.exec(name) ?? []);
  return names.toSorted();
}
