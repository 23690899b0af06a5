import { createChance } from '../../control/chance.ts';
import type { Gate, GateDecision, GateStep, Host, RestletCall, RestletResult } from './host.ts';

/** One decision of the scheduler: which execution went on at which call, or was killed there. */
export type Turn = { step: GateStep; decision: 'go' | 'kill' };

export type Interleaving = {
  /** In the order of the calls; a killed one has the outcome `killed`. */
  results: readonly RestletResult[];
  turns: readonly Turn[];
};

export type InterleavingOptions = {
  seed: number;
  /** Chance of a kill at each turn, from 0 to 1. */
  killRate?: number;
  /** Sees the account between two turns, when every execution is parked. */
  observe?(parked: readonly GateStep[]): void;
};

type Parked = { step: GateStep; decide(decision: GateDecision): void };

/**
 * Runs calls side by side, one `N/*` call at a time: all stand still before each turn, and the seed alone says who goes on.
 *
 * Takes the host's gate for as long as it runs and leaves it open afterwards. Same host state, calls and seed: same turns.
 */
export async function interleave(
  host: Host,
  calls: readonly RestletCall[],
  { seed, killRate = 0, observe }: InterleavingOptions,
): Promise<Interleaving> {
  const chance = createChance(seed);
  const stage = openStage(calls.length);
  const turns: Turn[] = [];
  host.setGate(stage.gate);
  const results = Promise.all(calls.map((call) => host.runRestlet(call).finally(stage.leave)));
  for (let parked = await stage.allParked(); parked.length > 0; parked = await stage.allParked()) {
    observe?.(parked.map(({ step }) => step));
    const chosen = parked[Math.floor(chance() * parked.length)];
    const decision = chance() < killRate ? 'kill' : 'go';
    if (chosen) turns.push({ step: chosen.step, decision });
    chosen?.decide(decision);
  }
  host.setGate(undefined);
  return { results: await results, turns };
}

type Stage = {
  gate: Gate;
  /** An execution has ended, or was refused before it began. */
  leave(): void;
  /** The parked executions by name, once none runs; empty when all have ended. */
  allParked(): Promise<readonly Parked[]>;
};

function openStage(callCount: number): Stage {
  const parked = new Map<string, Parked>();
  let live = callCount;
  let look: () => void = () => undefined;
  return {
    gate: (step) =>
      new Promise((resolve) => {
        const decide = (decision: GateDecision) => {
          parked.delete(step.execution);
          resolve(decision);
        };
        parked.set(step.execution, { step, decide });
        look();
      }),
    leave: () => {
      live -= 1;
      look();
    },
    allParked: () =>
      new Promise((resolve) => {
        look = () => {
          if (parked.size === live) resolve([...parked.values()].sort((one, other) => byName(one.step, other.step)));
        };
        look();
      }),
  };
}

/** Executions are numbered in the order of their calls. */
function byName({ execution: one }: GateStep, { execution: other }: GateStep): number {
  return one.length - other.length || (one < other ? -1 : 1);
}
