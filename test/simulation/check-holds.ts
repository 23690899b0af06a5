import * as z from 'zod/mini';
import type { SentRequest } from './network.ts';
import { textOf, type Truth } from './truth.ts';

/** What was asked for and shown on both platforms, and every request on its way between. */
export type Holds = { salesforce: Truth; netsuite: Truth; sent: readonly SentRequest[] };

/** What was claimed before the hold is sent within this time, or not at all. */
const underWayMs = 2_000;

/** Nothing of an engagement is sent while the CRM shows it as held. */
export function writesWhileHeld(holds: Holds, engagementId: string): readonly string[] {
  const times = heldTimes(holds, engagementId);
  const sent = holds.sent.filter((request) => isPostOf(request, engagementId));
  const late = sent.filter(({ at }) => times.some(({ from, to }) => at > from + underWayMs && at < to));
  return [
    ...late.map(({ at, actor }) => `${engagementId}: held, and yet ${actor} wrote at ${new Date(at).toISOString()}`),
    ...holdsShown(holds, engagementId),
  ];
}

/** The CRM shows in the end what was asked for last. */
export function holdsShown(holds: Holds, engagementId: string): readonly string[] {
  const isHeld = askedOf(holds, engagementId).at(-1)?.kind === 'hold';
  const isShown = shownOf(holds, engagementId).at(-1)?.state === 'held';
  return isHeld === isShown ? [] : [`${engagementId}: ${isHeld ? 'held' : 'released'}, and the CRM shows otherwise`];
}

/** From the moment that the CRM shows what was asked for until somebody asks for its release. */
function heldTimes(holds: Holds, engagementId: string): readonly { from: number; to: number }[] {
  const asked = askedOf(holds, engagementId);
  return shownOf(holds, engagementId)
    .filter(({ at, state }) => state === 'held' && asked.findLast((one) => one.at <= at)?.kind === 'hold')
    .map(({ at }) => ({ from: at, to: asked.find((one) => one.at > at)?.at ?? Number.POSITIVE_INFINITY }));
}

function askedOf({ netsuite }: Holds, engagementId: string): readonly { at: number; kind: string }[] {
  return netsuite.commits.flatMap((entry) => {
    const kind = textOf(entry, 'custrecord_tl_outbox_kind');
    const isOwn = textOf(entry, 'custrecord_tl_outbox_engagement') === engagementId;
    return isOwn && (kind === 'hold' || kind === 'release') ? [{ at: Date.parse(entry.time), kind }] : [];
  });
}

function shownOf({ salesforce }: Holds, engagementId: string): readonly { at: number; state: string }[] {
  const row = salesforce.rows('sync_status__c').find((one) => textOf(one, 'Key__c') === `${engagementId}:erp`);
  return salesforce.commits.flatMap((entry) => {
    const state = textOf(entry, 'State__c');
    return entry.type === 'sync_status__c' && entry.id === row?.id && state !== undefined
      ? [{ at: Date.parse(entry.time), state }]
      : [];
  });
}

const Post = z.object({
  operation: z.literal('post'),
  items: z.array(z.object({ payload: z.looseObject({ engagementId: z.string() }) })),
});

function isPostOf({ side, body }: SentRequest, engagementId: string): boolean {
  if (side !== 'netsuite' || !body.includes(engagementId)) return false;
  const post = Post.safeParse(JSON.parse(body)).data;
  return post?.items.some(({ payload }) => payload.engagementId === engagementId) === true;
}
