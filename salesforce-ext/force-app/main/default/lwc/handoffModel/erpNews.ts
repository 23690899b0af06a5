import type { Facts } from './facts';
import type { ErpRow } from './progressRows';
import type { CardState, CardView, Notice } from './view';
import { wordsFor } from './words';

/** A run that is not over: while somebody holds it, nothing of it moves. */
const underWay: ReadonlySet<CardState> = new Set(['queued', 'in-progress', 'looking-up', 'unreachable', 'waiting']);
/** Nothing of ours is being written, so what differs in NetSuite is somebody's own doing. */
const stands: ReadonlySet<CardState> = new Set(['done', 'waiting']);

/** The card with what the tab in NetSuite says first: that somebody holds it, or that it stands otherwise there. */
export function withErpNews(view: CardView, facts: Facts): CardView {
  const { erp } = facts;
  if (erp?.state === 'held') return underWay.has(view.state) ? held(view, erp, facts) : noticed(view, erp, facts);
  return erp?.state === 'differs' && stands.has(view.state) ? noticed(view, erp, facts) : view;
}

function held(view: CardView, erp: ErpRow, facts: Facts): CardView {
  const { title, text } = noticeOf(erp, facts);
  return {
    ...view,
    state: 'waiting',
    badge: { label: 'Held in NetSuite', tone: 'warning', icon: 'utility:pause' },
    title,
    text: `${text} Before: ${view.title}.`,
    footer: 'It is released in the project’s tab Sync status in NetSuite.',
    spoken: `${title}.`,
  };
}

/** What the card says for itself comes first where it has something to say. */
function noticed(view: CardView, erp: ErpRow, facts: Facts): CardView {
  const notice = noticeOf(erp, facts);
  return view.notice === undefined ? { ...view, notice } : { ...view, text: `${view.text} ${notice.title}.`.trim() };
}

/** The bridge's own sentence, with the reader's time and days: `Held in NetSuite by Dana Weiss since 14:02`. */
function noticeOf({ text, since, state, by }: ErpRow, { locale, timeZone, nowMs }: Facts): Notice {
  const words = wordsFor(locale, timeZone, nowMs);
  const when = since === undefined ? '' : words.moment(since);
  if (state === 'held') {
    const [who = text] = text.split(';');
    const then = 'Nothing more is written until it is released.';
    const title = when === '' ? who : `${who} since ${when}`;
    return { tone: 'warning', icon: 'utility:pause', title, text: then };
  }
  return {
    tone: 'warning',
    icon: 'utility:warning',
    title: changedTitle(by, when),
    text: `${text.replace(isoDay, (day) => words.day(day))}. Finance operations decides which is right.`,
  };
}

const isoDay = /\b\d{4}-\d{2}-\d{2}\b/g;

function changedTitle(by: string | undefined, when: string): string {
  if (by === undefined) return `NetSuite says something else than the deal${when === '' ? '' : ` since ${when}`}`;
  return `Changed in NetSuite by ${by}${when === '' ? '' : `, ${when}`}`;
}
