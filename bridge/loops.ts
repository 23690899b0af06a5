import type { Log } from '#log.ts';
import type { World } from '#world.ts';

/** One turn of a loop: bounded work, and whether there was any. */
export type Pass = () => Promise<boolean>;

/**
 * @property pollMs the longest wait between two turns when nobody rings
 * @property isDeaf it has time, and no ring concerns it
 */
export type Loop = { readonly name: string; readonly pass: Pass; readonly pollMs: number; readonly isDeaf?: boolean };

export type LoopSeams = { readonly world: Pick<World, 'sleep'>; readonly log: Log };

export type RunningLoops = {
  /** Wakes every loop: there may be work. */
  ring(): void;
  /** Lets each loop finish its turn and begin no other. */
  stop(): Promise<void>;
};

const restAfterErrorMs = 1_000;
const longestRestMs = 30_000;

/**
 * Turns every loop until stopped. A loop that worked turns again at once and rings the others, since its work may be
 * theirs; one that failed rests, doubling up to half a minute. A ring is only a hint: every loop also polls.
 */
export function startLoops(loops: readonly Loop[], seams: LoopSeams): RunningLoops {
  const stopping = new AbortController();
  let bell = new AbortController();
  const ring = (): void => {
    const rung = bell;
    bell = new AbortController();
    rung.abort();
  };
  const rest = async (ms: number, hears: AbortSignal): Promise<void> => {
    await seams.world.sleep(ms, AbortSignal.any([stopping.signal, hears]));
  };
  const turn = async ({ name, pass, pollMs, isDeaf = false }: Loop): Promise<void> => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      const hears = bell.signal;
      try {
        const hasWorked = await pass();
        failures = 0;
        if (hasWorked) ring();
        else await rest(pollMs, isDeaf ? stopping.signal : hears);
      } catch (error) {
        seams.log('loop.failed', { loop: name, error: error instanceof Error ? error.message : 'unknown', failures });
        await rest(Math.min(longestRestMs, restAfterErrorMs * 2 ** Math.min(failures, 10)), stopping.signal);
        failures += 1;
      }
    }
  };
  const turns = loops.map(turn);
  return {
    ring,
    stop: async () => {
      stopping.abort();
      await Promise.all(turns);
    },
  };
}
