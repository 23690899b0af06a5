import type { EngagementId } from 'shared-model/ids.ts';
import type { Claim, Lane } from '#store/store.ts';

/** Milliseconds of its script time that one call may take at the vendor. */
const callBudgetMs = 5_000;

/** Before anything is learnt: claim, document and confirmation are three saves of about half a second in an account. */
const firstItemMs = 1_500;

/** How much of what is known of a kind's time one more call changes. */
const learningRate = 0.2;

/** Of so many calls one serves the lower lanes first, so that they never starve. */
const callsPerFloor = 10;

/** So many calls without a refusal raise the ceiling by a slot. */
const quietCalls = 50;

/** A slot with a lost call stays taken for three times the longest call seen or packed for, at most the script limit of 300 s. */
const occupyFactor = 3;
const longestOccupyMs = 300_000;

/** The lanes served now, most urgent first. */
const lanes: readonly Lane[] = ['interactive', 'postings'];

/** What a node learns of one account while it runs. It starts from caution and is lost with the process. */
export type DispatchMemory = {
  /** The slots that exist for us at all; slot numbers begin at 0. */
  readonly slotCount: number;
  /** When this node last said that it lives, on its monotonic clock; absent before the first time. */
  beatenAtMs?: number;
  /** One look-up at a time is enough for a node. */
  isLookingUp: boolean;
  readonly mayUse: (slot: number) => boolean;
  /** What a call may take and what is expected of each kind, so that a call is filled by its script time. */
  readonly scriptTimes: () => ScriptBudget;
  /** Slots that are kept for the next step of the engagements that had them last. */
  readonly kept: Map<number, KeptSlot>;
  readonly nextLanes: () => readonly Lane[];
  readonly occupyMs: () => number;
  readonly callWasAnswered: (types: readonly string[], tookMs: number) => void;
  /** The account was full: others use more of it than we knew. */
  readonly limitWasHit: () => void;
};

/** @property untilMs on this node's monotonic clock */
export type KeptSlot = { readonly engagements: readonly EngagementId[]; readonly untilMs: number };

type ScriptBudget = NonNullable<Claim['script']>;

/**
 * @param limits `concurrency` the account's calls at once for all integrations; `reserve` those left to others
 */
export function createDispatchMemory(limits: { concurrency: number; reserve: number }): DispatchMemory {
  const slotCount = Math.max(1, limits.concurrency - limits.reserve);
  let ceiling = slotCount;
  let quiet = 0;
  let turns = 0;
  const itemMs = new Map<string, number>();
  let longestCallMs = callBudgetMs;
  return {
    slotCount,
    isLookingUp: false,
    mayUse: (slot) => slot < ceiling,
    kept: new Map(),
    scriptTimes: () => ({
      budgetMs: callBudgetMs,
      expectedMs: Object.fromEntries([...itemMs].map(([type, ms]) => [type, Math.round(ms)])),
      otherMs: firstItemMs,
    }),
    nextLanes: () => {
      turns += 1;
      return turns % callsPerFloor === 0 ? lanes.toReversed() : lanes;
    },
    occupyMs: () => Math.min(Math.ceil(longestCallMs * occupyFactor), longestOccupyMs),
    callWasAnswered: (types, tookMs) => {
      learnItemTimes(itemMs, types, tookMs);
      longestCallMs = Math.max(longestCallMs, tookMs);
      quiet += 1;
      if (quiet < quietCalls) return;
      quiet = 0;
      ceiling = Math.min(slotCount, ceiling + 1);
    },
    limitWasHit: () => {
      quiet = 0;
      ceiling = Math.max(1, ceiling - 1);
    },
  };
}

/** Shares a call's time out among its items in proportion to what was expected of each kind. */
function learnItemTimes(itemMs: Map<string, number>, types: readonly string[], tookMs: number): void {
  const expectedOf = (type: string): number => itemMs.get(type) ?? firstItemMs;
  const expectedMs = types.reduce((sum, type) => sum + expectedOf(type), 0);
  const ratio = tookMs / expectedMs;
  for (const type of new Set(types)) {
    itemMs.set(type, Math.max(1, expectedOf(type) * (1 - learningRate + learningRate * ratio)));
  }
}
