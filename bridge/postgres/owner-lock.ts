import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, startOf } from './living.ts';

const mostTries = 5;

/**
 * Makes this process the only one that starts and stops the server of a data folder, until `release`.
 *
 * The lock of a process that has ended is taken over; a process is known by its id and its start, so that a reused id
 * does not count (the start is known on Linux only).
 */
export async function takeOwnerLock(dataFolder: string): Promise<{ release(): Promise<void> }> {
  const file = join(dataFolder, 'postgres.lock');
  const mine = `${process.pid} ${startOf(process.pid)}\n`;
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, mine, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < mostTries; attempt += 1) {
      if (await placed(draft, file)) return { release: () => release(file, mine) };
      await removeStale(file, `${draft}.stale`);
    }
  } finally {
    await rm(draft, { force: true });
  }
  throw new Error(`Another start of Throughline on ${dataFolder} is under way; try again.`);
}

async function placed(draft: string, file: string): Promise<boolean> {
  return link(draft, file).then(
    () => true,
    (cause: unknown) => {
      if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return false;
      throw cause;
    },
  );
}

/** Moves the old lock aside before judging it, so that of two that find it stale only one removes it. */
async function removeStale(file: string, aside: string): Promise<void> {
  refuseLiving(file, await textOf(file));
  const isMoved = await rename(file, aside).then(
    () => true,
    () => false,
  );
  if (!isMoved) return;
  const moved = await textOf(aside);
  if (isLiving(moved)) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
  refuseLiving(file, moved);
}

function refuseLiving(file: string, lock: string): void {
  if (!isLiving(lock)) return;
  throw new Error(`Throughline already runs on this data folder, as process ${lock.split(' ')[0]} (${file}).`);
}

function isLiving(lock: string): boolean {
  const [pid = '', start = ''] = lock.trim().split(' ');
  if (!/^\d+$/.test(pid) || !isAlive(Number(pid))) return false;
  return startOf(Number(pid)) === start;
}

async function release(file: string, mine: string): Promise<void> {
  if ((await textOf(file)) === mine) await rm(file, { force: true });
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
