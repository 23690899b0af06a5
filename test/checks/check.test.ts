import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runChild } from './run-child.ts';
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
