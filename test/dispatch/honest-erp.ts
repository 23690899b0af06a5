import { commandPayloads, CommandType, RecordRemove } from 'shared-model/commands.ts';
import type { FaultCode } from 'shared-model/faults.ts';
import type { ExternalRef } from 'shared-model/refs.ts';
import type { FoundItem, ItemAnswer } from 'shared-model/restlet.ts';
import { until } from '../support/until.ts';
import type {
  CallFailure,
  Connector,
  OutgoingItem,
  ReferenceResult,
  SendResult,
  WatchResult,
} from '#connectors/connector.ts';

/** What the account committed under one key, and how often. */
export type Document = {
  readonly key: string;
  readonly command: string;
  revision: number;
  writes: number;
  ref: ExternalRef;
};

/** What happens to the next call that carries something: nothing of it is ever seen by the code under test. */
export type Disturbance =
  | { readonly kind: 'drop-before' | 'drop-after' | 'refuse-for-limit' | 'refuse' }
  | {
      readonly kind: 'answer';
      readonly command: string;
      readonly answer: ItemAnswer['answer'];
      readonly fault?: FaultCode;
    }
  | { readonly kind: 'leave-out' | 'lose' | 'lose-unseen'; readonly command: string }
  | { readonly kind: 'hang'; readonly until: Promise<void> };

type LedgerRow = { revision: number; fence: number; state: 'claimed' | 'posted' | 'reversed' };

/**
 * An account that keeps the item-answer contract over a ledger of its own: claim, document, confirm, each a commit.
 *
 * `documents` is its ground truth: what it committed, whatever it answered.
 */
export function createHonestErp(now: () => number) {
  const ledger = new Map<string, LedgerRow>();
  const documents = new Map<string, Document>();
  const disturbances: Disturbance[] = [];
  const referenceAnswers: ReferenceResult[] = [];
  const sent: { readonly at: number; readonly items: readonly OutgoingItem[] }[] = [];
  let running = 0;
  let mostRunning = 0;

  async function send(items: readonly OutgoingItem[]): Promise<SendResult> {
    sent.push({ at: now(), items });
    const disturbance = takeFor(disturbances, items);
    if (disturbance?.kind === 'refuse-for-limit') return { kind: 'refused', fault: 'erp.busy', isLimit: true };
    if (disturbance?.kind === 'refuse') return { kind: 'refused', fault: 'erp.unreachable', isLimit: false };
    if (disturbance?.kind === 'drop-before' || disturbance?.kind === 'lose-unseen') return lost;
    if (disturbance?.kind === 'hang') await disturbance.until;
    const answers = items.flatMap((item) => answerTo(item, disturbance));
    const isLost = disturbance?.kind === 'drop-after' || disturbance?.kind === 'lose';
    return isLost ? lost : { kind: 'answered', items: answers };
  }

  function answerTo(item: OutgoingItem, disturbance: Disturbance | undefined): ItemAnswer[] {
    if (disturbance?.kind === 'answer' && disturbance.command === item.command) {
      return [{ key: item.key, answer: disturbance.answer, ...faultOf(disturbance) }];
    }
    const answer = post(item);
    return disturbance?.kind === 'leave-out' && disturbance.command === item.command ? [] : [answer];
  }

  function post(item: OutgoingItem): ItemAnswer {
    const { key, revision, fence, command } = item;
    commandPayloads[command].parse(item.payload);
    if (command === 'deal.check') return { key, answer: 'applied', revision };
    if (command === 'record.remove') return remove(item);
    const row = ledger.get(key);
    const ref = documents.get(key)?.ref;
    if (row !== undefined && row.fence > fence) return { key, answer: 'stale' };
    if (row?.state === 'reversed') return { key, answer: 'rejected', fault: { code: 'erp.reversed', text: 'undone' } };
    if (row?.state === 'posted' && row.revision === revision) return { key, answer: 'duplicate', ...withRef(ref) };
    if (row?.state === 'posted' && row.revision > revision) return { key, answer: 'superseded', ...withRef(ref) };
    if (!hasParent(item))
      return { key, answer: 'rejected', fault: { code: 'erp.parent-not-posted', text: 'no parent' } };
    ledger.set(key, { revision, fence, state: 'claimed' });
    const document = written(item);
    ledger.set(key, { revision, fence, state: 'posted' });
    return { key, answer: 'applied', revision, ref: document.ref };
  }

  /** The target's row is reversed whether or not it was ever made; what another document rests on stays. */
  function remove({ key, revision, payload }: OutgoingItem): ItemAnswer {
    const { targetKey } = RecordRemove.parse(payload);
    const isUsed =
      targetKey.includes(':project:') &&
      [...documents.keys()].some((one) => /:(task|rule|budget):/.test(one) && sameDeal(one, targetKey));
    if (isUsed) return { key, answer: 'rejected', fault: { code: 'erp.record-in-use', text: 'it has tasks' } };
    const row = ledger.get(targetKey);
    ledger.set(targetKey, { revision: row?.revision ?? revision, fence: row?.fence ?? 0, state: 'reversed' });
    const gone = documents.get(targetKey)?.ref;
    documents.delete(targetKey);
    return { key, answer: 'applied', revision, ...withRef(gone) };
  }

  function hasParent({ payload }: OutgoingItem): boolean {
    if (typeof payload !== 'object' || payload === null) return false;
    const parents = Object.entries(payload).filter(([name]) => ['projectKey', 'customerKey', 'taskKey'].includes(name));
    return parents.every(([, key]) => typeof key === 'string' && documents.has(key));
  }

  function written({ key, command, revision }: OutgoingItem): Document {
    const before = documents.get(key);
    const id = String(documents.size + 1);
    const ref: ExternalRef = { system: 'netsuite', type: types[command], id, number: `N-${id}` };
    const document = before ?? { key, command, revision, writes: 0, ref };
    document.writes += 1;
    document.revision = revision;
    documents.set(key, document);
    return document;
  }

  async function counted<Result>(work: () => Promise<Result>): Promise<Result> {
    running += 1;
    mostRunning = Math.max(mostRunning, running);
    try {
      return await work();
    } finally {
      running -= 1;
    }
  }

  const connector: Connector = {
    system: 'netsuite',
    commands: CommandType.options,
    send: ({ items }) => counted(() => send(items)),
    find: (_pairing, keys) => {
      const found = keys.map((key): FoundItem => {
        const row = ledger.get(key);
        return { key, found: row?.state ?? 'absent', ...row, ...withRef(documents.get(key)?.ref) };
      });
      return counted(() => Promise.resolve({ kind: 'answered', items: found.map(foundOf) }));
    },
    candidates: () => counted(() => Promise.resolve(lost)),
    readReference: () => counted(() => Promise.resolve(referenceAnswers.shift() ?? lost)),
    watch: () => counted(() => Promise.resolve(nothingHappened)),
    writeStates: (_pairing, states) =>
      counted(() =>
        Promise.resolve({
          kind: 'answered',
          items: states.map(({ engagementId }) => ({ engagementId, result: 'written' })),
        }),
      ),
  };
  return {
    connector,
    sent,
    /** What the next reads of the reference rows are answered; lost when there is nothing left. */
    answerReference: (...answers: readonly ReferenceResult[]) => void referenceAnswers.push(...answers),
    /** Resolves when so many batches have been sent. */
    reached: (count: number) => until(`batch ${count} is sent`, () => (sent.length >= count ? true : undefined)),
    disturb: (disturbance: Disturbance) => void disturbances.push(disturbance),
    documents: (): readonly Document[] => [...documents.values()],
    mostRunning: () => mostRunning,
    /** Raises the fence of a key, as another bridge would. */
    fenceOff: (key: string) => void ledger.set(key, { revision: 0, fence: 1_000_000, state: 'claimed' }),
  };
}

