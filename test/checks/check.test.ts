import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runChild } from './run-child.ts';
import { unhandledIn } from './run-tests.ts';
import { stages } from './stages.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-check-'));
  await writeFile(join(folder, 'good.mjs'), `console.log('well');`);
  await writeFile(join(folder, 'bad.mjs'), `console.error('not well'); process.exitCode = 3;`);
  await writeFile(join(folder, 'endless.mjs'), `setInterval(() => undefined, 1000);`);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('the check runs cheapest first, tests last, and gives every stage a budget', () => {
  const names = stages.map(({ name }) => name);
  const plain = ['prettier', 'oxlint', 'build', 'types', 'knip'];
  expect(names).toEqual([...plain, 'unit', 'lwc', 'host', 'store', 'store-14', 'simulation', 'e2e']);
  expect(stages.every(({ budgetSeconds }) => budgetSeconds > 0)).toBe(true);
});

test.each([
  ['a child that ends well', 'good.mjs', 10_000, true, 'well'],
  ['a child that ends badly', 'bad.mjs', 10_000, false, 'not well'],
  ['a child that does not end', 'endless.mjs', 200, false, 'Ended after 0.2 s'],
])('%s', async (_name, file, limitMs, isGood, text) => {
  const ended = await runChild([join(folder, file)], { folder, limitMs, isShown: false });
  expect(ended.isGood).toBe(isGood);
  expect(ended.output).toContain(text);
});

test('what was thrown beside the tests is named with the file that ran', () => {
  const rule = '⎯'.repeat(5);
  const output = [
    `\u001b[31m${rule} Unhandled Errors ${rule}\u001b[39m`,
    'Vitest caught 2 unhandled errors during the test run.',
    `\u001b[31m${rule} Uncaught Exception ${rule}`,
    '\u001b[31merror: terminating connection due to administrator command\u001b[39m',
    ' ❯ parser.js:306:11',
    'This error originated in "\u001b[1mtest/store/plans.test.ts\u001b[22m" test file. It was running.',
    `${rule} Unhandled Rejection ${rule}`,
    'Error: nobody waited',
  ].join('\n');
  expect(unhandledIn(output)).toEqual([
    'test/store/plans.test.ts, unhandled: error: terminating connection due to administrator command',
    'no test file, unhandled: Error: nobody waited',
  ]);
  expect(unhandledIn('2 passed')).toEqual([]);
});
