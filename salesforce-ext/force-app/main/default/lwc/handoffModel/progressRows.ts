import type { Finding } from 'shared-model/finding.ts';
import type { UiRecord } from './records';
import { numberOf, parentOf, present, textOf } from './records';

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
  readonly generation: number;
  readonly version: number;
  readonly runId?: string;
  readonly correlationId?: string;
  readonly findings: readonly Finding[];
};

/** Somebody's wish for the project; one per opportunity and generation. */
export type RequestRow = {
  readonly id: string;
  readonly name: string;
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
    generation: numberOf(record, 'Generation__c') ?? 1,
    version: numberOf(record, 'Version__c') ?? 0,
    runId: textOf(record, 'Run_Id__c'),
    correlationId: textOf(record, 'Correlation_Id__c'),
    findings: findingsOf(textOf(record, 'Detail__c')),
  });
}

export function requestRowOf(record: UiRecord): RequestRow {
  const author = parentOf(record, 'CreatedBy');
  return present({
    id: record.id,
    name: textOf(record, 'Name') ?? record.id,
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
