import type { Finding } from 'shared-model/finding.ts';
import { actionOf } from './actions';
import { confirmView } from './confirmView';
import type { Check, Facts } from './facts';
import { findingView, groupLabel, groupViews, isOpenAfterAll } from './findings';
import { openQuestions } from './matches';
import { planOf, plannedViews } from './planned';
import type { ProgressRow } from './progressRows';
import { isJudgedHere, referenceMaxAgeMs, rulesOnReference } from './tables';
import type { Action, Badge, CardView, ConfirmView, Notice } from './view';
import { counted, countWord, daysBetween, wordsFor } from './words';
import type { Words } from './words';

/** The card before anything was asked for: not ready, not won yet, ready, or only to look at. */
export function checkView(facts: Facts, lastRun: ProgressRow | undefined): CardView {
  const words = wordsFor(facts.locale, facts.timeZone, facts.nowMs);
  const findings = allFindings(facts, lastRun);
  const blocking = findings.filter((finding) => finding.severity === 'blocks');
  const passed = facts.checks.filter((check) => isPassed(check, facts));
  const common = {
    asOf: checkedText(facts, words),
    groups: groupViews(facts, findings),
    findings: findings.map((finding, place) => findingView(finding, place, facts, lastRun)),
    passed: passed.map((check) => ({ key: check.id, label: check.passes, group: groupLabel(check.group) })),
    figures: [],
    steps: [],
    details: [],
    isLive: false,
  };
  const count = `${passed.length} of ${facts.checks.length}`;
  if (!facts.deal.isWon) {
    const others = blocking.filter(({ pointer }) => pointer !== '/isWon').length;
    return { ...common, ...notWon(count, others, facts, words) };
  }
  if (blocking.length > 0) return { ...common, ...notReady(count, blocking.length, facts, words) };
  return { ...common, ...ready(facts, words) };
}

type Own = Pick<CardView, 'state' | 'badge' | 'title' | 'text' | 'footer' | 'spoken' | 'planned'> & {
  action?: Action;
  notice?: Notice;
  confirm?: ConfirmView;
};

/** A warning does not keep a check from passing. */
function isPassed(check: Check, facts: Facts): boolean {
  return !check.findings.some(({ severity }) => severity === 'blocks') && !isOpenAfterAll(check, facts);
}

function notWon(count: string, openCount: number, facts: Facts, words: Words): Own {
  return {
    state: 'not-won',
    badge: { label: 'Not won yet', tone: 'neutral' },
    title: 'Handoff starts at closed won',
    text: `${count} checks already pass. ${sooner(openCount)}`,
    action: actionOf('provision', facts, words, 'Available when the opportunity is won'),
    planned: [],
    footer: 'Fixed items leave this list by themselves.',
    spoken: 'Not won yet. The handoff starts at closed won.',
  };
}

function sooner(openCount: number): string {
  if (openCount === 0) return 'Nothing else to fix before the opportunity is won.';
  return `Fixing the other ${openCount === 1 ? 'one' : countWord(openCount).toLowerCase()} now saves a day later.`;
}

function notReady(count: string, blockingCount: number, facts: Facts, words: Words): Own {
  const { deal } = facts;
  const value = words.money(deal.amount, deal.currency);
  const thing = blockingCount === 1 ? 'thing' : 'things';
  const title = `${countWord(blockingCount)} ${thing} to fix before the project can be created`;
  return {
    state: 'not-ready',
    badge: { label: 'Not ready', tone: 'error', icon: 'utility:warning' },
    title,
    text: `${count} checks pass. ${value} of sold work cannot start${sinceWon(facts)}.`,
    action: actionOf('provision', facts, words, 'Available when the list is empty'),
    planned: [],
    ...present(referenceNotice(facts, words)),
    footer: 'Fixed items leave this list by themselves.',
    spoken: `Not ready. ${title}.`,
  };
}

function ready(facts: Facts, words: Words): Own {
  const old = oldReference(facts) ? facts.checks.filter((check) => rulesOnReference.has(check.id)).length : 0;
  const made = facts.checks.filter((check) => !isOpenAfterAll(check, facts)).length;
  const own = {
    planned: plannedViews(facts, words),
    ...present(refusedNotice(facts) ?? matchNotice(facts) ?? referenceNotice(facts, words)),
    footer: 'Each step is done once, however often it is asked for.',
  };
  if (!facts.mayProvision) return { ...own, ...viewOnly() };
  const title =
    made === facts.checks.length ? `All ${made} checks pass` : `${made} checks pass, the others follow in NetSuite`;
  return {
    ...own,
    state: 'ready',
    badge: readyBadge(old),
    title,
    text: readyText(facts, words),
    action: actionOf('provision', facts, words),
    spoken: `Ready. ${title}.`,
    confirm: confirmView(facts, words),
  };
}