export type HonestErp = ReturnType<typeof createHonestErp>;

const lost: CallFailure = { kind: 'unknown', fault: 'erp.unreachable' };

const types = {
  'deal.check': 'none',
  'customer.ensure': 'customer',
  'project.create': 'job',
  'task.create': 'projecttask',
  'budget.create': 'customrecord_tl_budget',
  'rule.create': 'chargerule',
  'project.activate': 'job',
  'record.remove': 'none',
} as const;

function foundOf({ key, found, revision, fence, ref }: FoundItem): FoundItem {
  return {
    key,
    found,
    ...(revision === undefined ? {} : { revision }),
    ...(fence === undefined ? {} : { fence }),
    ...withRef(ref),
  };
}

/** Whether two keys are of one deal and generation. */
function sameDeal(one: string, other: string): boolean {
  const deal = (key: string): string => [...key.split(':').slice(0, 5), key.split(':').at(-1)].join(':');
  return deal(one) === deal(other);
}

/** A disturbance that names a command waits for a call that carries it. */
function takeFor(disturbances: Disturbance[], items: readonly OutgoingItem[]): Disturbance | undefined {
  const [next] = disturbances;
  if (next === undefined) return undefined;
  if ('command' in next && !items.some(({ command }) => command === next.command)) return undefined;
  return disturbances.shift();
}

function faultOf({ fault }: { fault?: FaultCode }) {
  return fault === undefined ? {} : { fault: { code: fault, text: 'the account says no' } };
}

function withRef(ref: ExternalRef | undefined): { ref?: ExternalRef } {
  return ref === undefined ? {} : { ref };
}

/** Nobody touches the records of this ERP but us. */
const nothingHappened: WatchResult = {
  kind: 'answered',
  watched: { asOf: '2026-11-27T09:00:00Z', outbox: [], records: [], deleted: [] },
};
