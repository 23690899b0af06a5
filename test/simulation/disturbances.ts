/** What may happen to one request on its way; `none` is the ordinary case. */
export type Fate =
  | 'none'
  /** The connection is refused: nothing ran, and the sender knows. */
  | 'refuse-connection'
  /** Nothing ran, and the sender cannot know. */
  | 'drop-before'
  /** It ran to its end, and the sender never hears of it. */
  | 'drop-after'
  /** The sender gives up at once; the platform gets it all the same, perhaps much later. */
  | 'hang-up'
  /** The network delivers it twice, once of them late; the sender hears of the first. */
  | 'repeat'
  /** The platform answers with its limit error before doing anything. */
  | 'refuse'
  /** The answer takes long. */
  | 'delay';

export type Disturbances = {
  forRequest(side: 'salesforce' | 'netsuite'): Fate;
  /** Whether a script ends at this call of its without another line. */
  killsScript(): boolean;
  /** Whether a node dies between two steps. */
  killsNode(): boolean;
  /** How long a delayed answer takes, in virtual milliseconds. */
  delayMs(): number;
  /** How much later a request may still arrive than its sender thinks. */
  lateMs(): number;
  /** How often each kind happened. */
  counts(): Readonly<Record<string, number>>;
};

const fates: readonly Fate[] = [
  'refuse-connection',
  'drop-before',
  'drop-after',
  'hang-up',
  'repeat',
  'refuse',
  'delay',
];

/** How rough a seed is: the share of requests, script calls and steps that are disturbed. */
const weathers = [
  { name: 'calm', requests: 0, scripts: 0, nodes: 0 },
  { name: 'fresh', requests: 0.08, scripts: 0.004, nodes: 0.0005 },
  { name: 'rough', requests: 0.2, scripts: 0.015, nodes: 0.002 },
  { name: 'storm', requests: 0.4, scripts: 0.03, nodes: 0.004 },
] as const;

/** So that every run ends: after this many, the rest of the run is calm. */
const mostDisturbances = 60;
const mostDeaths = 4;

/** The disturbances of one seed, drawn as the run goes; one seed in eight is calm. */
export function createDisturbances(chance: () => number): Disturbances {
  const weather = weathers[chance() < 0.125 ? 0 : 1 + Math.floor(chance() * 3)] ?? weathers[0];
  const counts = new Map<string, number>();
  let total = 0;
  const happens = (share: number, kind: () => string): string | undefined => {
    if (total >= mostDisturbances || chance() >= share) return undefined;
    const drawn = kind();
    total += 1;
    counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
    return drawn;
  };
  const drawFate = (): Fate => fates[Math.floor(chance() * fates.length)] ?? 'none';
  return {
    forRequest: () => {
      let fate: Fate = 'none';
      happens(weather.requests, () => (fate = drawFate()));
      return fate;
    },
    killsScript: () => happens(weather.scripts, () => 'kill-script') !== undefined,
    killsNode: () =>
      (counts.get('node-death') ?? 0) < mostDeaths && happens(weather.nodes, () => 'node-death') !== undefined,
    delayMs: () => 500 + Math.floor(chance() * 20_000),
    lateMs: () => Math.floor(chance() * 20_000),
    counts: () => Object.fromEntries(counts),
  };
}
