import { actionOf } from './actions';
import { done, failed } from './endedView';
import type { Facts } from './facts';
import type { ProgressRow, RequestRow } from './progressRows';
import { whoHas } from './readers';
import type { Own, Scene } from './scene';
import { askedBy, detailsOf, joinedNotice, ownPlace } from './scene';
import { stepViews } from './stepViews';
import { stepTable } from './tables';
import type { CardView } from './view';
import { longDuration, shortAge, wordsFor } from './words';

/** The card of a request on its way: queued, running, waiting, done or not worked. `run` is absent until the bridge reports. */
export function runView(facts: Facts, run: ProgressRow | undefined, request: RequestRow | undefined): CardView {
  const words = wordsFor(facts.locale, facts.timeZone, facts.nowMs);
  const rows = facts.progress.filter((row) => row.step !== undefined && row.generation === run?.generation);
  const steps = stepViews(rows, words, facts.nowMs, run?.state === 'failed');
  const scene: Scene = { facts, run, request, words, rows, steps };
  const common = { groups: [], findings: [], passed: [], planned: [], figures: [], details: detailsOf(run, request) };
  return { ...common, ...ownView(scene) };
}

function ownView(scene: Scene): Own {
  const { run, steps } = scene;
  switch (run?.state) {
    case 'done':
      return done(scene, run);
    case 'failed':
      return failed(scene, run);
    case 'waiting':
      return waiting(scene, run);
    case 'erp-unreachable':
      return unreachable(scene, run);
    case 'in-progress':
      return steps.some(({ state }) => state === 'looking-up') ? lookingUp(scene, run) : running(scene, run);
    default:
      return queued(scene);
  }
}

const once = 'Each step is done once, however often it is asked for.';
const mayLeave = 'You may leave this page: the work goes on without it.';

function queued(scene: Scene): Own {
  const { facts, words, run } = scene;
  const title = run === undefined ? storedTitle(scene) : acceptedTitle(scene, run);
  return {
    state: 'queued',
    badge: { label: 'Queued', tone: 'info', icon: 'utility:clock' },
    asOf: 'Live',
    title,
    text: `${askedBy(scene)} ${mayLeave}`.trim(),
    second: actionOf('cancel', facts, words),
    steps: scene.steps,
    progressPercent: 0,
    ...joinedNotice(scene),
    footer: once,
    spoken: `Queued. ${title}.`,
    isLive: true,
  };
}

/** `Accepted 14:02. 3 ahead of you, about 2 min`; a place and a time are said only when the bridge knows them. */
function acceptedTitle({ words, facts }: Scene, { startedAt, at, ahead, nextAt }: ProgressRow): string {
  const since = startedAt ?? at;
  const accepted = `Accepted${since === undefined ? '' : ` ${words.moment(since)}`}`;
  if (ahead === undefined) return accepted;
  const place = ahead === 0 ? 'You are next' : `${ahead} ahead of you`;
  const waitMs = nextAt === undefined ? 0 : Date.parse(nextAt) - facts.nowMs;
  return `${accepted}. ${place}${waitMs > 0 ? `, about ${shortAge(Math.max(waitMs, 60_000))}` : ''}`;
}

function storedTitle({ request, facts }: Scene): string {
  if (request === undefined || request.requestedBy.userId === facts.userId)
    return 'Your request is stored and starts by itself';
  return `${request.requestedBy.name} asked for this; it starts by itself`;
}

function running(scene: Scene, run: ProgressRow): Own {
  const { steps, words } = scene;
  const place = Math.min(doneCount(scene), steps.length - 1);
  const said = run.text === '' ? `${stepTable[place]?.doing ?? 'Working'}, ${ownPlace(place, scene)}` : run.text;
  const [title = said, ...more] = said.split('. ');
  const last = lastInstant(scene);
  return {
    ...moving(scene),
    state: 'in-progress',
    badge: { label: 'In progress', tone: 'info', icon: 'utility:spinner' },
    asOf: last === undefined ? 'Live' : `Live, last step ${words.exactTime(last)}`,
    title,
    text: [...more.map((sentence) => `${sentence}.`), askedBy(scene), mayLeave].join(' ').trim(),
    footer: once,
    spoken: `${title}.`,
  };
}

