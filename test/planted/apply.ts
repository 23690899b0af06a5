import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const workspaces = ['shared-model', 'bridge', 'salesforce-ext', 'netsuite-suiteapp', 'test'];
const git = promisify(execFile);

/**
 * Copies the tree to a folder of its own and plants one bug there, so that a test can show that it is caught.
 *
 * The copy shares the installed packages, but its workspaces are its own. The caller removes it.
 *
 * @param name a patch of this folder without its ending, such as `02-ledger-first-answer-applied`
 * @returns the copy's root
 */
export async function applyPlanted(name: string): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'throughline-planted-'));
  await copyTree(root);
  await linkPackages(root);
  const patch = fileURLToPath(new URL(`./${name}.patch`, import.meta.url));
  await git('git', ['apply', patch], { cwd: root, env: { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir() } });
  return root;
}

async function copyTree(root: string): Promise<void> {
  const listed = await git('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: repository,
    maxBuffer: 2 ** 26,
  });
  const deleted = await git('git', ['ls-files', '-d', '-z'], { cwd: repository, maxBuffer: 2 ** 26 });
  const gone = new Set(deleted.stdout.split('\0'));
  const files = listed.stdout.split('\0').filter((file) => file !== '' && !gone.has(file));
  const folders = new Set(files.map((file) => dirname(join(root, file))));
  for (const folder of folders) await mkdir(folder, { recursive: true });
  for (const file of files) await copyFile(join(repository, file), join(root, file));
}

async function linkPackages(root: string): Promise<void> {
  const [packages, target] = [join(repository, 'node_modules'), join(root, 'node_modules')];
  await mkdir(target);
  for (const name of await readdir(packages)) {
    const from = workspaces.includes(name) ? join(root, name) : join(packages, name);
    await symlink(from, join(target, name));
  }
}
