import type { EngagementState } from 'shared-model/steps.ts';
import type { TabFacts } from './tab.ts';

const moving: readonly EngagementState[] = ['queued', 'in-progress', 'waiting', 'erp-unreachable'];

type Seen = Pick<TabFacts, 'mayRead' | 'isLinked' | 'state' | 'others' | 'pending'>;

/** Whether the tab can change at all: it shows a record of ours to somebody who may see so. */
export function isOurs({ mayRead, isLinked, state }: Seen): boolean {
  return mayRead && (isLinked || state !== undefined);
}

/** Whether work of ours is under way, so that what the tab says may change although nobody presses anything. */
export function isMoving(facts: Seen): boolean {
  const { state, others, pending } = facts;
  if (!isOurs(facts)) return false;
  if (state === undefined || pending.length > 0) return true;
  return [state, ...others].some((one) => moving.includes(one.state) && one.hold === undefined);
}

/**
 * Runs in the page: reads the tab again every 5 s while its record moves, and whenever the person comes back to it.
 *
 * Focus stays where it was, and a screen reader hears the new sentence. It ends 15 minutes after the last change or
 * return, since NetSuite must be able to end a session that nobody uses, and when NetSuite answers no tab, since the
 * record may be gone. Either is said with the time of the last reading. The form around the tab is not read again, which
 * is shown once the tab has changed.
 */
export const followScript = `
(() => {
  const tab = document.querySelector('.tl[data-tl-from]');
  const said = document.querySelector('.tl-said');
  const older = document.querySelector('.tl-older');
  if (!tab || !said || !older) return;
  const everyMs = 5000, longestMs = 900000, longestAnswerMs = 20000;
  let shown = tab.innerHTML, readAt = new Date(), endsAt = Date.now() + longestMs;
  let isReading = false, isLeaving = false;
  const nameOf = (part) => part.getAttribute('aria-label') ?? part.textContent;
  const titleOf = (part) => part.querySelector('.tl-banner b')?.textContent ?? '';

  async function look() {
    if (isReading || document.hidden) return;
    isReading = true;
    try {
      const signal = AbortSignal.timeout(longestAnswerMs);
      const answer = await fetch(tab.dataset.tlFrom, { credentials: 'same-origin', cache: 'no-store', signal });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const read = answer.ok && page.querySelector('.tl[data-tl-from]');
      if (read) show(read);
      else stand('Cannot be read any more');
    } catch {
      sayStale('Could not be read');
    }
    isReading = false;
  }

  function show(read) {
    readAt = new Date();
    say(titleOf(read) === titleOf(tab) ? '' : titleOf(read), false);
    tab.toggleAttribute('data-tl-moving', read.hasAttribute('data-tl-moving'));
    if (read.innerHTML === shown) return;
    shown = read.innerHTML;
    older.hidden = false;
    endsAt = Date.now() + longestMs;
    const focused = tab.contains(document.activeElement) ? nameOf(document.activeElement) : undefined;
    tab.replaceChildren(...read.childNodes);
    if (focused === undefined) return;
    const same = [...tab.querySelectorAll('a, [tabindex]')].find((part) => nameOf(part) === focused);
    (same ?? tab).focus({ preventScroll: true });
  }

  function stand(why) {
    tab.removeAttribute('data-tl-moving');
    sayStale(why);
  }

  function sayStale(why) {
    const isToday = readAt.toDateString() === new Date().toDateString();
    const time = readAt.toLocaleString([], { ...(isToday ? {} : { dateStyle: 'medium' }), timeStyle: 'short' });
    if (!isLeaving) say(why + '; last read ' + time + '. Load the page to see what is true now.', true);
  }

  function say(text, isTrouble) {
    if (said.textContent !== text) said.textContent = text;
    said.classList.toggle('tl-trouble', isTrouble);
  }

  function back() {
    endsAt = Date.now() + longestMs;
    void look();
  }

  document.addEventListener('visibilitychange', back);
  window.addEventListener('focus', back);
  window.addEventListener('pagehide', () => { isLeaving = true; });
  window.addEventListener('pageshow', () => { isLeaving = false; });
  setInterval(() => {
    if (isReading || document.hidden || !tab.hasAttribute('data-tl-moving') || !tab.checkVisibility()) return;
    if (Date.now() < endsAt) void look();
    else stand('Not followed any longer');
  }, everyMs);
})();
`;
