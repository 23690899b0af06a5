import type { CardView, Check, Click, Facts, LineParts, UiRecord } from 'c/handoffModel';
import {
  cardView,
  dealFromRecords,
  erpRowOf,
  isErpRow,
  matchLookFrom,
  numberOf,
  parentOf,
  progressRowOf,
  referenceFromRecords,
  requestRowOf,
  textOf,
} from 'c/handoffModel';
import { provisioningPack } from 'c/throughlineRules';

/** Everything that has been read of one opportunity; the card is drawn when all of it is there. */
export type Reads = {
  readonly opportunity: UiRecord;
  readonly engagement: UiRecord | undefined;
  readonly lines: readonly UiRecord[];
  readonly parts: Readonly<Record<string, LineParts>>;
  readonly reference: readonly UiRecord[];
  readonly matches: readonly UiRecord[];
  readonly progress: readonly UiRecord[];
  readonly requests: readonly UiRecord[];
};

/** Who reads, where, and what they have just pressed. */
export type Reader = Pick<Facts, 'locale' | 'timeZone' | 'userId' | 'mayProvision' | 'mayCorrect' | 'isOffline'> & {
  readonly orgCurrency: string;
  readonly click: Click;
  readonly nowMs: number;
  /** When the lists were read last. */
  readonly readAtMs: number;
};

export type Shown = { readonly view: CardView; readonly facts: Facts };

/** The card for what was read, and the facts behind it. */
export function shownOf(read: Reads, { orgCurrency, readAtMs, ...reader }: Reader): Shown {
  const deal = dealFromRecords({ ...read, orgCurrency });
  const reference = referenceFromRecords(read.reference);
  const account = parentOf(read.opportunity, 'Account');
  const facts: Facts = {
    ...reader,
    generation: numberOf(read.opportunity, 'Provision_Generation__c') ?? 1,
    closedOn: textOf(read.opportunity, 'CloseDate'),
    deal,
    checks: provisioningPack.map((rule): Check => ({ ...rule, findings: rule.find(deal, reference) })),
    reference,
    changedAt: changesOf([read.opportunity, account, read.engagement, ...read.lines]),
    matches: matchLookFrom(read.matches, deal.lines[0]?.legalEntity),
    checkedAt: new Date(readAtMs).toISOString(),
    requests: read.requests.map(requestRowOf),
    progress: read.progress.filter((row) => !isErpRow(row)).map(progressRowOf),
    erp: read.progress.filter(isErpRow).map(erpRowOf)[0],
  };
  return { view: cardView(facts), facts };
}

function changesOf(records: readonly (UiRecord | undefined)[]): Readonly<Record<string, string>> {
  const changes = records.flatMap((record) => {
    const at = textOf(record, 'LastModifiedDate');
    return record === undefined || at === undefined ? [] : [[record.id, at] as const];
  });
  return Object.fromEntries(changes);
}
