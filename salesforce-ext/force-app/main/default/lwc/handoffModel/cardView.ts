import { checkView } from './checkView';
import { withErpNews } from './erpNews';
import type { Facts } from './facts';
import type { ProgressRow, RequestRow } from './progressRows';
import { runView } from './runView';
import type { CardView } from './view';
import { wordsFor } from './words';

/**
 * The card for what is known now.
 *
 * A request of the present generation, or a run that the bridge reports for it, shows the run. An older run shows only
 * when it did not work and nothing newer was asked for; else the checks decide.
 */
export function cardView(facts: Facts): CardView {
  const view = withErpNews(onlineView(facts), facts);
  return facts.isOffline ? offlineView(view, facts) : view;
}

function onlineView(facts: Facts): CardView {
  const request = facts.requests.find((row) => row.act === 'provision' && row.generation === facts.generation);
  const run = latestRun(facts.progress);
  if (run !== undefined && showsRun(facts, run, request)) return runView(facts, run, request);
  if (request !== undefined && !isEnded(run, facts.generation)) return runView(facts, undefined, request);
  return checkView(facts, run?.state === 'not-ready' ? run : undefined);
}

/** The engagement's own row with the highest generation, then the highest version. */
function latestRun(progress: readonly ProgressRow[]): ProgressRow | undefined {
  const rows = progress.filter((row) => row.step === undefined);
  return rows.toSorted((a, b) => b.generation - a.generation || b.version - a.version)[0];
}

function showsRun(facts: Facts, run: ProgressRow, request: RequestRow | undefined): boolean {
  if (run.state === 'not-ready' || run.state === 'ready') return false;
  if (run.state === 'done') return true;
  if (run.generation >= facts.generation) return true;
  return run.state === 'failed' && request === undefined;
}

/** Whether the bridge has already ended the present generation without a project, so that its request waits for nothing. */
function isEnded(run: ProgressRow | undefined, generation: number): boolean {
  return run !== undefined && (run.state === 'not-ready' || run.state === 'ready') && run.generation >= generation;
}

/** What was read last stays; nothing can be pressed, and the first sentence says how old the picture is. */
function offlineView(view: CardView, facts: Facts): CardView {
  const { confirm: _, ...kept } = view;
  const words = wordsFor(facts.locale, facts.timeZone, facts.nowMs);
  const seen = words.moment(facts.checkedAt);
  const title = `You see the state of ${seen}`;
  const then = [view.title, view.project?.label].flatMap((part) => part ?? []).join(' ');
  return {
    ...kept,
    state: 'offline',
    badge: { label: 'Offline', tone: 'neutral', icon: 'utility:offline' },
    asOf: `Last seen ${seen}`,
    title,
    text: `Then: ${then}. The work goes on without you; the card catches up when the connection is back.`,
    spoken: `Offline. ${title}.`,
    isLive: false,
  };
}
