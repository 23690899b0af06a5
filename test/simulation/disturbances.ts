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

/** What may happen to a stream of events when there are some: it ends, or its place is not known any more. */
export type StreamFate = 'none' | 'stream-drop' | 'stream-reset';

/** What may happen to one event for good. */
export type EventFate = 'lose' | 'repeat' | 'reorder';

export type Disturbances = {
  forRequest(side: 'salesforce' | 'netsuite'): Fate;
  forStream(): StreamFate;
  forEvent(): EventFate | undefined;
  /** Whether the ERP refuses this record for good: of a first attempt only, so that the next can succeed. */
  refusesRecord(recordType: string, key: string): boolean;
  /** The keys that were refused. */
  refusedKeys(): readonly string[];
  /** Whether a script ends at this call of its without another line. */
  killsScript(): boolean;
  /** Whether a node dies between two steps. */
  killsNode(): boolean;
  /** For how long a node stalls before it saves what it has decided, while the other goes on; mostly not at all. */
  stallMs(): number;
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

/** What the ERP may refuse for good in a seed; in more than half of the seeds it refuses nothing. */
const refusable = ['job', 'projecttask', 'customrecord_tl_budget', 'chargerule'];
const refusingShare = 0.4;

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
/** Of the saves of a seed that is not calm. */
const stallShare = 0.1;
const mostStalls = 8;
const longestStallMs = 10_000;

/** A chance of its own for each: of what the ERP refuses for good, which calm seeds have too, and of stalls. */
type OwnChances = { refusing: () => number; stalling: () => number };

/** The disturbances of one seed, drawn as the run goes; one seed in eight is calm. */
export function createDisturbances(chance: () => number, { refusing, stalling }: OwnChances): Disturbances {
  const weather = weathers[chance() < 0.125 ? 0 : 1 + Math.floor(chance() * 3)] ?? weathers[0];
  const counts = new Map<string, number>();
  let total = 0;
  let stalls = 0;
  const happens = (share: number, kind: () => string): string | undefined => {
    if (total >= mostDisturbances || chance() >= share) return undefined;
    const drawn = kind();
    total += 1;
    counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
    return drawn;
  };
  const oneOf = <Kind extends string>(kinds: readonly Kind[]): Kind | undefined =>
    kinds[Math.floor(chance() * kinds.length)];
  const refusedType = refusing() < refusingShare ? refusable[Math.floor(refusing() * refusable.length)] : undefined;
  const refused = new Map<string, boolean>();
  const drawFate = (): Fate => fates[Math.floor(chance() * fates.length)] ?? 'none';
  return {
    forRequest: () => {
      let fate: Fate = 'none';
      happens(weather.requests, () => (fate = drawFate()));
      return fate;
    },
    forStream: () => {
      let fate: StreamFate = 'none';
      happens(weather.requests, () => (fate = oneOf(['stream-drop', 'stream-reset'] as const) ?? 'none'));
      return fate;
    },
    forEvent: () => {
      let fate: EventFate | undefined;
      happens(weather.requests, () => (fate = oneOf(['lose', 'repeat', 'reorder'] as const)) ?? 'none');
      return fate;
    },
    refusesRecord: (recordType, key) => {
      if (recordType !== refusedType || !key.endsWith(':g1')) return false;
      const isRefused = refused.get(key) ?? refusing() < 0.5;
      if (isRefused && !refused.has(key)) counts.set('refuse-record', (counts.get('refuse-record') ?? 0) + 1);
      refused.set(key, isRefused);
      return isRefused;
    },
    refusedKeys: () => [...refused].filter(([, isRefused]) => isRefused).map(([key]) => key),
    killsScript: () => happens(weather.scripts, () => 'kill-script') !== undefined,
    killsNode: () =>
      (counts.get('node-death') ?? 0) < mostDeaths && happens(weather.nodes, () => 'node-death') !== undefined,
    stallMs: () => {
      if (weather.name === 'calm' || stalls >= mostStalls || stalling() >= stallShare) return 0;
      stalls += 1;
      return Math.floor(stalling() * longestStallMs);
    },
    delayMs: () => 500 + Math.floor(chance() * 20_000),
    lateMs: () => Math.floor(chance() * 20_000),
    counts: () => ({ ...Object.fromEntries(counts), ...(stalls === 0 ? {} : { stall: stalls }) }),
  };
}
