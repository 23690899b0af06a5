import type { Gate, GateDecision, GateStep, RestletResult } from '../sandbox/netsuite/host/host.ts';

/** An execution that stands before an `N/*` call. */
export type Parked = { readonly step: GateStep; decide(decision: GateDecision): void };

/** What is let go next, and whether it is killed there. */
export type Choice = { readonly parked: Parked; readonly decision: GateDecision };

export type Scheduler = {
  readonly gate: Gate;
  /** Runs calls side by side, one `N/*` call at a time: all stand still whenever `choose` is asked. */
  run(
    calls: readonly (() => Promise<RestletResult>)[],
    choose: (parked: readonly Parked[]) => Choice,
  ): Promise<readonly RestletResult[]>;
};

/** A scheduler that lets parked executions go one by one, in an order that only `choose` decides. */
export function createScheduler(): Scheduler {
  const parked = new Map<string, Parked>();
  let wake = (): void => undefined;
  const gate: Gate = (step) =>
    new Promise((resolve) => {
      parked.set(step.execution, { step, decide: resolve });
      wake();
    });
  return {
    gate,
    run: async (calls, choose) => {
      let live = calls.length;
      const running = calls.map(async (call) => {
        const result = await call();
        live -= 1;
        wake();
        return result;
      });
      while (live > 0) {
        if (parked.size < live) {
          await new Promise<void>((resolve) => (wake = resolve));
          continue;
        }
        const order = [...parked.values()].toSorted((one, other) => nameOf(one).localeCompare(nameOf(other)));
        const { parked: chosen, decision } = choose(order);
        parked.delete(chosen.step.execution);
        chosen.decide(decision);
      }
      return Promise.all(running);
    },
  };
}

/** Calls are told apart by the request id they were made with, so that a seed means the same on every run. */
function nameOf({ step }: Parked): string {
  return step.requestId ?? step.execution;
}
