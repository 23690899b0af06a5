/** Where a record's state is shown: the card's rows in Salesforce, the tab's row in NetSuite, the bridge's own answer. */
export const products = ['card', 'tab', 'bridge'] as const;
export type Product = (typeof products)[number];

/** What one product showed of one thing, an engagement or a step of it, in the order in which it showed it. */
export type Sighting = {
  readonly product: Product;
  readonly about: string;
  /** When the thing came to stand so, by the bridge; milliseconds since 1970, of which Salesforce keeps whole seconds. */
  readonly at: number;
  /** The bridge's own counter, which the card's rows carry too; the tab has one of its own. */
  readonly version: number;
  readonly state: string;
  /** State, owner and sentence. */
  readonly says: string;
};

/**
 * Whether the same record ever showed two states, judged by these rules:
 *
 * 1. A product may lag behind another, but never goes back to what stood before.
 * 2. What two of them say of one version is the same: state, owner and sentence; of one moment too, but that a step which
 *    is done may say more later, as billing rules do that leave Hold.
 * 3. Done is the last word on an engagement: nobody shows anything else that is newer.
 * 4. Nobody shows anything that is newer than what the bridge says in the end.
 *
 * So *done* here and *failed* there is a contradiction, unless the one that says *failed* is older.
 */
export function contradictions(sightings: readonly Sighting[]): readonly string[] {
  const abouts = [...new Set(sightings.map(({ about }) => about))];
  return abouts.flatMap((about) => contradictionsIn(sightings.filter((one) => one.about === about)));
}

function contradictionsIn(all: readonly Sighting[]): string[] {
  const atMoment = all.filter(({ product }) => product !== 'card');
  const [tab, counted] = [true, false].map((isTab) => all.filter(({ product }) => (product === 'tab') === isTab));
  const isStep = all.some(({ about }) => about.includes(':'));
  return [
    ...products.flatMap((product) => backwards(all.filter((one) => one.product === product))),
    ...twoStates(counted ?? [], ({ version }) => version, saysOf),
    ...twoStates(atMoment, ({ at }) => at, isStep ? stateOf : saysOf),
    ...afterDone(counted ?? [], (one, done) => one.version > done.version),
    ...afterDone(tab ?? [], (one, done) => one.version > done.version),
    ...afterDone(all, (one, done) => one.at > done.at + acceptanceMs),
    ...ahead(all),
  ];
}

function backwards(shown: readonly Sighting[]): string[] {
  return shown.flatMap((now, place) => {
    const before = shown[place - 1];
    return before !== undefined && now.version < before.version
      ? [`${inWords(now)} came after ${inWords(before)}`]
      : [];
  });
}

const saysOf = ({ says }: Sighting): string => says;
const stateOf = ({ state }: Sighting): string => state;

/** The first who said something of a version is compared with all others. */
function twoStates(
  all: readonly Sighting[],
  versionOf: (one: Sighting) => number,
  saidBy: (one: Sighting) => string,
): string[] {
  const first = new Map<number, Sighting>();
  return all.flatMap((one) => {
    const version = versionOf(one);
    const other = first.get(version) ?? one;
    first.set(version, other);
    return saidBy(other) === saidBy(one) ? [] : [`${inWords(one)}, but ${inWords(other)}`];
  });
}

/** A step that is done may be undone when a later one is refused; the engagement may not. */
function afterDone(all: readonly Sighting[], isNewer: (one: Sighting, done: Sighting) => boolean): string[] {
  const done = all.find(({ state, about }) => state === 'done' && !about.includes(':'));
  if (done === undefined) return [];
  const later = all.filter((one) => one.state !== 'done' && isNewer(one, done));
  return later.map((one) => `${inWords(one)}, but ${inWords(done)}`);
}

/** Two events that come at once may be played the other way round than their times say. */
const acceptanceMs = 1_000;

function ahead(all: readonly Sighting[]): string[] {
  const newest = Math.max(...all.flatMap(({ product, at }) => (product === 'bridge' ? [at] : [])));
  return all
    .filter(({ at }) => at > newest + acceptanceMs)
    .map((one) => `${inWords(one)}, and the bridge never said so`);
}

function inWords({ product, about, at, says }: Sighting): string {
  return `${product} says of ${about} as of ${new Date(at).toISOString()} “${says}”`;
}

/** What a product shows now of each thing, in one order. */
export function shownNow(sightings: readonly Sighting[], product: Product): Readonly<Record<string, string>> {
  const own = sightings.filter((one) => one.product === product).toSorted((a, b) => a.about.localeCompare(b.about));
  return Object.fromEntries(
    own.map(({ about, at, says }) => [about, `${new Date(at).toISOString().slice(0, 19)} ${says}`]),
  );
}
