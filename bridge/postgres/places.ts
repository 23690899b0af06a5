import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir, readFile, realpath, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';

/** The user that the server runs as; absent when it runs as the user of this process. */
export type Account = { readonly uid: number; readonly gid: number };

/** Where one data folder's server lives. */
export type Places = {
  readonly dataFolder: string;
  /** Holds the cluster, the password file and the log; 0700, of the server's user. */
  readonly base: string;
  readonly cluster: string;
  readonly passwordFile: string;
  readonly logFile: string;
  readonly socketFolder: string;
  readonly account?: Account;
};

/** Unix socket addresses end at 103 bytes on macOS and 107 on Linux; `/.s.PGSQL.5432` takes 14 of them. */
const longestSocketFolder = 90;
const mostClusters = 100;
const rootParent = '/var/lib/throughline';
const Pointer = z.object({ base: z.string(), socketFolder: z.string() });

/** The folder for what an ordinary user must be able to reach although the clone belongs to root. */
export async function sharedFolder(): Promise<string> {
  await mkdir(rootParent, { recursive: true, mode: 0o755 });
  await chmod(rootParent, 0o755);
  return rootParent;
}

/**
 * The places of a data folder, made when they are missing; a pointer file in the data folder remembers them.
 *
 * As root the cluster lies outside the home. A data folder that was deleted and made anew gets a new cluster, and the
 * old one is left alone: we never delete a database.
 */
export async function preparePlaces(folder: string, account: Account | undefined): Promise<Places> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const dataFolder = await realpath(folder);
  const pointerFile = join(dataFolder, 'postgres.json');
  const pointer = (await readPointer(pointerFile)) ?? (await newPointer(dataFolder, account));
  await ownFolder(pointer.base, account);
  await ownFolder(pointer.socketFolder, account);
  await writeFile(`${pointerFile}.new`, `${JSON.stringify(pointer)}\n`, { mode: 0o600 });
  await rename(`${pointerFile}.new`, pointerFile);
  const inBase = (name: string) => join(pointer.base, name);
  return {
    dataFolder,
    ...pointer,
    cluster: inBase('cluster'),
    passwordFile: inBase('password'),
    logFile: inBase('log'),
    ...(account && { account }),
  };
}

async function readPointer(file: string): Promise<z.infer<typeof Pointer> | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Pointer.parse(JSON.parse(text));
}

async function newPointer(dataFolder: string, account: Account | undefined): Promise<z.infer<typeof Pointer>> {
  const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 16);
  const base =
    account === undefined ? join(dataFolder, 'postgres') : await freeFolder(join(await sharedFolder(), name));
  const socketName = account === undefined ? name : basename(base);
  const long = join(tmpdir(), `tl-${socketName}`);
  const socketFolder = Buffer.byteLength(long) <= longestSocketFolder ? long : join('/tmp', `tl-${socketName}`);
  return { base, socketFolder };
}

async function freeFolder(wanted: string): Promise<string> {
  for (let number = 1; number <= mostClusters; number += 1) {
    const folder = number === 1 ? wanted : `${wanted}-${number}`;
    const isTaken = await lstat(folder).then(
      () => true,
      () => false,
    );
    if (!isTaken) return folder;
  }
  throw new Error(`There are ${mostClusters} old databases beside ${wanted}; delete those that nobody needs.`);
}

/** A folder of others, or a link that someone else planted in the shared temporary folder, is refused. */
async function ownFolder(folder: string, account: Account | undefined): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  const owner = account?.uid ?? process.getuid?.() ?? found.uid;
  if (!found.isDirectory() || (found.uid !== owner && found.uid !== process.getuid?.())) {
    throw new Error(`${folder} belongs to someone else; delete it or set another data folder.`);
  }
  if (account !== undefined) await chown(folder, account.uid, account.gid);
  await chmod(folder, 0o700);
}
