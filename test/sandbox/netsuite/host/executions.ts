import * as z from 'zod/mini';

import type { AccountState, Actor } from './account-state.ts';
import { operate, recordOf, subjectOf } from './calls.ts';
import type { CallAnswer, CallContext } from './calls.ts';
import { unitsOf } from './governance.ts';
import type { ScriptLimits } from './governance.ts';
import type { Gate, GateDecision, Refusal } from './host.ts';
import type { Lookups } from './lookups.ts';
import { startTimer } from '../../control/real-time.ts';
import { refusals, refuse } from './refusals.ts';
import type { Triggers } from './user-events.ts';
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
  limits: ScriptLimits;
  /** Runs the user events around what this script writes; absent inside a user event, which never starts another. */
  triggers?: Triggers;
  /** The execution whose save started this one. */
  parent?: string;
  /** Real milliseconds without a call after which the script is in a loop that never ends. */
  runawayMs: number;
  log(level: string, title: string, details: string): void;
};

export type Thrown = { code: string; message: string };
export type ExecutionEnd =
  | { kind: 'returned'; value: unknown }
  | { kind: 'threw' | 'unloadable' | 'over-limit'; thrown: Thrown }
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
  const startedAt = setUp.account.clock.now();
  const context = { ...setUp, remainingUnits: setUp.limits.units };
  const end = playOn({ ...setUp, context, startedAt, killed, callCount: 0 }, thread);
  // A bug of the host leaves the script parked: its thread is of no use any more.
  end.catch(thread.destroy);
  return end.finally(() => setUp.pool.give(thread));
}

/** An execution on its way. */
type Play = ExecutionSetUp & { context: CallContext; startedAt: number; killed: Promise<'kill'>; callCount: number };

function playOn(play: Play, thread: ScriptThread): Promise<ExecutionEnd> {
  return new Promise((resolve, reject) => {
    let end: ExecutionEnd = { kind: 'killed' };
    const watch = () =>
      startTimer(play.runawayMs, () => {
        end = endedBy(refusals.timeLimit);
        thread.destroy();
      });
    let timer = watch();
    const called = async (text: string): Promise<void> => {
      timer.stop();
      const verdict = await verdictOn(play, text);
      if ('end' in verdict) {
        ({ end } = verdict);
        thread.kill();
        return;
      }
      timer = watch();
      thread.answer(JSON.stringify({ now: play.account.clock.now(), ...verdict.answer }));
    };
    const ended = async (text: string): Promise<void> => {
      timer.stop();
      resolve((await decide(play, 'return', {})) === 'kill' ? { kind: 'killed' } : endOf(text));
    };
    thread.run(play, {
      called: (text) => void called(text).catch(reject),
      ended: (text) => void ended(text).catch(reject),
      killed: () => resolve(end),
    });
  });
}

/** What comes of a call: an answer for the script, or the end of it. */
async function verdictOn(play: Play, text: string): Promise<{ answer: CallAnswer } | { end: ExecutionEnd }> {
  const { account, context, startedAt } = play;
  const { api, input } = z.parse(Call, JSON.parse(text));
  const decision = await decide(play, api, input);
  if (decision === 'kill') return { end: { kind: 'killed' } };
  if (account.clock.now() - startedAt > play.limits.seconds * 1000) return { end: endedBy(refusals.timeLimit) };
  if (decision !== 'go') return { answer: refuse(decision.refuse) };
  const { recordType } = subjectOf(account, api, input);
  const units = unitsOf(api, recordOf(account, recordType)?.governance);
  if (units > context.remainingUnits) return overLimit(account);
  context.remainingUnits -= units;
  const done = await (play.triggers?.around(context, api, input) ?? operate(context, api, input));
  // Who ends a user event ends the script that saved: on the platform they are one machine at one work.
  return done === 'killed' ? { end: { kind: 'killed' } } : { answer: done };
}

function overLimit({ assumptions }: AccountState): { answer: CallAnswer } | { end: ExecutionEnd } {
  return assumptions.isUsageLimitCaught
    ? { answer: refuse(refusals.usageLimit) }
    : { end: endedBy(refusals.usageLimit) };
}

/** Waits for the gate, which knows what the call is about before it happens. */
function decide(play: Play, api: string, input: unknown): Promise<GateDecision> {
  const { id: execution, actor, gate, killed } = play;
  const index = play.callCount++;
  const about = {
    ...subjectOf(play.account, api, input),
    ...(actor.requestId === undefined ? {} : { requestId: actor.requestId }),
    ...(play.parent === undefined ? {} : { parent: play.parent }),
  };
  return Promise.race([killed, gate({ execution, index, api, ...about })]);
}

/** Ended by the platform for a limit: nothing in the script can prevent that. */
function endedBy({ name, message }: Refusal): ExecutionEnd {
  return { kind: 'over-limit', thrown: { code: name, message } };
}

function endOf(text: string): ExecutionEnd {
  const { returned, thrown, unloadable } = z.parse(EndText, JSON.parse(text));
  if (unloadable) return { kind: 'unloadable', thrown: unloadable };
  return thrown ? { kind: 'threw', thrown } : { kind: 'returned', value: returned };
}
