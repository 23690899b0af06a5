import type { UiRecord } from './records';
import { flagOf, numberOf, present, textOf } from './records';

/** A customer of NetSuite that may be the account of the deal. */
export type Candidate = {
  readonly number: string;
  readonly name: string;
  readonly score: number;
  readonly isCertain: boolean;
  readonly isActive: boolean;
  readonly reasons: readonly { readonly kind: string; readonly text: string }[];
  readonly taxId?: string;
  readonly mailDomain?: string;
  readonly city?: string;
  readonly country?: string;
};

/** What one look into NetSuite found, best first; no candidates means that nobody looks alike. */
export type MatchLook = { readonly asOf: string; readonly candidates: readonly Candidate[] };

/** From here on a likeness is a question to a person, and below it is none. */
export const askingScore = 60;

/**
 * The last look for one legal entity, out of the rows that the bridge wrote for the account.
 *
 * The row without a customer number says when NetSuite was asked; rows of an earlier look are candidates no more.
 */
export function matchLookFrom(records: readonly UiRecord[], legalEntity: string | undefined): MatchLook | undefined {
  const rows = records.filter((record) => textOf(record, 'Legal_Entity__c') === legalEntity);
  const head = rows.find((record) => textOf(record, 'Customer_Number__c') === undefined);
  const asOf = textOf(head, 'As_Of__c');
  if (asOf === undefined) return undefined;
  const current = rows.filter((record) => textOf(record, 'As_Of__c') === asOf);
  return { asOf, candidates: current.flatMap(candidateOf).toSorted((a, b) => b.score - a.score) };
}

/** The candidates that a person must answer for; none while one is certain. */
export function openQuestions(look: MatchLook | undefined): readonly Candidate[] {
  if (look === undefined || look.candidates.some(({ isCertain }) => isCertain)) return [];
  return look.candidates.filter(({ score }) => score >= askingScore);
}

function candidateOf(record: UiRecord): Candidate[] {
  const number = textOf(record, 'Customer_Number__c');
  if (number === undefined) return [];
  return [
    present({
      number,
      name: textOf(record, 'Customer_Name__c') ?? number,
      score: numberOf(record, 'Score__c') ?? 0,
      isCertain: flagOf(record, 'Is_Certain__c'),
      isActive: flagOf(record, 'Is_Active__c'),
      reasons: reasonsOf(textOf(record, 'Reasons__c')),
      taxId: textOf(record, 'Tax_Id__c'),
      mailDomain: textOf(record, 'Mail_Domain__c'),
      city: textOf(record, 'City__c'),
      country: textOf(record, 'Country__c'),
    }),
  ];
}

function reasonsOf(json: string | undefined): Candidate['reasons'] {
  const parsed = json === undefined ? undefined : parsedJson(json);
  return Array.isArray(parsed) ? parsed.filter(isReason).slice(0, 5) : [];
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isReason(value: unknown): value is Candidate['reasons'][number] {
  if (typeof value !== 'object' || value === null) return false;
  return 'kind' in value && typeof value.kind === 'string' && 'text' in value && typeof value.text === 'string';
}
