import * as z from 'zod/mini';

import type { SandboxClock } from './clock.ts';
import { createChance } from './chance.ts';

/** Every disturbance that the sandboxes may learn; a side names the ones it has built. */
export const faultKinds = [
  'refuse',
  'delay',
  'drop-before',
  'drop-after',
  'kill-script',
  'partial',
  'busy',
  'expire-token',
  'reorder',
  'repeat',
  'lose',
  'reset-stream',
  'lag',
  'skew',
  'close-period',
  'lock-period',
] as const;

export type FaultKind = (typeof faultKinds)[number];

const Match = z.strictObject({
  method: z.optional(z.string()),
  /** Any part of the address after the host, without the query. */
  path: z.optional(z.string()),
  recordType: z.optional(z.string()),
  key: z.optional(z.string()),
  /** Fires at the nth matching request and not before it; 1 is the first. */
  nth: z.optional(z.int().check(z.positive())),
  probability: z.optional(z.number().check(z.minimum(0), z.maximum(1))),
  seed: z.optional(z.int()),
});

/** What a disturbance does, to which requests, and how often; without `count` and `durationMs` it fires once. */
export const FaultSpec = z.strictObject({
  kind: z.enum(faultKinds),
  match: z._default(Match, {}),
  count: z.optional(z.int().check(z.positive())),
  durationMs: z.optional(z.int().check(z.positive())),
  /** delay, lag and skew: milliseconds; reorder: how long an event is held back at most. */
  ms: z.optional(z.int()),
  /** kill-script: the script ends at this `N/*` call, counted from 1. */
  call: z.optional(z.int().check(z.positive())),
  /** partial: the item that answers `rejected`, counted from 1; absent, the one whose key is matched, else the first. */
  item: z.optional(z.int().check(z.positive())),
  /** refuse, busy and partial: what the platform says, instead of its usual words. */
  text: z.optional(z.string().check(z.maxLength(1_000))),
});
export type FaultSpec = z.infer<typeof FaultSpec>;

/** What a side knows of a request; a request with several records or keys names all of them. */
export type DisturbedRequest = {
  method?: string;
  path?: string;
  recordType?: string | readonly string[];
  key?: string | readonly string[];
};

export type ActiveFault = FaultSpec & { id: string };

/** The disturbances that are set on one side, oldest first. */
export type Faults = {
  /** Sets a disturbance and answers its id. */
  add(spec: z.input<typeof FaultSpec>): string;
  list(): readonly (ActiveFault & { hits: number; hitsLeft?: number; endsAt?: string })[];
  /** Takes one away; false when it is not there. */
  remove(id: string): boolean;
  clear(): void;
  /** The newest one of a kind that stands for a time and hits no single request, such as a clock that is wrong. */
  standing(kind: FaultKind): ActiveFault | undefined;
  /** The first disturbance of these kinds that fires for this request; it counts as a hit. */
  take(kinds: readonly FaultKind[], request: DisturbedRequest): ActiveFault | undefined;
};

/** How many disturbances can be set at once. */
export const maxFaults = 1_000;

type Armed = { fault: ActiveFault; seen: number; hits: number; endsAt: number | undefined; chance: () => number };

/**
 * Creates the registry of disturbances of one side.
 *
 * @param random draws for a probability that was given without a seed, from 0 up to 1
 */
export function createFaults({ clock, random }: { clock: SandboxClock; random: () => number }): Faults {
  let armed: Armed[] = [];
  let lastNumber = 0;

  function add(input: z.input<typeof FaultSpec>): string {
    if (armed.length >= maxFaults) throw new RangeError(`At most ${maxFaults} disturbances can be set at once`);
    const spec = FaultSpec.parse(input);
    lastNumber += 1;
    const fault = { ...spec, id: `fault-${lastNumber}` };
    const endsAt = spec.durationMs === undefined ? undefined : clock.now() + spec.durationMs;
    const { seed } = spec.match;
    armed.push({ fault, seen: 0, hits: 0, endsAt, chance: seed === undefined ? random : createChance(seed) });
    return fault.id;
  }

  function take(kinds: readonly FaultKind[], request: DisturbedRequest): ActiveFault | undefined {
    const firing = armed.filter((one) => kinds.includes(one.fault.kind) && isFiring(one, request, clock.now()));
    const [first] = firing;
    if (!first) return undefined;
    first.hits += 1;
    return first.fault;
  }

  return {
    add,
    take,
    list: () => armed.map((one) => describeFault(one)),
    remove: (id) => {
      const before = armed.length;
      armed = armed.filter(({ fault }) => fault.id !== id);
      return armed.length < before;
    },
    standing: (kind) =>
      armed.findLast(({ fault, endsAt }) => fault.kind === kind && (endsAt === undefined || clock.now() < endsAt))
        ?.fault,
    clear: () => {
      armed = [];
    },
  };
}

/** Counts the request when it matches, and says whether the disturbance would fire at it. */
function isFiring(one: Armed, request: DisturbedRequest, now: number): boolean {
  const { match } = one.fault;
  if (one.endsAt !== undefined && now >= one.endsAt) return false;
  if (hitsLeft(one) === 0 || !isMatching(match, request)) return false;
  one.seen += 1;
  if (match.nth !== undefined && one.seen < match.nth) return false;
  return match.probability === undefined || one.chance() < match.probability;
}

function isMatching(match: z.infer<typeof Match>, request: DisturbedRequest): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== request.method?.toUpperCase()) return false;
  if (match.path !== undefined && !request.path?.includes(match.path)) return false;
  if (match.recordType !== undefined && !isAmong(match.recordType.toLowerCase(), request.recordType)) return false;
  return match.key === undefined || isAmong(match.key.toLowerCase(), request.key);
}

function isAmong(wanted: string, given: string | readonly string[] | undefined): boolean {
  if (given === undefined) return false;
  const all = typeof given === 'string' ? [given] : given;
  return all.some((one) => one.toLowerCase() === wanted);
}

/** `undefined` means as often as it matches, until its time is over. */
function hitsLeft({ fault, hits }: Armed): number | undefined {
  if (fault.count !== undefined) return fault.count - hits;
  return fault.durationMs === undefined ? 1 - hits : undefined;
}

function describeFault(one: Armed): ActiveFault & { hits: number; hitsLeft?: number; endsAt?: string } {
  const left = hitsLeft(one);
  return {
    ...one.fault,
    hits: one.hits,
    ...(left === undefined ? {} : { hitsLeft: left }),
    ...(one.endsAt === undefined ? {} : { endsAt: new Date(one.endsAt).toISOString() }),
  };
}
