import type { Finding } from 'shared-model/finding.ts';
import type { Check, Facts } from './facts';
import { groupTable, nextStepLabel, ownerLabel, referenceMaxAgeMs, rulesOnReference } from './tables';
import type { Action, Badge, CardView, FindingView, GroupView, Notice, PlannedView } from './view';
import { counted, countWord, daysBetween, wordsFor, workTime } from './words';
import type { Words } from './words';
import type { ProgressRow } from './progressRows';

/** The card before anything was asked for: not ready, not won yet, ready, or only to look at. */
export function checkView(facts: Facts, lastRun: ProgressRow | undefined): CardView {
  const words = wordsFor(facts.locale, facts.timeZone, facts.nowMs);
  const findings = allFindings(facts, lastRun);
  const blocking = findings.filter((finding) => finding.severity === 'blocks');
  const passed = facts.checks.filter((check) => check.findings.length === 0 && wasMade(check, facts));
  const common = {
    asOf: checkedText(facts, words),
    groups: groupViews(facts),
    findings: findings.map((finding, place) => findingView(finding, place, facts)),
    passed: passed.map((check) => ({ key: check.id, label: check.passes, group: groupLabel(check.group) })),
    figures: [],
    steps: [],
    details: [],
    isLive: false,
  };
  const count = `${passed.length} of ${facts.checks.length}`;
  if (!facts.deal.isWon)
    return { ...common, ...notWon(count, blocking.filter(({ pointer }) => pointer !== '/isWon').length, facts) };
  if (blocking.length > 0) return { ...common, ...notReady(count, blocking.length, facts, words) };
  return { ...common, ...ready(facts, words) };
}

type Own = Pick<CardView, 'state' | 'badge' | 'title' | 'text' | 'footer' | 'spoken' | 'planned'> & {
  action?: Action;
  notice?: Notice;
};

function notWon(count: string, openCount: number, facts: Facts): Own {
  return {
    state: 'not-won',
    badge: { label: 'Not won yet', tone: 'neutral' },
    title: 'Handoff starts at closed won',
    text: `${count} checks already pass. ${sooner(openCount)}`,
    action: { ...provision(facts), isAvailable: false, reason: 'Available when the opportunity is won' },
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
    action: { ...provision(facts), isAvailable: false, reason: 'Available when the list is empty' },
    planned: [],
    ...present(referenceNotice(facts, words)),
    footer: 'Fixed items leave this list by themselves.',
    spoken: `Not ready. ${title}.`,
  };
}

