import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

/** `local.json` in the data folder: everything a person or a program needs to use this sandbox. */
const LocalFile = z.object({
  addresses: z.object({ bridge: z.string(), salesforce: z.string(), netsuite: z.string(), pubsub: z.string() }),
  pairing: z.string(),
  tokens: z.object({ viewer: z.string(), operator: z.string(), admin: z.string(), producer: z.string() }),
  webhookSecret: z.string(),
  /** A one-time link to the console, where no terminal could be told it. */
  consoleLink: z.object({ url: z.string(), until: z.string() }).optional(),
  pids: z.object({
    supervisor: z.number(),
    bridge: z.number(),
    sandbox: z.number(),
    postgres: z.number().optional(),
  }),
});
export type LocalFile = z.infer<typeof LocalFile>;

const fileName = 'local.json';

/** The file of a sandbox that still runs on this data folder, or nothing. */
export function runningOn(dataFolder: string): LocalFile | undefined {
  try {
    const parsed = LocalFile.safeParse(JSON.parse(readFileSync(join(dataFolder, fileName), 'utf8')));
    return parsed.success && isAlive(parsed.data.pids.supervisor) ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Written aside and renamed, so that no reader ever sees half a file; only its owner may read it. */
export function writeLocalFile(dataFolder: string, file: LocalFile): string {
  return writePrivate(dataFolder, fileName, JSON.stringify(file, undefined, 2));
}

export function removeLocalFile(dataFolder: string): void {
  rmSync(join(dataFolder, fileName), { force: true });
}

/** Writes a file of the data folder that only its owner may read, and returns its path. */
export function writePrivate(dataFolder: string, name: string, text: string): string {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const path = join(dataFolder, name);
  writeFileSync(`${path}.new`, `${text}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return path;
}

/** Counts the lives of the sandbox on this folder, so that no record id ever comes back. */
export function nextLife(dataFolder: string): number {
  const last = readNumber(join(dataFolder, 'sandbox-life'));
  writePrivate(dataFolder, 'sandbox-life', String(last + 1));
  return last + 1;
}

function readNumber(path: string): number {
  try {
    const value = Number(readFileSync(path, 'utf8'));
    return Number.isInteger(value) && value >= 0 ? value : 0;
  } catch {
    return 0;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
