import { actionOf } from './actions';
import { billingText } from './confirmView';
import type { Facts } from './facts';
import type { ProgressRow } from './progressRows';
import { whoHas } from './readers';
import type { Own, Scene } from './scene';
import { businessTargetDays, setUpTargetMs } from './tables';
import type { Action, FigureView, Notice } from './view';
import { counted, daysBetween, duration, longDuration } from './words';
import type { Words } from './words';

/** The project is open: its number is the largest thing, and the set-up is measured against its target. */
export function done(scene: Scene, run: ProgressRow): Own {
  const { words, steps, rows } = scene;
  const project = rows.find(({ step }) => step === 'project') ?? run;
  const number = project.refNumber ?? run.refNumber ?? '';
  const url = project.refUrl ?? run.refUrl;
  const since = run.at === undefined ? '' : ` since ${words.moment(run.at)}`;
  return {
    state: 'done',
    badge: { label: 'Done', tone: 'success', icon: 'utility:success' },
    asOf: run.at === undefined ? 'From NetSuite' : `As of ${words.moment(run.at)} from NetSuite`,
    title: 'Project',
    project: url === undefined ? { label: number } : { label: number, url },
    text: `Open for time${since}, in NetSuite.`,
    figures: figuresOf(scene, run),
    steps,
    footer: 'Later changes of the SOW travel as change requests; nothing here is typed again.',
    spoken: `Done. Project ${number} is open for time.`,
    isLive: false,
  };
}

function figuresOf({ facts, words }: Scene, run: ProgressRow): readonly FigureView[] {
  return [
    ...setUpFigure(run),
    ...businessFigure(facts, run, words),
    ...deliveryFigure(facts, words),
    ...moneyFigure(facts, words),
  ];
}

function setUpFigure({ startedAt, at }: ProgressRow): FigureView[] {
  if (startedAt === undefined || at === undefined) return [];
  const tookMs = Date.parse(at) - Date.parse(startedAt);
  const isMet = tookMs <= setUpTargetMs;
  const text = `Target ${duration(setUpTargetMs)}, ${isMet ? 'met' : 'missed'}`;
  return [{ key: 'set-up', label: 'Set-up time', value: duration(tookMs), text, tone: isMet ? 'success' : 'warning' }];
}

/** The time that the business waited; when it missed its target, the day of the request tells where it went. */
function businessFigure({ closedOn, requests }: Facts, { at, generation }: ProgressRow, words: Words): FigureView[] {
  if (closedOn === undefined || at === undefined) return [];
  const days = Math.max(0, daysBetween(closedOn, at));
  const isMet = days <= businessTargetDays;
  const asked = requests.find((row) => row.act === 'provision' && row.generation === generation)?.requestedAt;
  const why = asked === undefined ? 'missed' : `missed: asked for ${words.day(asked.slice(0, 10))}`;
  return [
    {
      key: 'business',
      label: 'Closed won to open for time',
      value: counted(days, 'day', 'days'),
      text: `Target ${businessTargetDays} days, ${isMet ? 'met' : why}`,
      tone: isMet ? 'success' : 'warning',
    },
  ];
}

function deliveryFigure({ deal }: Facts, words: Words): FigureView[] {
  if (deal.startOn === undefined || deal.endOn === undefined) return [];
  const text = `Ends ${words.day(deal.endOn)}`;
  return [{ key: 'start', label: 'Delivery starts', value: words.day(deal.startOn), text, tone: 'neutral' }];
}

/** The next money event that is known: the first milestone; time is billed as it is entered. */
function moneyFigure({ deal }: Facts, words: Words): FigureView[] {
  const [first] = deal.lines
    .flatMap(({ milestones = [] }) => milestones)
    .filter(({ dueOn }) => dueOn !== undefined)
    .toSorted((a, b) => String(a.dueOn).localeCompare(String(b.dueOn)));
  if (first?.dueOn !== undefined) {
    const text = `${first.name}, ${words.money(first.amount, deal.currency)}`;
    return [{ key: 'money', label: 'First milestone', value: words.day(first.dueOn), text, tone: 'neutral' }];
  }
  const value = words.money(deal.amount, deal.currency);
  return [{ key: 'value', label: 'Contract value', value, text: billingText(deal), tone: 'neutral' }];
}

