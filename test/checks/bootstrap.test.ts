import { spawn, spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
let clone = '';

/** A clone with packages installed, as far as the bootstrap can see. */
beforeAll(async () => {
  clone = await mkdtemp(join(tmpdir(), 'throughline-bootstrap-'));
  await mkdir(join(clone, 'test'));
  await cp(join(root, 'test/bootstrap.mjs'), join(clone, 'test/bootstrap.mjs'));
  await cp(join(root, 'package-lock.json'), join(clone, 'package-lock.json'));
  await symlink(join(root, 'node_modules'), join(clone, 'node_modules'));
  await writeFile(
    join(clone, 'say.ts'),
    'const words: readonly string[] = process.argv.slice(2); console.log(process.version, ...words); process.exitCode = 7;',
  );
  await writeFile(
    join(clone, 'wait.ts'),
    `process.on('SIGTERM', () => { console.log('asked to end'); process.exit(5); }); setInterval(() => undefined, 1000); console.log('ready');`,
  );
});
afterAll(async () => {
  await rm(clone, { recursive: true, force: true });
});

test('arguments and exit code pass through, and the entry runs under the pinned Node', () => {
  const ended = spawnSync(process.execPath, ['test/bootstrap.mjs', 'say.ts', 'one', 'two words'], {
    cwd: clone,
    encoding: 'utf8',
  });
  expect(ended.stdout).toMatch(/^v24\.\d+\.\d+ one two words\n$/);
  expect(ended.status).toBe(7);
});

test('a signal reaches the entry, whose own end is the end', async () => {
  const child = spawn(process.execPath, ['test/bootstrap.mjs', 'wait.ts'], {
    cwd: clone,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (!said.includes('ready') && text.includes('ready')) child.kill('SIGTERM');
    said += text;
  });
  const code = await new Promise((resolveCode) => child.on('close', resolveCode));
  expect(said).toContain('asked to end');
  expect(code).toBe(5);
});

test('without an entry it says how it is used', () => {
  const ended = spawnSync(process.execPath, ['test/bootstrap.mjs'], { cwd: clone, encoding: 'utf8' });
  expect(ended.stderr).toContain('Usage:');
  expect(ended.status).toBe(1);
});
