import type { Finding } from 'shared-model/finding.ts';
import type { UiRecord } from './records';
import { flagOf, numberOf, parentOf, present, textOf } from './records';

/** What the bridge last wrote of an engagement (`step` absent) or of one of its steps. */
export type ProgressRow = {
  readonly step?: string;
  readonly state: string;
  readonly text: string;
  readonly ownerRole?: string;
  readonly system?: string;
  readonly refNumber?: string;
  readonly refUrl?: string;
  readonly at?: string;
  readonly startedAt?: string;
  /** Since when somebody is waited for. */
  readonly waitingSince?: string;
  /** When the bridge looks or tries again by itself. */
  readonly nextAt?: string;
  /** Requests that are taken up before this one. */
  readonly ahead?: number;
  /** What undoing came to: `all`, or `part` when something remains. */
  readonly undone?: string;
  /** Whether trying again can help now. */
  readonly canRetry: boolean;
  readonly generation: number;
  readonly version: number;
  readonly runId?: string;
  readonly correlationId?: string;
  readonly findings: readonly Finding[];
};

/** What became of the records in NetSuite since they were made, as their tab *Sync status* says it. */
export type ErpRow = {
  /** `held`, `differs` or `in-step`. */
  readonly state: string;
  readonly text: string;
  /** Since when it is held, or stands otherwise than the deal says. */
  readonly since?: string;
  /** Who did what `text` says, where NetSuite told. */
  readonly by?: string;
};

/** What somebody asked for: the project, once per generation, or an act about it. */
export type RequestRow = {
  readonly id: string;
  readonly name: string;
  readonly act: string;
  readonly generation: number;
  readonly requestedAt?: string;
  readonly requestedBy: { readonly userId: string; readonly name: string };
  readonly state: string;
};

export function progressRowOf(record: UiRecord): ProgressRow {
  return present({
    step: textOf(record, 'Step__c'),
    state: textOf(record, 'State__c') ?? '',
    text: textOf(record, 'Text__c') ?? '',
    ownerRole: textOf(record, 'Owner_Role__c'),
    system: textOf(record, 'System__c'),
    refNumber: textOf(record, 'Ref_Number__c'),
    refUrl: webAddress(textOf(record, 'Ref_Url__c')),
    at: textOf(record, 'At__c'),
    startedAt: textOf(record, 'Started_At__c'),
    waitingSince: textOf(record, 'Waiting_Since__c'),
    nextAt: textOf(record, 'Next_At__c'),
    ahead: numberOf(record, 'Ahead__c'),
    undone: textOf(record, 'Undone__c'),
    canRetry: flagOf(record, 'Can_Retry__c'),
    generation: numberOf(record, 'Generation__c') ?? 1,
    version: numberOf(record, 'Version__c') ?? 0,
    runId: textOf(record, 'Run_Id__c'),
    correlationId: textOf(record, 'Correlation_Id__c'),
    findings: findingsOf(textOf(record, 'Detail__c')),
  });
}

/** Whether a status row tells of NetSuite's own changes, and of no attempt. */
export function isErpRow(record: UiRecord): boolean {
  return textOf(record, 'Kind__c') === 'erp';
}

export function erpRowOf(record: UiRecord): ErpRow {
  const text = textOf(record, 'Text__c') ?? '';
  return present({
    state: textOf(record, 'State__c') ?? '',
    text,
    since: textOf(record, 'Waiting_Since__c') ?? textOf(record, 'At__c'),
    by: doerOf(text, textOf(record, 'Detail__c')),
  });
}

/** Who did it, from the newest entry of the history that says the same. */
function doerOf(text: string, history: string | undefined): string | undefined {
  const parsed = history === undefined ? undefined : parsedJson(history);
  const entries: unknown[] = Array.isArray(parsed) ? parsed : [];
  const by = entries.filter(isRecord).find((entry) => entry['text'] === text)?.['by'];
  return typeof by === 'string' ? by : undefined;
}

export function requestRowOf(record: UiRecord): RequestRow {
  const author = parentOf(record, 'CreatedBy');
  return present({
    id: record.id,
    name: textOf(record, 'Name') ?? record.id,
    act: textOf(record, 'Act__c') ?? 'provision',
    generation: numberOf(record, 'Generation__c') ?? 1,
    requestedAt: textOf(record, 'CreatedDate'),
    requestedBy: {
      userId: textOf(record, 'CreatedById') ?? author?.id ?? '',
      name: textOf(author, 'Name') ?? 'Someone',
    },
    state: textOf(record, 'State__c') ?? 'requested',
  });
}

/** Only web addresses become links: a row is written by a machine, but a link is pressed by a person. */
function webAddress(text: string | undefined): string | undefined {
  return text !== undefined && /^https?:\/\//.test(text) ? text : undefined;
}

/** The findings of a run that could not start; what is no finding is left out rather than shown broken. */
function findingsOf(detail: string | undefined): readonly Finding[] {
  if (detail === undefined) return [];
  const parsed = parsedJson(detail);
  const list = isRecord(parsed) ? parsed['findings'] : parsed;
  return Array.isArray(list) ? list.filter(isFinding).slice(0, 50) : [];
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFinding(value: unknown): value is Finding {
  if (!isRecord(value)) return false;
  return ['code', 'severity', 'title', 'text', 'group', 'owner'].every((name) => typeof value[name] === 'string');
}
