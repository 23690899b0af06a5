import { Session } from 'node:inspector';
import vm from 'node:vm';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';

import type { FromWorker, RunRequest } from './worker-protocol.ts';

type WorkerSetUp = { signal: SharedArrayBuffer; answers: MessagePort; realmSource: string };
type Entered = { define(): void; run(entryPoint: string, input: string): string };
type EnterRealm = (post: (text: string) => string, start: string) => Entered;

const setUp: WorkerSetUp = workerData;
const signal = new Int32Array(setUp.signal);
const realm = new vm.Script(setUp.realmSource, { filename: 'realm.js' });
const files = new Map<string, vm.Script>();
const inspector = new Session();
inspector.connect();

parentPort?.on('message', (request: RunRequest) => {
  tell({ kind: 'ended', text: run(request) });
});
tell({ kind: 'ready' });

function tell(text: FromWorker): void {
  parentPort?.postMessage(text);
}

/** A fresh bare realm for every execution: ECMAScript only, and no code from strings. */
function run({ path, version, source, start, entryPoint, input }: RunRequest): string {
  const context = vm.createContext(vm.constants.DONT_CONTEXTIFY, { codeGeneration: { strings: false, wasm: false } });
  const enter: EnterRealm = realm.runInContext(context);
  const entered = enter(post, start);
  try {
    fileOf(path, version, source).runInContext(context);
    entered.define();
  } catch (thrown) {
    return JSON.stringify({ unloadable: failureOf(thrown) });
  }
  return entered.run(entryPoint, input);
}

function fileOf(path: string, version: string, source: string | undefined): vm.Script {
  const known = files.get(version) ?? new vm.Script(source ?? '', { filename: path });
  files.set(version, known);
  return known;
}

/** Parks the whole thread until the host answers; when it kills instead, no line of the script runs any more. */
function post(text: string): string {
  Atomics.store(signal, 0, 0);
  tell({ kind: 'call', text });
  // A wake that comes late, for the call before, must not let this one go on.
  while (Atomics.load(signal, 0) === 0) Atomics.wait(signal, 0, 0);
  if (Atomics.load(signal, 0) === 2) endHere();
  const answer = receiveMessageOnPort(setUp.answers);
  return answer?.message;
}

/**
 * Ends the running script as a dying machine would: the engine unwinds it without its `catch` and `finally`.
 *
 * It is what ending the thread does, but the thread and its compiled files stay for the next execution.
 */
function endHere(): never {
  tell({ kind: 'killed' });
  inspector.post('Runtime.terminateExecution');
  for (;;) Atomics.load(signal, 0);
}

/** Errors of another realm are no `instanceof Error` here. */
function failureOf(thrown: unknown): { code: string; message: string } {
  const field = (name: string): string => {
    const value: unknown = typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, name) : undefined;
    return typeof value === 'string' ? value : '';
  };
  if (field('type') === 'error.SuiteScriptError') return { code: field('name'), message: field('message') };
  return {
    code: 'FAIL_TO_EVALUATE_SCRIPT_1',
    message: `Fail to evaluate script: ${field('name')}: ${field('message')}`,
  };
}
