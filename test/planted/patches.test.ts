import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('.', import.meta.url));
const patches = readdirSync(folder).filter((name) => name.endsWith('.patch'));

/** Whoever changes the code that a bug is planted in hears of it at once, not after the minutes of the test that catches the bug. */
test.each(patches)('%s can be planted in the code as it is', async (name) => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  await expect(run('git', ['apply', '--check', `${folder}${name}`], { cwd: root })).resolves.toBeDefined();
});

test('there are bugs to plant', () => {
  expect(patches.length).toBeGreaterThan(10);
});
