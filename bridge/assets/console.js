/**
 * What the console's page does beyond links and forms: keys, local times, and asking for itself anew.
 *
 * Everything works without this script; it only makes the page quicker and keeps it young.
 */
const everyMs = 3_000;
const oldAfterMs = 15_000;
const slowAfterMs = 5_000;

const byId = (id) => document.getElementById(id);
const isTyping = () => document.activeElement?.matches('input, textarea, select') ?? false;
const rows = () => [...document.querySelectorAll('[data-row]')];
let askedWell = Date.now();
let spoken = '';

/** Times in the reader's own zone and manner; what the server wrote is UTC. */
function localise(root) {
  for (const time of root.querySelectorAll('time[datetime]')) {
    time.textContent = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', hourCycle: 'h23' }).format(
      new Date(time.dateTime),
    );
    time.title = time.dateTime;
  }
}

function say(text) {
  const place = byId('spoken');
  if (place === null || text === spoken) return;
  spoken = text;
  place.textContent = text;
}

/** The mark beside the search: fresh, or how old what stands here is, and what that means. */
function mark() {
  const asOf = byId('as-of');
  if (asOf === null) return;
  const age = Date.now() - askedWell;
  const isOld = age > oldAfterMs;
  asOf.classList.toggle('old', isOld);
  const note =
    asOf.querySelector('.age') ?? asOf.appendChild(Object.assign(document.createElement('span'), { className: 'age' }));
  const seconds = Math.round(age / 1000);
  note.textContent = isOld ? ` · ${seconds} s old, the bridge does not answer` : '';
  for (const act of document.querySelectorAll('[data-act]'))
    act.setAttribute('aria-disabled', String(isOld || act.closest('.stale') !== null));
  if (isOld) say('The bridge does not answer. What stands here is the last good look.');
}

/** Takes the new parts over one by one, so that the place of the reader and what they typed stay. */
function takeOver(fresh) {
  const live = byId('live');
  const focused = document.activeElement?.closest('[data-row]')
    ? rows().indexOf(document.activeElement.closest('[data-row]'))
    : -1;
  for (const id of ['headline', 'exceptions', 'runs', 'capacity', 'owners']) {
    const [now, next] = [byId(id), fresh.querySelector(`#${id}`)];
    if (now !== null && next !== null && now.innerHTML !== next.innerHTML) now.replaceWith(next);
  }
  takeOverDetail(fresh.querySelector('#detail'));
  live.dataset.at = fresh.dataset.at;
  const count = byId('cause-count');
  if (count !== null) count.textContent = fresh.dataset.causes === '0' ? '' : fresh.dataset.causes;
  const time = document.querySelector('#as-of time');
  if (time !== null) time.dateTime = fresh.dataset.at;
  localise(document);
  if (focused >= 0 && !isTyping()) rows()[focused]?.querySelector('a')?.focus({ preventScroll: true });
}

/** A preview that somebody has begun to fill in is not taken away; it says that it is out of date instead. */
function takeOverDetail(next) {
  const now = byId('detail');
  if (now === null || next === null) return;
  const isSame = now.dataset.version === next.dataset.version;
  const isTouched = [...now.querySelectorAll('textarea')].some(({ value }) => value !== '');
  const isHeld = now.contains(document.activeElement) && !isSame;
  if (!isTouched && !isHeld) {
    for (const details of now.querySelectorAll('details[open]')) {
      const place = [...now.querySelectorAll('details')].indexOf(details);
      next.querySelectorAll('details')[place]?.setAttribute('open', '');
    }
    const told = now.querySelector('.told');
    if (told !== null && next.querySelector('.told') === null) next.prepend(told);
    if (!now.contains(document.activeElement) && now.innerHTML !== next.innerHTML) now.replaceWith(next);
    return;
  }
  if (isSame) return;
  for (const form of now.querySelectorAll('form[data-preview]')) {
    form.classList.add('stale');
    form.querySelector('p.stale').hidden = false;
    for (const act of form.querySelectorAll('[data-act]')) act.setAttribute('aria-disabled', 'true');
  }
}

async function ask() {
  const live = byId('live');
  if (live === null || document.hidden) return;
  const slow = setTimeout(() => say('The bridge takes longer than usual to answer.'), slowAfterMs);
  try {
    const answer = await fetch(`/console/live${location.search}`, {
      headers: { accept: 'text/html' },
      signal: AbortSignal.timeout(10_000),
    });
    if (answer.status === 401) {
      location.reload();
      return;
    }
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('live');
    if (fresh === null) return;
    askedWell = Date.now();
    takeOver(fresh);
  } catch {
    // No answer: the mark says how old the page is.
  } finally {
    clearTimeout(slow);
    mark();
  }
}

function move(by) {
  const all = rows();
  if (all.length === 0) return;
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))];
  next.querySelector('a').focus();
  next.scrollIntoView({ block: 'nearest' });
}

/** Esc leaves a field first, then closes what is open; typed text is not thrown away. */
function escape() {
  if (isTyping()) {
    document.activeElement.blur();
    return;
  }
  const detail = byId('detail');
  const isTouched = [...(detail?.querySelectorAll('textarea') ?? [])].some(({ value }) => value !== '');
  if (detail !== null && !isTouched) detail.querySelector('[data-close]').click();
}

const keys = {
  '/': () => byId('q')?.focus(),
  j: () => move(1),
  k: () => move(-1),
  '?': () => byId('keys')?.showModal(),
};

document.addEventListener('keydown', (event) => {
  if (byId('keys')?.open === true) return;
  if (event.key === 'Escape') return escape();
  if (event.key === 'Enter' && event.ctrlKey) {
    event.preventDefault();
    (
      document.activeElement?.closest('form[data-preview]') ?? document.querySelector('form[data-preview]')
    )?.requestSubmit();
    return undefined;
  }
  if (isTyping() || event.ctrlKey || event.metaKey || event.altKey || keys[event.key] === undefined) return undefined;
  event.preventDefault();
  keys[event.key]();
  return undefined;
});

/** One press is one act: a second one waits for the first, and a preview out of date is not carried out. */
document.addEventListener('submit', (event) => {
  const act = event.target.querySelector('[data-act]');
  if (act === null) return;
  if (act.getAttribute('aria-disabled') === 'true') {
    event.preventDefault();
    return;
  }
  act.setAttribute('aria-disabled', 'true');
  act.classList.add('busy');
});

document.addEventListener('click', (event) => {
  if (event.target.closest?.('[data-again]')) {
    event.preventDefault();
    location.reload();
  }
});

localise(document);
if (byId('detail') !== null) byId('detail').focus({ preventScroll: true });
setInterval(() => void ask(), everyMs);
setInterval(mark, 1_000);
document.addEventListener('visibilitychange', () => void ask());
