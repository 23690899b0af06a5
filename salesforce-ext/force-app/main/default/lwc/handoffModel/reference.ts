import type { Reference, ReferenceRow } from 'shared-model/reference.ts';
import type { UiRecord } from './records';
import { flagOf, present, textOf } from './records';

/** The ERP's reference rows, as of the oldest of them; nothing when the bridge has not mirrored any yet. */
export function referenceFromRecords(records: readonly UiRecord[]): Reference | undefined {
  const rows = records.flatMap(referenceRow);
  const readAt = records.flatMap((record) => textOf(record, 'As_Of__c') ?? []);
  const [asOf] = readAt.toSorted();
  return asOf === undefined || rows.length === 0 ? undefined : { asOf, rows };
}

type Detail = Readonly<Record<string, unknown>>;

/** One mirrored row; a kind that this card does not know, or a row that lacks what its kind needs, is left out. */
function referenceRow(record: UiRecord): ReferenceRow[] {
  const code = textOf(record, 'Code__c');
  if (code === undefined) return [];
  const name = textOf(record, 'Label__c') ?? code;
  const common = { code, name, isActive: flagOf(record, 'Active__c') };
  const currency = textOf(record, 'Currency__c') ?? '';
  const legalEntity = textOf(record, 'Legal_Entity__c');
  const detail = detailOf(textOf(record, 'Detail__c'));
  switch (textOf(record, 'Kind__c')) {
    case 'legal-entity':
      return [present({ kind: 'legal-entity' as const, ...common, currency, country: textIn(detail, 'country') })];
    case 'rate-card':
      return [
        present({
          kind: 'rate-card' as const,
          ...common,
          currency,
          legalEntity: legalEntity ?? '',
          validFrom: textOf(record, 'Valid_From__c') ?? '',
          validTo: textOf(record, 'Valid_To__c'),
        }),
      ];
    case 'currency':
      return [{ kind: 'currency', ...common }];
    case 'service-item':
      return [{ kind: 'service-item', ...common, legalEntities: textsIn(detail, 'legalEntities') }];
    case 'employee':
      return [
        present({
          kind: 'employee' as const,
          ...common,
          isProjectManager: detail['isProjectManager'] === true,
          legalEntity,
        }),
      ];
    case 'project-template':
      return [present({ kind: 'project-template' as const, ...common, legalEntity, tasks: tasksIn(detail) })];
    case 'period':
      return [
        {
          kind: 'period',
          code,
          name,
          endOn: textIn(detail, 'endOn') ?? '',
          isClosed: detail['isClosed'] === true,
        },
      ];
    case 'tax-profile':
      return [
        {
          kind: 'tax-profile',
          ...common,
          legalEntity: legalEntity ?? '',
          country: textIn(detail, 'country') ?? '',
        },
      ];
    default:
      return [];
  }
}

function detailOf(json: string | undefined): Detail {
  if (json === undefined) return {};
  try {
    const parsed: unknown = JSON.parse(json);
    return isDetail(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function isDetail(value: unknown): value is Detail {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textIn(detail: Detail, name: string): string | undefined {
  const value = detail[name];
  return typeof value === 'string' ? value : undefined;
}

function textsIn(detail: Detail, name: string): string[] {
  const value = detail[name];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function tasksIn(detail: Detail) {
  const { tasks } = detail;
  if (!Array.isArray(tasks)) return [];
  return tasks.filter(isDetail).flatMap((task) => {
    const [key, title] = [textIn(task, 'key'), textIn(task, 'title')];
    if (key === undefined || title === undefined) return [];
    return [typeof task['minutes'] === 'number' ? { key, title, minutes: task['minutes'] } : { key, title }];
  });
}