/** It did not work: one sentence why, what is left of it, who has it, and what can help. */
export function failed(scene: Scene, run: ProgressRow): Own {
  const { words, facts } = scene;
  const who = run.ownerRole === undefined ? 'Your administrator' : whoHas(run.ownerRole, facts);
  const [first = '', ...more] = sentencesOf(run.text);
  const title = first === '' ? 'The project could not be created' : first;
  const left = leftText(scene, run, more);
  return {
    state: 'failed',
    badge: { label: 'Did not work', tone: 'error', icon: 'utility:ban' },
    asOf: run.at === undefined ? '' : `Ended ${words.exactTime(run.at)}`,
    title,
    text: left,
    action: tryAgain(scene, run, who),
    ...(hasRemains(scene, run) ? { second: actionOf('give-up', facts, words) } : {}),
    notice: failedNotice(scene, run, who),
    steps: scene.steps,
    footer: footerOf(scene, run),
    spoken: `Did not work. ${title}. ${left}`,
    isLive: facts.click.kind === 'asking' || facts.requests.some(isOpenAct(run.generation)),
  };
}

/** What the bridge says: why first, then what is left. */
function sentencesOf(text: string): readonly string[] {
  return text.replace(/\.$/, '').split(/\. (?=\p{Lu})/u);
}

function isOpenAct(generation: number) {
  return (row: Facts['requests'][number]): boolean =>
    row.act !== 'provision' && row.generation === generation && row.state === 'requested';
}

/** Only the bridge lifts the generation, once an attempt is over; before that something may still be there. */
function hasRemains({ facts }: Scene, run: ProgressRow): boolean {
  return run.undone === 'part' && facts.generation <= run.generation;
}

function failedNotice({ facts, words }: Scene, run: ProgressRow, who: string): Notice {
  if (facts.click.kind === 'refused') {
    return { tone: 'error', icon: 'utility:error', title: 'The request was not stored', text: facts.click.text };
  }
  const since = run.waitingSince ?? run.at;
  const age =
    since === undefined ? '' : `, since ${words.moment(since)} (${longDuration(facts.nowMs - Date.parse(since))})`;
  const title = who === 'You' ? `You have it${age}` : `${who} has it${age}`;
  return { tone: 'error', icon: 'utility:user', title, text: whatToDo(facts, run, who), ...correctStep(facts, who) };
}

/** Whoever has it may correct the deal here; what can only be corrected in NetSuite has no step on this page. */
function correctStep({ deal }: Facts, who: string): Pick<Notice, 'next'> {
  if (who !== 'You' || deal.engagementRecordId === undefined) return {};
  return {
    next: { label: 'Correct the deal', objectApiName: 'Engagement__c', recordId: deal.engagementRecordId },
  };
}

function whatToDo(facts: Facts, run: ProgressRow, who: string): string {
  if (who === 'You') return 'Correct the deal, then try again.';
  if (!facts.mayProvision || (facts.generation <= run.generation && !run.canRetry))
    return 'Nothing for you to do until it is solved.';
  return 'Try again once it is solved: before that the same request would be refused again.';
}

/** What is left in NetSuite, said by number: nothing is silently left behind. Customers are shared, so they always stay. */
function leftText({ rows }: Scene, { undone }: ProgressRow, said: readonly string[]): string {
  const kept = rows.filter((row) => row.state === 'done' && row.refNumber !== undefined);
  const gone = rows.filter((row) => row.state === 'undone');
  const customer = kept.find(({ step }) => step === 'customer');
  const others = kept.filter(({ step }) => step !== 'customer');
  const stays = customer === undefined ? '' : ` Customer ${customer.refNumber} stays and is used again.`;
  const before = said.map((sentence) => `${sentence}. `).join('');
  if (undone === 'all') {
    if (before.includes('half-made')) return `${before.trim()}${stays}`;
    const what = gone.length === 0 ? '' : ' What had been made was removed.';
    return `Nothing was left half-made.${what}${stays}`;
  }
  if (others.length === 0) return customer === undefined ? 'Nothing was made in NetSuite.' : stays.trim();
  return `${before}Still in NetSuite: ${others.map(({ refNumber }) => refNumber).join(', ')}.${stays}`;
}

function footerOf({ rows }: Scene, { undone, at }: ProgressRow): string {
  const project = rows.find(({ step, state }) => step === 'project' && state === 'undone')?.refNumber;
  if (undone !== 'all' || project === undefined || at === undefined)
    return 'Each step is done once, however often it is asked for.';
  return `The number ${project} is not used again. NetSuite confirmed that it is gone.`;
}

/** A new attempt after the bridge lifted the generation and while the checks pass; the same attempt when the bridge says so. */
function tryAgain({ facts, words }: Scene, run: ProgressRow, who: string): Action {
  if (facts.generation <= run.generation) {
    const reason = `Available when ${who === 'You' ? 'the deal is corrected' : `${who} has solved it`}`;
    return actionOf('retry', facts, words, run.canRetry ? undefined : reason);
  }
  const isBlocked = facts.checks.some(({ findings }) => findings.some(({ severity }) => severity === 'blocks'));
  const anew = actionOf('provision', facts, words, isBlocked ? 'Available when the checks pass again' : undefined);
  return { ...anew, label: 'Try again' };
}
