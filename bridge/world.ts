import { randomUUID } from 'node:crypto';

/**
 * The only door to clock, chance and network; a simulation puts its own world in its place.
 *
 * `now` is this node's wall clock in milliseconds since 1970 and may jump; `monotonicMs` only grows and has no meaning
 * outside the process. Neither decides about leases or order: the database's time does.
 */
export type World = {
  now(): number;
  monotonicMs(): number;
  /** From 0 to 1, for jitter only. */
  random(): number;
  /** A correlation id; never part of a key. */
  newId(): string;
  /** Resolves after `ms`, or at once when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
};

/** The real world of one process. */
export function realWorld(): World {
  return {
    now: () => Date.now(),
    monotonicMs: () => performance.now(),
    random: () => Math.random(),
    newId: () => randomUUID(),
    sleep,
    fetch: (input, init) => fetch(input, init),
  };
}

/** The wall clock as UTC text, `2026-11-21T14:02:09.120Z`. */
export function instantOf(world: Pick<World, 'now'>): string {
  return new Date(world.now()).toISOString();
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
    signal?.addEventListener('abort', done, { once: true });
  });
}
