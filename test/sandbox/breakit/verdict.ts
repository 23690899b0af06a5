import type { GroundTruthEntry } from '../control/ground-truth.ts';

/** What both platforms committed since they were last reset, each side oldest first. */
export type Truth = {
  readonly salesforce: readonly GroundTruthEntry[];
  readonly netsuite: readonly GroundTruthEntry[];
};

/** What became of everything that was asked for; engagements, but for `doubled` and `orphans`, which are records. */
export type Verdict = {
  readonly asked: number;
  /** Salesforce says done, and NetSuite has the project. */
  readonly made: number;
  readonly underWay: number;
  /** Ended or waiting in front of a person: not ready, waiting, did not work. */
  readonly withPerson: number;
  /** Records of one key beyond the first, whatever generation they are of. */
  readonly doubled: number;
  /** Done without a project, or without a word for two minutes. */
  readonly lost: number;
  /** Tasks, charge rules and budgets whose project is gone. */
  readonly orphans: number;
};

const silenceMs = 120_000;
const withPersonStates = ['not-ready', 'waiting', 'failed'];

/**
 * Judges by the platforms' own logs alone: neither by what they answered nor by what our store believes.
 *
 * @param now sandbox time in milliseconds since 1970
 */
export function verdictOf(truth: Truth, now: number): Verdict {
  const requests = requestsIn(truth.salesforce);
  const states = statesIn(truth.salesforce);
  const living = livingRecords(truth.netsuite);
  const projects = new Set(living.filter(({ step }) => step === 'project').map(({ sourceId }) => sourceId));
  const counts = { made: 0, underWay: 0, withPerson: 0, lost: 0 };
  for (const [opportunityId, askedAt] of requests) {
    const fate = fateOf(states.get(opportunityId), projects.has(opportunityId), now - askedAt);
    counts[fate] += 1;
  }
  return { asked: requests.size, ...counts, doubled: doubledAmong(living), orphans: orphansAmong(living) };
}

/** The verdict as one line that a person can check: `asked 3, made 3, doubled 0, lost 0`. */
export function sentenceOf(verdict: Verdict): string {
  const { asked, made, underWay, withPerson, doubled, lost, orphans } = verdict;
  const extras = [
    ...(underWay > 0 ? [`under way ${underWay}`] : []),
    ...(withPerson > 0 ? [`with a person ${withPerson}`] : []),
  ];
  const last = orphans > 0 ? [`left without a project ${orphans}`] : [];
  return [`asked ${asked}`, `made ${made}`, ...extras, `doubled ${doubled}`, `lost ${lost}`, ...last].join(', ');
}

type Fate = 'made' | 'underWay' | 'withPerson' | 'lost';

function fateOf(state: string | undefined, hasProject: boolean, sinceAskedMs: number): Fate {
  if (state === 'done') return hasProject ? 'made' : 'lost';
  if (state !== undefined) return withPersonStates.includes(state) ? 'withPerson' : 'underWay';
  return sinceAskedMs > silenceMs ? 'lost' : 'underWay';
}

/** When each Opportunity was first asked for. */
function requestsIn(entries: readonly GroundTruthEntry[]): ReadonlyMap<string, number> {
  const requests = new Map<string, number>();
  for (const { operation, type, time, values } of entries) {
    const isRequest = type === 'provision_request__c' && operation === 'create';
    const opportunityId = textOf(values.Opportunity__c);
    if (!isRequest || !asksForProject(values.Act__c) || requests.has(opportunityId)) continue;
    requests.set(opportunityId, Date.parse(time));
  }
  return requests;
}

function asksForProject(act: unknown): boolean {
  return act === undefined || act === null || act === '' || act === 'provision' || act === 'retry';
}

/** The state that Salesforce shows last for each Opportunity. */
function statesIn(entries: readonly GroundTruthEntry[]): ReadonlyMap<string, string> {
  const states = new Map<string, string>();
  for (const { type, values } of entries) {
    if (type !== 'sync_status__c' || values.Kind__c !== 'engagement') continue;
    states.set(textOf(values.Opportunity__c), textOf(values.State__c));
  }
  return states;
}

/** One record of ours in NetSuite, by the parts of its key. */
type Living = {
  readonly sourceId: string;
  readonly step: string;
  /** The whole key without its generation. */
  readonly place: string;
  readonly generation: string;
};

const documents = new Set(['customer', 'job', 'projecttask', 'chargerule', 'customrecord_tl_budget']);
function livingRecords(entries: readonly GroundTruthEntry[]): readonly Living[] {
  const living = new Map<string, Living>();
  for (const { operation, type, id, externalId } of entries) {
    if (!documents.has(type)) continue;
    if (operation === 'delete') living.delete(`${type}:${id}`);
    else if (externalId?.startsWith('tl1:') === true) living.set(`${type}:${id}`, livingAs(externalId));
  }
  return [...living.values()];
}

/** `tl1:<pairing>:<object>:<source id>:<legal entity>:<step>[:<part>][:g<generation>]` */
function livingAs(key: string): Living {
  const parts = key.split(':');
  const last = parts.at(-1) ?? '';
  const hasGeneration = /^g\d+$/.test(last);
  const place = hasGeneration ? parts.slice(0, -1).join(':') : key;
  return { sourceId: parts[3] ?? '', step: parts[5] ?? '', place, generation: hasGeneration ? last : '' };
}

function doubledAmong(living: readonly Living[]): number {
  return living.length - new Set(living.map(({ place }) => place)).size;
}

const partsOfProject = new Set(['task', 'rule', 'budget']);

function orphansAmong(living: readonly Living[]): number {
  const projectOf = ({ sourceId, generation }: Living): string => `${sourceId}:${generation}`;
  const projects = new Set(living.filter(({ step }) => step === 'project').map(projectOf));
  return living.filter((record) => partsOfProject.has(record.step) && !projects.has(projectOf(record))).length;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
