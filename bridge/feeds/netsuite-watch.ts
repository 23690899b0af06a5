import { canonicalJson } from 'shared-model/canonical-json.ts';
import { EngagementId, SalesforceId } from 'shared-model/ids.ts';
import type { PairingId } from 'shared-model/ids.ts';
import type { Instant } from 'shared-model/primitives.ts';
import { z } from 'zod';

import type { CallFailure, Connector, Watched } from '#connectors/connector.ts';
import type { Log } from '#log.ts';
import type { Store } from '#store/store.ts';
import type { World } from '#world.ts';
import { changedEvents, eventsOfActs, deletedEvents } from './netsuite-events.ts';
import type { Engagements } from './netsuite-events.ts';

/** Makes one call in a slot of the ERP's account; nothing when every slot is taken. */
export type CallInSlot = <Result extends { isEnded: boolean; isLimit: boolean }>(
  kind: 'watch' | 'state',
  body: () => Promise<Result>,
) => Promise<Result | undefined>;

export type WatchSeams = {
  readonly store: Pick<
    Store,
    | 'claimDuty'
    | 'renewDuty'
    | 'finishDuty'
    | 'readCursor'
    | 'acceptEvents'
    | 'seenRecords'
    | 'ownersOfKeys'
    | 'engagementFacts'
  >;
  readonly erp: Pick<Connector, 'watch'>;
  readonly world: Pick<World, 'newId'>;
  readonly log: Log;
  readonly nodeId: string;
  readonly pairing: PairingId;
  readonly callInSlot: CallInSlot;
  /** Between two readings, in milliseconds. */
  readonly everyMs: number;
};

const duty = 'erp-watch';
const leaseMs = 60_000;
const noSlotRestMs = 250;
const failedRestMs = 5_000;
/** What was saved while the last reading ran is read again. */
const overlapMs = 120_000;
const firstSince: Instant = '2000-01-01T00:00:00.000Z';

/** Rows that the store has and the ERP has not marked yet, and the time from which changes are looked for. */
const Position = z.object({ taken: z.array(z.string()), since: z.string() });
type Position = z.infer<typeof Position>;

/**
 * Reads what rang in the ERP's outbox and what changed there without ringing, and accepts what is news.
 *
 * One node at a time, in a slot of the account. Events, cursor and what was seen are one transaction; the outbox rows
 * are marked by the next reading, and one that comes twice gives the same event ids.
 */
export async function watchErp(seams: WatchSeams): Promise<boolean> {
  const name = { name: duty, pairing: seams.pairing };
  const claim = await seams.store.claimDuty({ ...name, nodeId: seams.nodeId, leaseMs });
  if (claim === undefined) return false;
  const result = await watchOnce(seams, claim.fence);
  await seams.store.finishDuty({ ...name, fence: claim.fence, nextAfterMs: restOf(result, seams.everyMs) });
  return result === 'news' || result === 'more';
}

type Result = 'news' | 'more' | 'nothing' | 'no-slot' | 'failed';

function restOf(result: Result, everyMs: number): number {
  if (result === 'no-slot') return noSlotRestMs;
  if (result === 'failed') return Math.max(everyMs, failedRestMs);
  return result === 'more' ? 0 : everyMs;
}

async function watchOnce(seams: WatchSeams, fence: number): Promise<Result> {
  const { store, pairing } = seams;
  const position = Position.safeParse(await store.readCursor(duty, pairing)).data ?? { taken: [], since: firstSince };
  const correlationId = seams.world.newId();
  const read = await seams.callInSlot('watch', async () => {
    const answer = await seams.erp.watch(pairing, position, { correlationId });
    return { answer, isEnded: answer.kind !== 'unknown', isLimit: isLimit(answer) };
  });
  if (read === undefined) return 'no-slot';
  const { answer } = read;
  if (answer.kind !== 'answered') {
    seams.log('watch.failed', { correlationId, pairing, fault: answer.fault });
    return 'failed';
  }
  // A newer reading may be stored already by whoever has the duty now, and what is older must not come after it.
  const isOurs = await store.renewDuty({ name: duty, pairing, fence, leaseMs });
  return isOurs ? accept(seams, answer.watched, { position, fence, correlationId }) : 'failed';
}

function isLimit(answer: { kind: 'answered' } | CallFailure): boolean {
  return answer.kind === 'refused' && answer.isLimit;
}

type Turn = { readonly position: Position; readonly fence: number; readonly correlationId: string };

async function accept(seams: WatchSeams, watched: Watched, turn: Turn): Promise<Result> {
  const { store, pairing, log } = seams;
  const { correlationId, position, fence } = turn;
  const keys = [...watched.records, ...watched.deleted].map(({ key }) => key);
  const owners = new Map((await store.ownersOfKeys(pairing, [...new Set(keys)])).map((owner) => [owner.key, owner]));
  const engagements = await engagementsOf(
    seams,
    watched,
    [...owners.values()].flatMap((one) => one.engagementIds),
  );
  const seen = await store.seenRecords(
    pairing,
    watched.records.map(({ type, id }) => ({ type, id })),
  );
  const about = { pairing, correlationId, owners, engagements, seen };
  const changed = changedEvents(about, watched);
  const events = [...changed.events, ...deletedEvents(about, watched), ...eventsOfActs(about, watched)];
  const next = { taken: watched.outbox.map(({ id }) => id), since: sinceOf(watched) };
  const cursor = { feed: duty, pairing, position: next, fence, seen: changed.read };
  const acceptances = await store.acceptEvents(events, cursor);
  if (acceptances.some(({ acceptance }) => acceptance === 'busy')) return 'failed';
  const accepted = acceptances.filter(({ acceptance }) => acceptance === 'accepted').length;
  if (accepted > 0) log('erp.changes-accepted', { correlationId, pairing, count: accepted });
  if (watched.nextSince !== undefined) return 'more';
  return accepted > 0 || canonicalJson(position.taken) !== canonicalJson(next.taken) ? 'news' : 'nothing';
}

function sinceOf({ asOf, nextSince }: Watched): Instant {
  return nextSince ?? new Date(Date.parse(asOf) - overlapMs).toISOString();
}

const Head = z.object({ opportunityId: SalesforceId });
const mostEngagements = 20;

/** The opportunity of each engagement that something is about; one that we do not know is left alone. */
async function engagementsOf(
  { store, pairing }: WatchSeams,
  { outbox }: Watched,
  known: readonly EngagementId[],
): Promise<Engagements> {
  const acted = outbox.flatMap(({ engagementId }) => EngagementId.safeParse(engagementId).data ?? []);
  const ids = [...new Set([...known, ...acted])];
  const engagements = new Map<EngagementId, string>();
  for (let from = 0; from < ids.length; from += mostEngagements) {
    const facts = await store.engagementFacts(pairing, ids.slice(from, from + mostEngagements));
    for (const { engagementId, rows } of facts) {
      const head = Head.safeParse(rows.find(({ kind }) => kind === 'engagement')?.values).data;
      if (head !== undefined) engagements.set(engagementId, head.opportunityId);
    }
  }
  return engagements;
}