function ready(facts: Facts, words: Words): Own {
  const old = oldReference(facts) ? facts.checks.filter((check) => rulesOnReference.has(check.id)).length : 0;
  const made = facts.checks.filter((check) => wasMade(check, facts)).length;
  const own = {
    planned: plannedViews(facts, words),
    ...present(refusedNotice(facts) ?? referenceNotice(facts, words)),
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
    text: `${words.money(facts.deal.amount, facts.deal.currency)} of sold work can start${sinceWon(facts)}.`,
    action: provision(facts),
    spoken: `Ready. ${title}.`,
  };
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

function provision(facts: Facts): Action {
  const isBusy = facts.click.kind === 'asking' || facts.click.kind === 'joined';
  return { label: 'Provision project', isAvailable: !isBusy, isBusy };
}

/**
 * Own findings, fresh, and those of the last run that only NetSuite can make; a finding of that run which a rule
 * here also makes is judged here, since the deal may have been repaired.
 */
function allFindings(facts: Facts, lastRun: ProgressRow | undefined): readonly Finding[] {
  const own = facts.checks.flatMap((check) => check.findings);
  const foreign = (lastRun?.findings ?? []).filter((finding) => !isJudgedHere(finding.code));
  const all = [...own, ...foreign];
  return [
    ...all.filter(({ severity }) => severity === 'blocks'),
    ...all.filter(({ severity }) => severity === 'warns'),
  ];
}

const judgedHere: ReadonlySet<string> = new Set([
  'deal.billing-contact-missing',
  'deal.contract-not-signed',
  'deal.lines-do-not-sum',
  'deal.dates-invalid',
  'deal.legal-entity-unknown',
  'deal.several-legal-entities',
  'deal.rate-card-not-valid',
]);

function isJudgedHere(code: string): boolean {
  return judgedHere.has(code);
}

function groupViews(facts: Facts): readonly GroupView[] {
  return groupTable.flatMap(({ id, label }) => {
    const checks = facts.checks.filter((check) => check.group === id);
    if (checks.length === 0) return [];
    return [groupView(id, label, checks, facts)];
  });
}

function groupView(key: string, label: string, checks: readonly Check[], facts: Facts): GroupView {
  const total = checks.length;
  const blocked = checks.filter(({ findings }) => findings.some(({ severity }) => severity === 'blocks')).length;
  const open = checks.filter((check) => !wasMade(check, facts)).length;
  if (blocked > 0) return { key, label, text: `${blocked} to fix of ${total}`, tone: 'error', icon: 'utility:ban' };
  if (open > 0)
    return { key, label, text: `${total - open} pass, ${open} in NetSuite`, tone: 'neutral', icon: 'utility:clock' };
  return { key, label, text: `${total} of ${total} pass`, tone: 'success', icon: 'utility:success' };
}

/** A rule that rests on NetSuite's rows says nothing while there are none; its silence is not a pass. */
function wasMade(check: Check, facts: Facts): boolean {
  return facts.referenceAsOf !== undefined || !rulesOnReference.has(check.id) || check.findings.length > 0;
}

function findingView(finding: Finding, place: number, facts: Facts): FindingView {
  const { record } = finding;
  const isMine = finding.owner === 'sales-ops' && facts.mayProvision;
  return {
    key: `${finding.code} ${finding.pointer} ${place}`,
    title: finding.title,
    text: finding.text,
    who: isMine ? 'You' : ownerLabel(finding.owner),
    whoElse: isMine ? ownerLabel(finding.owner) : '',
    isBlocking: finding.severity === 'blocks',
    ...(record === undefined
      ? {}
      : {
          next: {
            label: nextStepLabel(finding.code, record.object),
            objectApiName: record.object,
            recordId: record.id,
          },
        }),
  };
}

function plannedViews(facts: Facts, words: Words): readonly PlannedView[] {
  const { deal } = facts;
  const roles = deal.lines.flatMap((line) => line.roles);
  const minutes = roles.reduce((sum, role) => sum + role.minutes, 0);
  const { customerNumber, taxId } = deal.customer;
  const customer =
    customerNumber === undefined
      ? `${deal.customer.name}: used when NetSuite has it${taxId === undefined ? '' : ' under its tax id'}, created when not`
      : `${customerNumber} ${deal.customer.name} is used`;
  const dates =
    deal.startOn === undefined || deal.endOn === undefined
      ? ''
      : `, ${words.day(deal.startOn)} – ${words.day(deal.endOn)}`;
  return [
    { key: 'customer', label: 'Customer', text: customer, where: 'NetSuite' },
    { key: 'project', label: 'Project', text: `${deal.name}${dates}`, where: 'NetSuite' },
    {
      key: 'tasks',
      label: 'Tasks and budget',
      text: `${counted(roles.length, 'task', 'tasks')}, ${workTime(minutes, facts.locale)}`,
      where: 'NetSuite',
    },
    { key: 'activation', label: 'Open for time', text: 'The team can enter time at once', where: 'NetSuite' },
  ];
}

function refusedNotice(facts: Facts): Notice | undefined {
  if (facts.click.kind !== 'refused') return undefined;
  return { tone: 'error', icon: 'utility:error', title: 'The request was not stored', text: facts.click.text };
}

function referenceNotice(facts: Facts, words: Words): Notice | undefined {
  const { referenceAsOf } = facts;
  const repeated = 'It is checked again in NetSuite before anything is made.';
  if (referenceAsOf === undefined) {
    return {
      tone: 'warning',
      icon: 'utility:clock',
      title: 'NetSuite was not read yet',
      text: `Legal entity and rate card could not be compared. ${repeated}`,
    };
  }
  if (!oldReference(facts)) return undefined;
  return {
    tone: 'warning',
    icon: 'utility:clock',
    title: `Legal entities and rate cards were read at ${words.moment(referenceAsOf)}`,
    text: `Two checks rest on that. ${repeated}`,
  };
}

function oldReference(facts: Facts): boolean {
  return facts.referenceAsOf !== undefined && facts.nowMs - Date.parse(facts.referenceAsOf) > referenceMaxAgeMs;
}

function checkedText(facts: Facts, words: Words): string {
  const checked = `Checked ${words.time(facts.checkedAt)}`;
  return facts.referenceAsOf === undefined ? checked : `${checked}, NetSuite read ${words.moment(facts.referenceAsOf)}`;
}

function sinceWon({ closedOn, deal, nowMs }: Facts): string {
  if (closedOn === undefined || !deal.isWon) return '';
  const days = daysBetween(closedOn, new Date(nowMs).toISOString());
  return days < 1 ? '' : `, ${counted(days, 'day', 'days')} since closed won`;
}

function groupLabel(group: Finding['group']): string {
  return groupTable.find(({ id }) => id === group)?.label ?? group;
}

function present(notice: Notice | undefined): { notice?: Notice } {
  return notice === undefined ? {} : { notice };
}
