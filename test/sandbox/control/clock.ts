/** The time that a sandbox believes in, in milliseconds since 1970 (UTC). */
export type SandboxClock = {
  now(): number;
  /** Moves the clock by `ms`; a negative number moves it back. */
  advance(ms: number): void;
  /** Sets the clock to `at`, milliseconds since 1970. */
  set(at: number): void;
};

/**
 * Creates a clock that runs with real time plus an offset, or one that stands still until it is moved.
 *
 * Tokens and signatures do not use it: they live by real time.
 */
export function createSandboxClock(options: { frozen?: boolean; at?: number } = {}): SandboxClock {
  return options.frozen ? createFrozenClock(options.at ?? 0) : createRunningClock(options.at);
}

function createRunningClock(at: number | undefined): SandboxClock {
  let offsetMs = at === undefined ? 0 : at - Date.now();
  return {
    now: () => Date.now() + offsetMs,
    advance: (ms) => {
      offsetMs += ms;
    },
    set: (to) => {
      offsetMs = to - Date.now();
    },
  };
}

function createFrozenClock(at: number): SandboxClock {
  let time = at;
  return {
    now: () => time,
    advance: (ms) => {
      time += ms;
    },
    set: (to) => {
      time = to;
    },
  };
}

/** One platform's own clock, which is wrong by `skewMs` whenever it is asked. */
export function createSkewedClock(clock: SandboxClock, skewMs: () => number): SandboxClock {
  return { now: () => clock.now() + skewMs(), advance: clock.advance, set: clock.set };
}
