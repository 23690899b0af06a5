import { resolve } from 'node:path';
import { writeLintConfiguration } from './lint/write.ts';
import { completeLock } from './lock/complete-lock.ts';
import { assertNode } from './node-version.ts';
import { runChild } from './run-child.ts';

/** Repairs what a tool can repair, so that only what needs thought is left for the check. */
assertNode();
const root = resolve(import.meta.dirname, '../..');
await writeLintConfiguration(resolve(root, '.oxlintrc.json'));
await completeLock(resolve(root, 'package-lock.json'));
for (const tool of [
  ['node_modules/oxlint/bin/oxlint', '--type-aware', '--fix', '--quiet'],
  ['node_modules/prettier/bin/prettier.cjs', '--write', '--log-level', 'warn', '.'],
]) {
  await runChild(tool, { folder: root, limitMs: 120_000, isShown: true });
}
