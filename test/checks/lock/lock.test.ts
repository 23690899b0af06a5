import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { missingEntries } from './complete-lock.ts';

test('the lock file names every build for every platform, so that npm ci takes it anywhere', async () => {
  const text = await readFile(resolve(import.meta.dirname, '../../../package-lock.json'), 'utf8');
  expect(missingEntries(text)).toEqual({});
});

test('a build that the registry did not show is written from what its package asks for', () => {
  const optionalDependencies = { '@tool/linux-arm64-musl': '1.2.3', '@tool/win32-x64': '1.2.3' };
  const lock = { packages: { 'node_modules/tool': { version: '1.2.3', optionalDependencies } } };
  expect(missingEntries(JSON.stringify(lock))).toEqual({
    'node_modules/@tool/linux-arm64-musl': {
      version: '1.2.3',
      optional: true,
      os: ['linux'],
      cpu: ['arm64'],
      libc: ['musl'],
    },
    'node_modules/@tool/win32-x64': { version: '1.2.3', optional: true, os: ['win32'], cpu: ['x64'] },
  });
});
