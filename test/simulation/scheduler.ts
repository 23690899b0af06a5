/**
 * The one hand that moves everything in a simulated run.
 *
 * Whoever wants to touch a store, a vendor or a script's next call parks here first. Only when nothing moves any more
 * is one of the parked chosen, by the seed, and let go until everything stands still again. Time is virtual: it passes
 * a little with every step, and jumps to the next sleeper when nobody else can go.
 *
 * Standing still means: no tracked work is in flight (`during`), no other source of movement reports any
 * (`isMoving`), and several turns of the event loop brought nothing new. Work that is neither parked nor tracked
 * would make runs differ; the trace hash shows it.
 */
export type Scheduler = {
  /** Parks the actor until it is chosen; never resolves once the actor was abandoned. */
  step(actor: string, label: string): Promise<void>;
  /** Tracks real work, so that nobody is chosen before it has settled. */
  during<Result>(work: Promise<Result>): Promise<Result>;
  /** Resolves when virtual time has come, or at once when the signal aborts. */
  sleep(actor: string, ms: number, signal?: AbortSignal): Promise<void>;
  /** Virtual milliseconds since 1970. */
  now(): number;
  /** Forgets everything that the actor, or one whose name starts with it and a slash, waits for: it died. */
  abandon(actor: string): void;
  /** Parked steps whose actor has this name or stands below it. */
  parkedCount(actor: string): number;
  /** Moves until `isOver` says so; `'stuck'` when nobody can go any more, `'endless'` after `mostSteps`. */
  run(options: RunOptions): Promise<'over' | 'stuck' | 'endless'>;
};
export type RunOptions = {
  mostSteps: number;
  /** Called between two steps, while everything stands still; whoever dies does it here. `true` ends the run. */
  between(steps: number): Promise<boolean>;
};
export type SchedulerOptions = {
  chance: () => number;
  startAt: number;
  /** Movement that this scheduler cannot see by itself, such as scripts between two of their calls. */
  isMoving(): boolean;
};

type Parked = { actor: string; label: string; order: number; dueAt: number; go(): void };

/** A step takes up to this much virtual time. */
const longestStepMs = 12;
/** Turns of the event loop without any movement after which everything is taken to stand still. */
const quietTurns = 3;
/** Waits after which something that still moves is a fault of the simulation, not of the house. */
const mostWaits = 60_000;
/** Most movement ends in a step that parks or in work that lands; how long to wait for what ends in neither. */
const unheardMs = 1;

export function createScheduler(options: SchedulerOptions): Scheduler {
  const parked = new Set<Parked>();
  let order = 0;
  let inFlight = 0;
  let moves = 0;
  let now = options.startAt;
  let moved = (): void => undefined;

  const move = (): void => {
    moves += 1;
    moved();
  };

  const park = (actor: string, label: string, dueAt: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      move();
      const one: Parked = { actor, label, order: (order += 1), dueAt, go: resolve };
      if (signal?.aborted === true) return resolve();
      parked.add(one);
      signal?.addEventListener('abort', () => {
        move();
        if (parked.delete(one)) resolve();
      });
    });

  const during = async <Result>(work: Promise<Result>): Promise<Result> => {
    inFlight += 1;
    try {
      return await work;
    } finally {
      inFlight -= 1;
      move();
    }
  };

  /** Resolves at the next movement, or after so long when one is given. */
  const nextMove = (mostMs?: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = mostMs === undefined ? undefined : setTimeout(resolve, mostMs);
      moved = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const settle = async (): Promise<void> => {
    let seen = -1;
    let quiet = 0;
    for (let waits = 0; quiet < quietTurns; waits += 1) {
      if (waits > mostWaits) throw new Error('Something in this run never stands still.');
      if (inFlight > 0) await nextMove();
      else if (options.isMoving()) await nextMove(unheardMs);
      else await nextTurn();
      const isStill = inFlight === 0 && seen === moves && !options.isMoving();
      quiet = isStill ? quiet + 1 : 0;
      seen = moves;
    }
  };

  const choose = (): Parked | undefined => {
    const all = [...parked].toSorted(
      (one, other) => one.actor.localeCompare(other.actor, 'en') || one.order - other.order,
    );
    const ready = all.filter(({ dueAt }) => dueAt <= now);
    const first = ready[Math.floor(options.chance() * ready.length)];
    return first ?? all.toSorted((one, other) => one.dueAt - other.dueAt)[0];
  };

  const run = async ({ mostSteps, between }: RunOptions): Promise<'over' | 'stuck' | 'endless'> => {
    for (let count = 0; count < mostSteps; count += 1) {
      await settle();
      if (await during(between(count))) return 'over';
      const chosen = choose();
      if (chosen === undefined) return 'stuck';
      parked.delete(chosen);
      now = Math.max(now + 1 + Math.floor(options.chance() * longestStepMs), chosen.dueAt);
      chosen.go();
    }
    return 'endless';
  };

  const isOf = (one: Parked, actor: string): boolean => one.actor === actor || one.actor.startsWith(`${actor}/`);
  return {
    step: (actor, label) => park(actor, label, 0),
    during,
    sleep: (actor, ms, signal) => park(actor, 'wakes', now + Math.max(0, ms), signal),
    now: () => now,
    abandon: (actor) => {
      for (const one of parked) if (isOf(one, actor)) parked.delete(one);
    },
    parkedCount: (actor) => [...parked].filter((one) => isOf(one, actor)).length,
    run,
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
