import { spawn } from 'node:child_process';

export type Ended = { isGood: boolean; output: string };
type Options = { folder: string; limitMs: number; isShown: boolean; environment?: Readonly<Record<string, string>> };

/**
 * Runs a script under this very Node until it ends or its time is over; then its whole group is ended.
 *
 * @returns what it printed on both streams, together
 */
export function runChild(childArguments: readonly string[], options: Options): Promise<Ended> {
  const { folder, limitMs, isShown, environment = {} } = options;
  const child = spawn(process.execPath, childArguments, {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  let output = '';
  const take = (chunk: Buffer): void => {
    output += chunk.toString();
    if (isShown) process.stdout.write(chunk);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const over = setTimeout(() => {
    output += `\nEnded after ${limitMs / 1000} s, the most that this stage may take.\n`;
    endGroup(child.pid);
  }, limitMs);
  return new Promise((resolve) => {
    const end = (isGood: boolean): void => {
      clearTimeout(over);
      resolve({ isGood, output });
    };
    child.on('error', (error) => {
      output += error.message;
      end(false);
    });
    child.on('close', (code) => end(code === 0));
  });
}

/** Ends a child together with what it started; the group has the child's own number. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
