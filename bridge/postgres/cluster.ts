import { execFile } from 'node:child_process';
import { chown, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { World } from '#world.ts';
import { program, type Binaries } from './binaries.ts';
import type { Places } from './places.ts';

export const databaseUser = 'throughline';
const initTimeoutMs = 120_000;

/** Makes the cluster once; a kill half-way leaves nothing that looks finished. Answers the database user's password. */
export async function prepareCluster(
  places: Places,
  binaries: Binaries,
  isSafe: boolean,
  world: World,
): Promise<string> {
  const major = await clusterMajor(places.cluster);
  if (major === undefined) return initialise(places, binaries, isSafe, passwordFrom(world));
  if (major !== binaries.major) {
    throw new Error(
      `The database in ${places.base} was written by PostgreSQL ${major}, and this Throughline brings ${binaries.major}. ` +
        'Nothing was changed. Start it with the Throughline that made it, or set another data folder.',
    );
  }
  return (await readFile(places.passwordFile, 'utf8')).trim();
}

async function clusterMajor(cluster: string): Promise<number | undefined> {
  const text = await readFile(`${cluster}/PG_VERSION`, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Number.parseInt(text, 10);
}

async function initialise(places: Places, binaries: Binaries, isSafe: boolean, password: string): Promise<string> {
  await rm(places.passwordFile, { force: true });
  await writeFile(places.passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
  if (places.account !== undefined) await chown(places.passwordFile, places.account.uid, places.account.gid);
  const unfinished = `${places.cluster}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await promisify(execFile)(program(binaries, 'initdb'), initOptions(unfinished, places, binaries.major, isSafe), {
    cwd: places.base,
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    timeout: initTimeoutMs,
    ...places.account,
  });
  await rename(unfinished, places.cluster);
  return password;
}

/** Twice 122 random bits. */
function passwordFrom(world: World): string {
  return `${world.newId()}${world.newId()}`.replaceAll('-', '');
}

/** Without these initdb would trust every local user, and sort texts by whatever locale the machine has. */
function initOptions(cluster: string, places: Places, major: number, isSafe: boolean): string[] {
  return [
    `--pgdata=${cluster}`,
    `--username=${databaseUser}`,
    `--pwfile=${places.passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    ...(major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : []),
    '--data-checksums',
    ...(isSafe ? [] : ['--no-sync']),
  ];
}
