import type { Finding } from 'shared-model/finding.ts';
import type { Check, Facts } from './facts';
import type { ProgressRow } from './progressRows';
import { isReader, whoHas } from './readers';
import { groupTable, nextStepLabel, ownerLabel, rulesOnReference } from './tables';
import type { FindingView, GroupView } from './view';
import { shortAge } from './words';

/** One row of the list: what, why, who, since when, and one next step for those who can take it. */
export function findingView(
  finding: Finding,
  place: number,
  facts: Facts,
  lastRun: ProgressRow | undefined,
): FindingView {
  const { record } = finding;
  const who = whoHas(finding.owner, facts);
  return {
    key: `${finding.code} ${finding.pointer} ${place}`,
    title: finding.title,
    text: finding.text,
    who,
    whoElse: who === 'You' ? ownerLabel(finding.owner) : '',
    since: sinceText(finding, facts, lastRun),
    isBlocking: finding.severity === 'blocks',
    ...(record === undefined || !mayTake(finding, facts)
      ? {}
      : {
          next: {
            label: nextStepLabel(finding.code, record.object),
            objectApiName: record.object,
            recordId: record.id,
            ...(record.field === undefined ? {} : { field: record.field }),
          },
        }),
  };
}

/** Sales operations may correct the whole deal, also what another role is asked for first. */
function mayTake(finding: Finding, facts: Facts): boolean {
  return isReader(finding.owner, facts) || facts.mayProvision;
}

/**
 * Since when it is known to be so: the last change of the record that it is about, though not before the opportunity was
 * won; a finding of NetSuite since its run.
 */
function sinceText(
  { record, code }: Finding,
  { changedAt, closedOn, deal, nowMs, checks }: Facts,
  lastRun: ProgressRow | undefined,
): string {
  const isOwn = checks.some(({ findings }) => findings.some((each) => each.code === code));
  const changed = isOwn ? changedAt[record?.id ?? ''] : lastRun?.at;
  if (changed === undefined) return '';
  const won = deal.isWon && closedOn !== undefined ? Date.parse(`${closedOn}T00:00:00Z`) : 0;
  return shortAge(nowMs - Math.max(Date.parse(changed), won));
}

/** How each group of checks stands. */
export function groupViews(facts: Facts, findings: readonly Finding[]): readonly GroupView[] {
  return groupTable.flatMap(({ id, label }) => {
    const checks = facts.checks.filter((check) => check.group === id);
    const foreign = findings.filter(({ group, code }) => group === id && !checks.some(has(code)));
    if (checks.length === 0 && foreign.length === 0) return [];
    return [groupView(id, label, checks, foreign, facts)];
  });
}

function has(code: string) {
  return ({ findings }: Check): boolean => findings.some((finding) => finding.code === code);
}

function groupView(
  key: string,
  label: string,
  checks: readonly Check[],
  foreign: readonly Finding[],
  facts: Facts,
): GroupView {
  const total = checks.length + foreign.length;
  const all = [...checks.map(({ findings }) => findings), ...foreign.map((finding) => [finding])];
  const count = (severity: Finding['severity']) =>
    all.filter((findings) => findings.some((finding) => finding.severity === severity)).length;
  const [blocked, warned] = [count('blocks'), count('warns')];
  const open = checks.filter((check) => isOpenAfterAll(check, facts)).length;
  if (blocked > 0) return { key, label, text: `${blocked} to fix of ${total}`, tone: 'error', icon: 'utility:ban' };
  if (open > 0)
    return { key, label, text: `${total - open} pass, ${open} in NetSuite`, tone: 'neutral', icon: 'utility:clock' };
  if (warned > 0)
    return { key, label, text: `${total} pass, ${warned} to know`, tone: 'warning', icon: 'utility:warning' };
  return { key, label, text: `${total} of ${total} pass`, tone: 'success', icon: 'utility:success' };
}

/** A rule that rests on NetSuite's rows says nothing while there are none; its silence is not a pass. */
export function isOpenAfterAll(check: Check, { reference }: Facts): boolean {
  return reference === undefined && rulesOnReference.has(check.id) && check.findings.length === 0;
}

export function groupLabel(group: Finding['group']): string {
  return groupTable.find(({ id }) => id === group)?.label ?? group;
}