/** Nobody knows yet whether a step was done; nothing is sent again until it is known. */
function lookingUp(scene: Scene, run: ProgressRow): Own {
  const { steps, words, rows } = scene;
  const place = steps.findIndex(({ state }) => state === 'looking-up');
  const row = rows.find(({ step }) => step === stepTable[place]?.id);
  const next = row?.nextAt ?? run.nextAt;
  const when = next === undefined ? '' : `, next at ${words.exactTime(next)}`;
  const title = `NetSuite did not answer for step ${place + 1}, so we look before we act`;
  return {
    ...moving(scene),
    state: 'looking-up',
    badge: { label: 'Looking it up', tone: 'warning', icon: 'utility:question' },
    asOf: 'Live',
    title,
    text: `We ask NetSuite whether ${stepTable[place]?.thing ?? 'it'} is there${when}. It is not sent again until we know.`,
    footer: once,
    spoken: `Looking it up. ${title}.`,
  };
}

function unreachable(scene: Scene, run: ProgressRow): Own {
  const { facts, words } = scene;
  const since = run.waitingSince ?? run.at;
  const hasBegun = doneCount(scene) > 0;
  const title = hasBegun
    ? 'The work is kept and goes on by itself when NetSuite answers'
    : 'Your request is kept and starts by itself';
  const silent =
    since === undefined ? 'NetSuite does not answer' : `NetSuite has not answered since ${words.moment(since)}`;
  const next = run.nextAt === undefined ? '' : ` We try again at ${words.time(run.nextAt)}.`;
  return {
    ...moving(scene),
    state: 'unreachable',
    badge: { label: 'Request kept', tone: 'warning', icon: 'utility:offline' },
    asOf: since === undefined ? 'Live' : `Last answer ${words.moment(since)}`,
    title,
    text: `${silent}.${next} ${mayLeave}`,
    ...(hasBegun ? {} : { second: actionOf('cancel', facts, words) }),
    notice: {
      tone: 'warning',
      icon: 'utility:info',
      title: 'No need to ask twice',
      text: 'A second request joins this one; nothing is made twice.',
    },
    footer: once,
    spoken: `NetSuite does not answer. ${title}.`,
  };
}

/** Somebody is waited for: who, for what, since when, and whether it is the reader. */
function waiting(scene: Scene, run: ProgressRow): Own {
  const { facts, words, rows } = scene;
  const row = rows.find(({ state }) => state === 'waiting');
  const role = run.ownerRole ?? row?.ownerRole;
  const who = role === undefined ? 'Your administrator' : whoHas(role, facts);
  const since = run.waitingSince ?? row?.waitingSince ?? run.at;
  const age = since === undefined ? '' : `For ${longDuration(facts.nowMs - Date.parse(since))}. `;
  const title = run.text === '' ? `Waiting on ${who}` : run.text.replace(/\.$/, '');
  return {
    ...moving(scene),
    state: 'waiting',
    badge: { label: `Waiting on ${who === 'You' ? 'you' : who}`, tone: 'warning', icon: 'utility:clock' },
    asOf: run.at === undefined ? 'Live' : `Live, last change ${words.moment(run.at)}`,
    title,
    text: `${age}${askedBy(scene)} ${mayLeave}`.trim(),
    ...(run.canRetry ? { action: actionOf('retry', facts, words) } : {}),
    second: actionOf('give-up', facts, words),
    footer: who === 'You' ? 'It goes on as soon as you have answered.' : 'Nothing for you to do.',
    spoken: `${title}.`,
  };
}

/** What every picture of a run under way has. */
function moving(scene: Scene): Pick<Own, 'steps' | 'progressPercent' | 'notice' | 'isLive'> {
  const { steps } = scene;
  return {
    steps,
    progressPercent: Math.round((doneCount(scene) / steps.length) * 100),
    ...joinedNotice(scene),
    isLive: true,
  };
}

function doneCount({ steps }: Scene): number {
  return steps.filter(({ state }) => state === 'done').length;
}

function lastInstant({ rows }: Scene): string | undefined {
  return rows
    .filter(({ state }) => state === 'done')
    .flatMap(({ at }) => at ?? [])
    .toSorted()
    .at(-1);
}
