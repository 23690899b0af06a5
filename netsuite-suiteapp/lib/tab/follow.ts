import type { EngagementState } from 'shared-model/steps.ts';
import type { TabFacts } from './tab.ts';

const moving: readonly EngagementState[] = ['queued', 'in-progress', 'waiting', 'erp-unreachable'];

/** Whether what the tab says may change without anybody pressing something here. */
export function isMoving({ mayRead, isLinked, state, pending }: TabFacts): boolean {
  if (!mayRead || (!isLinked && state === undefined)) return false;
  if (state === undefined || pending.length > 0) return true;
  return moving.includes(state.state) && state.hold === undefined;
}

/**
 * Runs in the page: reads the tab again every 5 s while its record moves, and whenever the person comes back to it.
 *
 * Focus stays where it was, and a screen reader hears the new sentence. It ends 15 minutes after the last change or
 * return, since NetSuite must be able to end a session that nobody uses. That the tab could not be read is said.
 */
export const followScript = `
(() => {
  const tab = document.querySelector('.tl[data-tl-from]');
  const said = document.querySelector('.tl-said');
  if (!tab || !said) return;
  const everyMs = 5000, longestMs = 900000, longestAnswerMs = 20000;
  let endsAt = Date.now() + longestMs, readAt = new Date(), isReading = false;
  const nameOf = (part) => part.getAttribute('aria-label') ?? part.textContent;
  const titleOf = (part) => part.querySelector('.tl-banner b')?.textContent ?? '';

  async function readTab() {
    const signal = AbortSignal.timeout(longestAnswerMs);
    const answer = await fetch(tab.dataset.tlFrom, { credentials: 'same-origin', cache: 'no-store', signal });
    const read = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('.tl[data-tl-from]');
    if (!answer.ok || !read) throw new Error('The answer holds no tab.');
    return read;
  }

  function show(read) {
    say(titleOf(read) === titleOf(tab) ? '' : titleOf(read), false);
    tab.toggleAttribute('data-tl-moving', read.hasAttribute('data-tl-moving'));
    if (read.innerHTML === tab.innerHTML) return;
    const focused = tab.contains(document.activeElement) ? nameOf(document.activeElement) : undefined;
    tab.replaceChildren(...read.childNodes);
    endsAt = Date.now() + longestMs;
    if (focused === undefined) return;
    const same = [...tab.querySelectorAll('a, [tabindex]')].find((part) => nameOf(part) === focused);
    (same ?? tab).focus({ preventScroll: true });
  }

  function say(text, isTrouble) {
    said.textContent = text;
    said.classList.toggle('tl-trouble', isTrouble);
  }

  function sayStale() {
    const time = readAt.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
    say('Not read again since ' + time + '. Load the page to see what is true now.', true);
  }

  async function look() {
    if (isReading || document.hidden) return;
    isReading = true;
    try {
      show(await readTab());
      readAt = new Date();
    } catch {
      sayStale();
    }
    isReading = false;
  }

  function back() {
    endsAt = Date.now() + longestMs;
    void look();
  }

  document.addEventListener('visibilitychange', back);
  window.addEventListener('focus', back);
  setInterval(() => {
    if (document.hidden || !tab.hasAttribute('data-tl-moving')) return;
    if (Date.now() < endsAt) void look();
    else sayStale();
  }, everyMs);
})();
`;
