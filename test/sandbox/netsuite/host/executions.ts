import * as z from 'zod/mini';

import type { AccountState, Actor } from './account-state.ts';
import { operate, recordOf, subjectOf } from './calls.ts';
import type { CallContext } from './calls.ts';
import { restletLimits, unitsOf } from './governance.ts';
import type { Gate, GateDecision, GateStep } from './host.ts';
import type { Lookups } from './lookups.ts';
import { startTimer } from './real-time.ts';
import { refusals } from './refusals.ts';
import type { ScriptThread, WorkerPool } from './worker-pool.ts';

export type ExecutionSetUp = {
  id: string;
  account: AccountState;
  lookups: Lookups;
  actor: Actor;
  gate: Gate;
  pool: WorkerPool;
  path: string;
  version: string;
  source: string;
  start: string;
  entryPoint: string;
  input: string;
  /** Real milliseconds without a call after which the script is in a loop that never ends. */
  runawayMs: number;
  log(level: string, title: string, details: string): void;
};

export type Thrown = { code: string; message: string };
export type ExecutionEnd =
  | { kind: 'returned'; value: unknown }
  | { kind: 'threw' | 'unloadable' | 'timed-out'; thrown: Thrown }
  | { kind: 'killed' };

export type Execution = { end: Promise<ExecutionEnd>; kill(): void };

const Call = z.object({ api: z.string(), input: z.unknown() });
const ThrownText = z.object({ code: z.string(), message: z.string() });
const EndText = z.object({
  returned: z.optional(z.unknown()),
  thrown: z.optional(ThrownText),
  unloadable: z.optional(ThrownText),
});

/** Starts an execution on a thread of the pool; it ends by itself or by `kill`, whether or not anyone waits for it. */
export function startExecution(setUp: ExecutionSetUp): Execution {
  let kill: () => void = () => undefined;
  const killed = new Promise<'kill'>((resolve) => {
    kill = () => resolve('kill');
  });
  return { end: run(setUp, killed), kill };
}

async function run(setUp: ExecutionSetUp, killed: Promise<'kill'>): Promise<ExecutionEnd> {
  const thread = await setUp.pool.take();
  const end = new Promise<ExecutionEnd>((resolve, reject) => playOn(setUp, thread, killed, { resolve, reject }));
  // A bug of the host leaves the script parked: its thread is of no use any more.
  end.catch(thread.destroy);
  return end.finally(() => setUp.pool.give(thread));
}

function playOn(
  setUp: ExecutionSetUp,
  thread: ScriptThread,
  killed: Promise<'kill'>,
  { resolve, reject }: { resolve(end: ExecutionEnd): void; reject(problem: unknown): void },
): void {
  const { account, gate, actor } = setUp;
  const startedAt = account.clock.now();
  const context: CallContext = { ...setUp, remainingUnits: restletLimits.units };
  let index = 0;
  let end: ExecutionEnd = { kind: 'killed' };
  const watch = () =>
    startTimer(setUp.runawayMs, () => {
      end = timedOut();
      thread.destroy();
    });
  let timer = watch();
  const stepOf = (api: string, input: unknown): GateStep => ({
    execution: setUp.id,
    index: index++,
    api,
    ...subjectOf(api, input),
    ...(actor.requestId === undefined ? {} : { requestId: actor.requestId }),
  });
  const decide = (step: GateStep): Promise<GateDecision> => Promise.race([killed, gate(step)]);
  const isLate = () => account.clock.now() - startedAt > restletLimits.seconds * 1000;

  const called = async (text: string): Promise<void> => {
    timer.stop();
    const { api, input } = z.parse(Call, JSON.parse(text));
    const decision = await decide(stepOf(api, input));
    if (isLate()) end = timedOut();
    if (decision === 'kill' || isLate()) {
      thread.kill();
      return;
    }
    const answer = decision === 'go' ? carryOut(context, api, input) : { refusal: decision.refuse };
    timer = watch();
    thread.answer(JSON.stringify({ now: account.clock.now(), ...answer }));
  };
  const ended = async (text: string): Promise<void> => {
    timer.stop();
    const decision = await decide(stepOf('return', {}));
    resolve(decision === 'kill' ? { kind: 'killed' } : endOf(text));
  };
  const { path, version, source, start, entryPoint, input } = setUp;
  thread.run(
    { path, version, source, start, entryPoint, input },
    {
      called: (text) => void called(text).catch(reject),
      ended: (text) => void ended(text).catch(reject),
      killed: () => resolve(end),
    },
  );
}

function carryOut(context: CallContext, api: string, input: unknown) {
  const { recordType } = subjectOf(api, input);
  const units = unitsOf(api, recordOf(context.account, recordType)?.governance);
  if (units > context.remainingUnits) return { refusal: refusals.usageLimit };
  context.remainingUnits -= units;
  return operate(context, api, input);
}

function timedOut(): ExecutionEnd {
  const { name, message } = refusals.timeLimit;
  return { kind: 'timed-out', thrown: { code: name, message } };
}

function endOf(text: string): ExecutionEnd {
  const { returned, thrown, unloadable } = z.parse(EndText, JSON.parse(text));
  if (unloadable) return { kind: 'unloadable', thrown: unloadable };
  return thrown ? { kind: 'threw', thrown } : { kind: 'returned', value: returned };
}
