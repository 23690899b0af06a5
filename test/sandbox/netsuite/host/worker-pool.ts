import { MessageChannel, Worker } from 'node:worker_threads';

import { realmSource } from './realm-source.ts';
import { signals } from './worker-protocol.ts';
import type { FromWorker, RunRequest } from './worker-protocol.ts';

/** What an execution hears of its worker. `died`: the thread is gone, and nothing more comes. */
export type Listener = { called(text: string): void; ended(text: string): void; killed(): void };

/** One worker thread, running at most one execution. */
export type ScriptThread = {
  run(request: RunRequest & { source: string }, listener: Listener): void;
  /** Lets the parked script go on with this answer. */
  answer(text: string): void;
  /** Ends the parked script where it stands; the thread can be used again. */
  kill(): void;
  /** Ends the thread, wherever its script is: for scripts that never call anything. */
  destroy(): void;
  isUsable(): boolean;
  close(): Promise<void>;
};

export type WorkerPool = {
  take(): Promise<ScriptThread>;
  give(thread: ScriptThread): void;
  close(): Promise<void>;
};

/** Threads are kept for the next execution; more executions than this at once wait for one. */
const mostThreads = 32;

export function createWorkerPool(): WorkerPool {
  const source = realmSource();
  const idle: ScriptThread[] = [];
  const all = new Set<ScriptThread>();
  const waiting: ((thread: ScriptThread) => void)[] = [];
  const open = async (): Promise<ScriptThread> => {
    const thread = await startThread(await source);
    all.add(thread);
    return thread;
  };
  let opening = 0;
  return {
    take: async () => {
      const ready = idle.pop();
      if (ready) return ready;
      if (all.size + opening >= mostThreads) return new Promise((resolve) => waiting.push(resolve));
      opening += 1;
      return open().finally(() => (opening -= 1));
    },
    give: (thread) => {
      if (!thread.isUsable()) all.delete(thread);
      const next = waiting.shift();
      if (thread.isUsable()) {
        if (next) next(thread);
        else idle.push(thread);
      } else if (next) void open().then(next);
    },
    close: async () => {
      await Promise.all([...all].map((thread) => thread.close()));
      all.clear();
      idle.length = 0;
    },
  };
}

async function startThread(source: string): Promise<ScriptThread> {
  const shared = new SharedArrayBuffer(4);
  const signal = new Int32Array(shared);
  const { port1: answers, port2 } = new MessageChannel();
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { signal: shared, answers: port2, realmSource: source },
    transferList: [port2],
    execArgv: [],
  });
  let listener: Listener | undefined;
  let isUsable = true;
  const rest = () => {
    worker.unref();
    return listener;
  };
  const known = new Set<string>();
  const wake = (state: number) => {
    Atomics.store(signal, 0, state);
    Atomics.notify(signal, 0);
  };
  const thread: ScriptThread = {
    run: ({ path, version, source: text, start, entryPoint, input }, hears) => {
      const request = { path, version, start, entryPoint, input };
      listener = hears;
      worker.ref();
      const isKnown = known.has(version);
      known.add(version);
      worker.postMessage(isKnown ? request : { ...request, source: text });
    },
    answer: (text) => {
      answers.postMessage(text);
      wake(signals.go);
    },
    kill: () => wake(signals.kill),
    destroy: () => {
      isUsable = false;
      void worker.terminate();
    },
    isUsable: () => isUsable,
    close: async () => {
      isUsable = false;
      answers.close();
      await worker.terminate();
    },
  };
  await new Promise<void>((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', () => {
      isUsable = false;
      listener?.killed();
    });
    worker.on('message', (told: FromWorker) => {
      if (told.kind === 'ready') resolve();
      else if (told.kind === 'call') listener?.called(told.text);
      else if (told.kind === 'ended') rest()?.ended(told.text);
      else rest()?.killed();
    });
  });
  answers.unref();
  worker.unref();
  return thread;
}
