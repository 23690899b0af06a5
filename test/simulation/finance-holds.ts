import { type Desk, type FinancePerson, letWork, pressAct, projectOf } from './finance.ts';
import { readTruth, textOf, type TruthRow } from './truth.ts';

/** What a person does to hold a deal, for how long, and how soon after its project is there. */
export type HoldWork = { opportunityId: string; afterMs: number; heldMs: number; asksAgain: boolean };

const soonMs = 500;
const lookEveryMs = 5_000;
/** Some hold a deal while it is being set up, and some later. */
const waitsMs = [1_000, 5_000, 20_000];
const shortestHoldMs = 15_000;
const longestHoldMs = 40_000;

/** In a third of the seeds a deal is held. */
export function drawHold(chance: () => number, opportunityIds: readonly string[]): HoldWork | undefined {
  const draw = (count: number): number => Math.floor(chance() * count);
  const opportunityId = opportunityIds[draw(opportunityIds.length)];
  if (draw(3) > 0 || opportunityId === undefined) return undefined;
  const heldMs = shortestHoldMs + draw(longestHoldMs - shortestHoldMs);
  return { opportunityId, afterMs: draw(waitsMs[draw(waitsMs.length)] ?? 0), heldMs, asksAgain: draw(2) === 0 };
}

/**
 * Lets a person hold a deal as soon as it has a project, release it after a while, and look afterwards that it stays
 * released: what they pressed may arrive late.
 */
export function letHold(desk: Desk, { opportunityId, engagementId, ...work }: HoldWork & { engagementId: string }) {
  const { scheduler, name } = desk;
  const project = (): TruthRow | undefined => projectOf(desk, opportunityId);
  const isHeld = (): boolean => lastHold(desk, engagementId) === 'hold';
  const press = async (act: 'hold' | 'release' | 'send-again'): Promise<void> => {
    const tab = project() ?? customerOf(desk, engagementId);
    if (tab !== undefined) await pressAct(desk, act, tab);
  };
  const holder = letWork(
    { ...desk, lookEveryMs: soonMs },
    () => project() !== undefined,
    async () => {
      await scheduler.sleep(name, work.afterMs);
      await press('hold');
      await scheduler.sleep(name, work.heldMs);
      if (work.asksAgain) await press('send-again');
    },
  );
  const release = async (): Promise<void> => {
    for (;;) {
      await scheduler.sleep(name, lookEveryMs);
      if (isHeld() && !holder.hasWork()) await press('release');
    }
  };
  void release();
  return { hasWork: (): boolean => holder.hasWork() || isHeld() } satisfies FinancePerson;
}

/** What was asked for last of the two: the outbox keeps both. */
function lastHold({ netsuite }: Desk, engagementId: string): string | undefined {
  const asked = netsuite.account.groundTruth
    .after(0)
    .filter(({ type, operation }) => type === 'customrecord_tl_outbox' && operation === 'create')
    .filter((entry) => textOf(entry, 'custrecord_tl_outbox_engagement') === engagementId)
    .map((entry) => textOf(entry, 'custrecord_tl_outbox_kind'));
  return asked.findLast((kind) => kind === 'hold' || kind === 'release');
}

/** The customer's tab shows its engagements too, and stays when a project was undone. */
function customerOf({ netsuite }: Desk, engagementId: string): TruthRow | undefined {
  const now = readTruth(netsuite.account.groundTruth.after(0), 0);
  const links = now.rows('customrecord_tl_link');
  const own = links.filter((row) => textOf(row, 'custrecord_tl_link_engagement') === engagementId);
  const ids = own.map((row) => textOf(row, 'custrecord_tl_link_entity'));
  return now.rows('customer').find(({ id }) => ids.includes(id));
}
