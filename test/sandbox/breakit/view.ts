import type { SandboxClock } from '../control/clock.ts';
import type { Faults } from '../control/faults.ts';
import type { GroundTruth, GroundTruthEntry } from '../control/ground-truth.ts';
import type { BridgeLink, Stored } from './bridge-link.ts';
import type { Side, Switch } from './switches.ts';
import { switches } from './switches.ts';
import type { TruthLine } from './truth-lines.ts';
import { truthLines } from './truth-lines.ts';
import type { Verdict } from './verdict.ts';
import { sentenceOf, verdictOf } from './verdict.ts';

/** A deal that a person can ask a project for. */
export type DealView = { readonly id: string; readonly key: string; readonly name: string; readonly isAsked: boolean };

export type SwitchView = Pick<Switch, 'id' | 'side' | 'title' | 'text'> & {
  readonly isStanding: boolean;
  readonly state: 'off' | 'once' | 'on';
  readonly hits: number;
};

/** Everything that the page shows, at one moment. */
export type View = {
  /** By the sandbox clock. */
  readonly now: string;
  readonly verdict: Verdict & { readonly sentence: string };
  readonly deals: readonly DealView[];
  readonly switches: readonly SwitchView[];
  readonly truth: Readonly<Record<Side, readonly TruthLine[]>>;
  readonly stored: Stored;
};

/** The parts of one platform that the page reads and disturbs. */
export type SideParts = {
  readonly groundTruth: GroundTruth;
  readonly faults: Faults;
  /** The disturbances that this side has built. */
  readonly kinds: readonly string[];
};

export type ViewParts = {
  readonly clock: SandboxClock;
  readonly sides: Readonly<Record<Side, SideParts>>;
  readonly link: BridgeLink;
  readonly deals: () => readonly Omit<DealView, 'isAsked'>[];
  /** Which disturbance each switch has set last. */
  readonly set: ReadonlyMap<string, string>;
};

const mostLines = 60;
const mostEngagements = 6;

export async function viewOf({ clock, sides, link, deals, set }: ViewParts): Promise<View> {
  const truth = {
    salesforce: sinceReset(sides.salesforce.groundTruth.after(0)),
    netsuite: sinceReset(sides.netsuite.groundTruth.after(0)),
  };
  const asked = askedIn(truth.salesforce);
  const verdict = verdictOf(truth, clock.now());
  return {
    now: new Date(clock.now()).toISOString(),
    verdict: { ...verdict, sentence: sentenceOf(verdict) },
    deals: deals().map((deal) => ({ ...deal, isAsked: asked.includes(deal.id) })),
    switches: switches
      .filter(({ side, spec }) => sides[side].kinds.includes(spec.kind))
      .map(({ id, side, title, text, isStanding = false }) => ({
        id,
        side,
        title,
        text,
        isStanding,
        ...stateOf(sides[side].faults, set.get(id)),
      })),
    truth: {
      salesforce: truthLines(truth.salesforce, mostLines),
      netsuite: truthLines(truth.netsuite, mostLines),
    },
    stored: await link.read(asked.slice(-mostEngagements).toReversed()),
  };
}

function sinceReset(entries: readonly GroundTruthEntry[]): readonly GroundTruthEntry[] {
  return entries.slice(entries.findLastIndex(({ operation }) => operation === 'reset') + 1);
}

/** The Opportunities that were asked for, in the order of asking. */
function askedIn(entries: readonly GroundTruthEntry[]): readonly string[] {
  const requests = entries.filter(({ type, operation }) => type === 'provision_request__c' && operation === 'create');
  return [...new Set(requests.map(({ values }) => String(values.Opportunity__c)))];
}

function stateOf(faults: Faults, id: string | undefined): Pick<SwitchView, 'state' | 'hits'> {
  const fault = faults.list().find((one) => one.id === id);
  if (fault === undefined) return { state: 'off', hits: 0 };
  if (fault.count !== undefined) return { state: fault.hitsLeft === 0 ? 'off' : 'once', hits: fault.hits };
  return { state: 'on', hits: fault.hits };
}