/** How much is made, before the reader asks for it. */
function readyText(facts: Facts, words: Words): string {
  const { taskCount, ruleCount, requestCount } = planOf(facts);
  const parts = [
    '1 project',
    counted(taskCount, 'task', 'tasks'),
    counted(ruleCount, 'billing rule', 'billing rules'),
    ...(requestCount === 0 ? [] : [counted(requestCount, 'role request', 'role requests')]),
  ];
  const value = words.money(facts.deal.amount, facts.deal.currency);
  return `Will create ${parts.join(', ')}. ${value} of sold work can start${sinceWon(facts)}.`;
}

function viewOnly(): Pick<Own, 'state' | 'badge' | 'title' | 'text' | 'spoken'> {
  return {
    state: 'view-only',
    badge: { label: 'View only', tone: 'neutral', icon: 'utility:lock' },
    title: 'Ready. You can look but not provision',
    text: 'Permission set “Throughline Sales Operations” is needed. Your administrator can assign it.',
    spoken: 'Ready. You can look but not provision.',
  };
}

function readyBadge(oldCount: number): Badge {
  if (oldCount === 0) return { label: 'Ready', tone: 'success', icon: 'utility:success' };
  return { label: `Ready, ${counted(oldCount, 'old check', 'old checks')}`, tone: 'warning', icon: 'utility:clock' };
}

/**
 * Own findings, fresh, and those of the last run that only NetSuite can make; a finding of that run which a rule
 * here also makes is judged here, since the deal may have been repaired.
 */
function allFindings(facts: Facts, lastRun: ProgressRow | undefined): readonly Finding[] {
  const own = facts.checks.flatMap((check) => check.findings);
  const foreign = (lastRun?.findings ?? []).filter((finding) => !isJudgedHere(finding.code) && !isAsked(finding));
  const all = [...own, ...foreign];
  return [
    ...all.filter(({ severity }) => severity === 'blocks'),
    ...all.filter(({ severity }) => severity === 'warns'),
  ];
}

/** A possible match is no item to fix: the dialog asks for the answer. */
function isAsked({ code }: Finding): boolean {
  return code === 'deal.customer-possible-match';
}

function refusedNotice(facts: Facts): Notice | undefined {
  if (facts.click.kind !== 'refused') return undefined;
  return { tone: 'error', icon: 'utility:error', title: 'The request was not stored', text: facts.click.text };
}

function matchNotice({ deal, matches, mayProvision }: Facts): Notice | undefined {
  const count = openQuestions(matches).length;
  if (count === 0 || deal.customer.customerNumber !== undefined) return undefined;
  return {
    tone: 'info',
    icon: 'utility:info',
    title: `Possible match: ${counted(count, 'customer', 'customers')} in NetSuite may be ${deal.customer.name}`,
    text: mayProvision
      ? 'You are asked which one it is before anything is made.'
      : 'Sales operations say which one it is before anything is made.',
  };
}

function referenceNotice(facts: Facts, words: Words): Notice | undefined {
  const { reference } = facts;
  const repeated = 'It is checked again in NetSuite before anything is made.';
  if (reference === undefined) {
    return {
      tone: 'warning',
      icon: 'utility:clock',
      title: 'NetSuite was not read yet',
      text: `What only NetSuite knows could not be compared. ${repeated}`,
    };
  }
  if (!oldReference(facts)) return undefined;
  const count = facts.checks.filter((check) => rulesOnReference.has(check.id)).length;
  return {
    tone: 'warning',
    icon: 'utility:clock',
    title: `NetSuite’s lists were read at ${words.moment(reference.asOf)}`,
    text: `${countWord(count)} checks rest on them. ${repeated} If something changed, the request stops with nothing created.`,
  };
}

function oldReference({ reference, nowMs }: Facts): boolean {
  return reference !== undefined && nowMs - Date.parse(reference.asOf) > referenceMaxAgeMs;
}

function checkedText({ checkedAt, reference }: Facts, words: Words): string {
  const checked = `Checked ${words.time(checkedAt)}`;
  return reference === undefined ? checked : `${checked}, NetSuite read ${words.moment(reference.asOf)}`;
}

function sinceWon({ closedOn, deal, nowMs }: Facts): string {
  if (closedOn === undefined || !deal.isWon) return '';
  const days = daysBetween(closedOn, new Date(nowMs).toISOString());
  return days < 1 ? '' : `, ${counted(days, 'day', 'days')} since closed won`;
}

function present(notice: Notice | undefined): { notice?: Notice } {
  return notice === undefined ? {} : { notice };
}
