import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';

/** A process of ours that has said that it is ready, and what it said. */
export type ReadyChild = { readonly process: ChildProcess; readonly said: unknown; readonly ended: Promise<number> };

export type ChildOptions = {
  readonly entry: string;
  readonly arguments?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Where its log lines go. */
  readonly onLine: (line: string) => void;
  /** How long it may take to be ready, in milliseconds. */
  readonly readyWithinMs: number;
};

/** What is passed on from the host's environment; settings of ours are given one by one. */
const inherited = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'USER', 'LOGNAME', 'NODE_COMPILE_CACHE'];

/** Starts an entry under this Node and waits until it says that it is ready; its own last line says why when it does not. */
export async function startChild(options: ChildOptions): Promise<ReadyChild> {
  const child = fork(options.entry, options.arguments ?? [], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...keptEnvironment(), ...options.environment },
    execArgv: [],
  });
  const lines = lastLines(child, options.onLine);
  const ended = new Promise<number>((resolve) => {
    child.once('exit', (code) => {
      resolve(code ?? 1);
    });
  });
  const said = await Promise.race([
    firstWord(child),
    ended.then(() => {
      throw new Error(lines.join('\n') || `${options.entry} ended before it was ready`);
    }),
    tooLate(options),
  ]);
  return { process: child, said, ended };
}

/** Asks a child to end, and ends it for good when it has not within the time. */
export async function stopChild(child: ReadyChild, withinMs: number): Promise<void> {
  child.process.kill('SIGTERM');
  const killer = setTimeout(() => child.process.kill('SIGKILL'), withinMs);
  await child.ended;
  clearTimeout(killer);
}

function keptEnvironment(): Record<string, string> {
  return Object.fromEntries(inherited.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

/** The first message that says where the child is; others are only news. */
function firstWord(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => {
    const hear = (said: unknown): void => {
      if (!isReadyWord(said)) return;
      child.off('message', hear);
      resolve(said);
    };
    child.on('message', hear);
  });
}

function isReadyWord(said: unknown): boolean {
  return typeof said === 'object' && said !== null && ('url' in said || 'salesforceUrl' in said);
}

function tooLate({ entry, readyWithinMs }: ChildOptions): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`${entry} was not ready after ${readyWithinMs / 1000} s`));
    }, readyWithinMs);
    timer.unref();
  });
}

/** Passes every line on and keeps the last few, which tell why a child could not start. */
function lastLines(child: ChildProcess, onLine: (line: string) => void): string[] {
  const kept: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = (parts.pop() ?? '').slice(-10_000);
      for (const line of parts) {
        onLine(line);
        kept.push(line);
        if (kept.length > 20) kept.shift();
      }
    });
  }
  return kept;
}
