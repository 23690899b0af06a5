import type { Item, ItemFault } from 'shared-model/restlet.ts';
import { type Document, documentTypeNamed } from './documents.ts';
import type { Erp, OpenRecord, Row, Values, VendorRefusal } from './erp.ts';
import { isChanged, isDuplicate } from './refusals.ts';
import { countOf, instantOf, isTicked, textOf } from './values.ts';

/** One row of the posting ledger: what is known of one source record and target. Nothing deletes it. */
export type LedgerRow = {
  readonly id: string;
  readonly key: string;
  /** `refused`: claimed once, and the one who held the claim saw the platform refuse the document. */
  readonly state: 'claimed' | 'refused' | 'posted' | 'reversed';
  readonly revision: number;
  readonly fence: number;
  readonly document?: Document | undefined;
  /** Until then, in milliseconds since 1970, an execution that lost its claim may still write a document. */
  readonly openUntil?: number | undefined;
};

/** What a row says of an item that wants to be written. */
export type Verdict = 'absent' | 'claimed' | 'revised' | 'duplicate' | 'superseded' | 'stale' | 'reversed';

const ledgerType = 'customrecord_tl_posting';
const field = (name: string): string => `custrecord_tl_posting_${name}`;
const columns = ['state', 'revision', 'fence', 'doctype', 'docid', 'docnumber', 'adopted', 'print'];
const openColumn =
  "to_char(custrecord_tl_posting_openuntil, 'YYYY-MM-DD HH24:MI:SS') as custrecord_tl_posting_openuntil";

/** A RESTlet ends after 300 s; the call it stands in then may take a little longer. */
const longestExecutionMs = 360_000;
const mostTries = 3;

/** All ledger rows of these keys in one query, by key. At most 100 keys. */
export function ledgerRows(erp: Erp, keys: readonly string[]): Map<string, LedgerRow> {
  const distinct = [...new Set(keys)];
  if (distinct.length === 0) return new Map();
  const marks = distinct.map(() => '?').join(', ');
  const sql = `select id, externalid, ${[...columns.map(field), openColumn].join(', ')} from ${ledgerType} where externalid in (${marks}) order by id`;
  return new Map(
    erp.rows(sql, distinct).map((row) => {
      const read = rowOf(textOf(row['id']) ?? '', textOf(row['externalid']) ?? '', (name) => row[name]);
      return [read.key, read];
    }),
  );
}

/**
 * The protocol's one decision, in this order: posted with this revision, newer, higher fence, claimed, absent.
 *
 * A row that was reversed refuses every late original, whatever its revision.
 */
export function judge(row: LedgerRow | undefined, item: Pick<Item, 'revision' | 'fence'>): Verdict {
  if (row === undefined) return 'absent';
  if (row.state === 'reversed') return 'reversed';
  if (row.state === 'posted' && row.revision === item.revision) return 'duplicate';
  if (row.revision > item.revision) return 'superseded';
  if (row.fence > item.fence) return 'stale';
  return row.state === 'posted' ? 'revised' : 'claimed';
}

export type Claim =
  /** We hold the claim; `isTakenOver` when the row was there before us, so that a document may be too. */
  | { readonly kind: 'claimed'; readonly row: LedgerRow; readonly isTakenOver: boolean }
  /** Another execution is at this very item. */
  | { readonly kind: 'busy' }
  /** The row has moved on since the batch was read, and decides by itself now. */
  | { readonly kind: 'decided'; readonly verdict: Verdict; readonly row: LedgerRow }
  | VendorRefusal;

/** Writes the claim before any document is written: a new row, or the old one under optimistic locking. */
export function takeClaim(erp: Erp, item: Item, row: LedgerRow | undefined): Claim {
  return row === undefined ? newClaim(erp, item) : claimAgain(erp, item, row);
}

/** What came of writing down that the document is there. */
export type Confirmation =
  | { readonly kind: 'posted'; readonly row: LedgerRow }
  | { readonly kind: 'busy' }
  | { readonly kind: 'decided'; readonly verdict: Verdict; readonly row: LedgerRow }
  | VendorRefusal;

/** Confirms the claim with the document that is there now, if there is to be one; only after this an item counts as applied. */
export function confirm(erp: Erp, item: Item, rowId: string, document: Document | undefined): Confirmation {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const opened = erp.open(ledgerType, rowId);
    if (opened.kind === 'refused') return opened;
    const row = openedRow(opened, item.key);
    const verdict = judge(row, item);
    if (verdict !== 'claimed') return { kind: 'decided', verdict, row };
    const saved = opened.save(postedValues(item, document));
    if (saved.kind === 'saved')
      return { kind: 'posted', row: { ...row, state: 'posted', revision: item.revision, document } };
    if (!isChanged(saved)) return saved;
  }
  return { kind: 'busy' };
}

/** Asks the claim again, right before an existing document is written over. */
export function askAgain(erp: Erp, item: Item, rowId: string): Asked | VendorRefusal {
  const opened = erp.open(ledgerType, rowId);
  if (opened.kind === 'refused') return opened;
  const row = openedRow(opened, item.key);
  return { kind: 'asked', verdict: judge(row, item), row };
}

export type Asked = { readonly kind: 'asked'; readonly verdict: Verdict; readonly row: LedgerRow };

function newClaim(erp: Erp, item: Item): Claim {
  const saved = erp.create(ledgerType, { externalid: item.key, ...claimValues(erp, item) });
  if (saved.kind === 'refused') return isDuplicate(saved) ? { kind: 'busy' } : saved;
  const row = { id: saved.id, key: item.key, state: 'claimed', revision: item.revision, fence: item.fence } as const;
  return { kind: 'claimed', row, isTakenOver: false };
}

function claimAgain(erp: Erp, item: Item, known: LedgerRow): Claim {
  const opened = erp.open(ledgerType, known.id);
  if (opened.kind === 'refused') return opened;
  const row = openedRow(opened, item.key);
  const verdict = judge(row, item);
  if (verdict !== 'claimed' && verdict !== 'revised') return { kind: 'decided', verdict, row };
  const openUntil = row.state === 'claimed' ? endOfOthers(erp) : row.openUntil;
  const saved = opened.save({ ...claimValues(erp, item), ...openValues(openUntil) });
  if (saved.kind === 'refused') return isChanged(saved) ? { kind: 'busy' } : saved;
  return {
    kind: 'claimed',
    row: { ...row, state: 'claimed', revision: item.revision, fence: item.fence, openUntil },
    isTakenOver: row.state !== 'refused' || row.document !== undefined,
  };
}

/** Whoever was at work until now has ended by then. */
function endOfOthers(erp: Erp): number {
  return erp.now().getTime() + longestExecutionMs;
}

function openValues(openUntil: number | undefined): Values {
  return openUntil === undefined ? {} : { [field('openuntil')]: new Date(openUntil) };
}

/** A record that was just saved is seen by every query after so long. */
const longestLagMs = 30_000;

/**
 * Gives a claim back after the platform refused the document, so that nobody waits for what will not come.
 *
 * Only while nobody else who held this claim could still write the document. Where the platform may have saved it before
 * it refused, an undo waits until it would be seen.
 */
export function giveBack(
  erp: Erp,
  item: Item,
  rowId: string,
  { document, mayBeSaved = false }: { readonly document?: Document; readonly mayBeSaved?: boolean } = {},
): void {
  const opened = erp.open(ledgerType, rowId);
  if (opened.kind === 'refused') return;
  const row = openedRow(opened, item.key);
  const now = erp.now().getTime();
  if (row.state !== 'claimed' || (row.openUntil ?? 0) > now || judge(row, item) !== 'claimed') return;
  opened.save({
    [field('state')]: 'refused',
    ...(document === undefined ? {} : documentValues(document)),
    ...openValues(mayBeSaved ? now + longestLagMs : undefined),
  });
}

export type Reversal =
  | { readonly kind: 'reversed'; readonly row: LedgerRow }
  | { readonly kind: 'busy' }
  /** What the caller found against it. */
  | { readonly kind: 'kept'; readonly fault: ItemFault }
  | VendorRefusal;

/**
 * Marks the row of a key as reversed, before anything of it is deleted; a key that was never written gets such a row too.
 *
 * @param against says why a document that is there must stay
 */
export function reverse(
  erp: Erp,
  key: string,
  known: LedgerRow | undefined,
  against: (row: LedgerRow) => ItemFault | undefined,
): Reversal {
  if (known === undefined) return reverseNothing(erp, key);
  const opened = erp.open(ledgerType, known.id);
  if (opened.kind === 'refused') return opened;
  const row = openedRow(opened, key);
  if (row.state === 'reversed') return { kind: 'reversed', row };
  const fault = against(row);
  if (fault !== undefined) return { kind: 'kept', fault };
  const openUntil = row.state === 'claimed' ? endOfOthers(erp) : row.openUntil;
  const saved = opened.save({ [field('state')]: 'reversed', ...openValues(openUntil) });
  if (saved.kind === 'refused') return isChanged(saved) ? { kind: 'busy' } : saved;
  return { kind: 'reversed', row: { ...row, state: 'reversed', openUntil } };
}

/**
 * The key that may make the one document of a name, such as a tax id in a legal entity: whoever came first.
 *
 * The name is the external id of a row of its own, so that the platform lets one through. Nothing when the row is there
 * and cannot be seen yet.
 */
export function reserve(erp: Erp, name: string, key: string): { readonly holder: string | undefined } | VendorRefusal {
  const values = { externalid: name, [field('state')]: 'reserved', [field('holder')]: key };
  const saved = erp.create(ledgerType, values);
  if (saved.kind === 'saved') return { holder: key };
  if (!isDuplicate(saved)) return saved;
  const [row] = erp.rows(`select ${field('holder')} as holder from ${ledgerType} where externalid = ?`, [name]);
  return { holder: textOf(row?.['holder']) };
}

function reverseNothing(erp: Erp, key: string): Reversal {
  const values = { externalid: key, [field('state')]: 'reversed', [field('revision')]: 0, [field('fence')]: 0 };
  const saved = erp.create(ledgerType, { ...values, [field('started')]: erp.now() });
  if (saved.kind === 'refused') return isDuplicate(saved) ? { kind: 'busy' } : saved;
  return { kind: 'reversed', row: { id: saved.id, key, state: 'reversed', revision: 0, fence: 0 } };
}

function claimValues(erp: Erp, item: Item): Values {
  return {
    [field('state')]: 'claimed',
    [field('revision')]: item.revision,
    [field('fence')]: item.fence,
    [field('started')]: erp.now(),
  };
}

function postedValues(item: Item, document: Document | undefined): Values {
  return {
    [field('state')]: 'posted',
    [field('revision')]: item.revision,
    [field('fence')]: item.fence,
    ...(document === undefined ? {} : documentValues(document)),
  };
}

function documentValues(document: Document): Values {
  return {
    [field('doctype')]: document.type,
    [field('docid')]: document.id,
    [field('docnumber')]: (document.number ?? '').slice(0, 100),
    [field('adopted')]: document.adopted,
    [field('print')]: document.print ?? '',
  };
}

function openedRow(opened: OpenRecord, key: string): LedgerRow {
  return rowOf(opened.id, key, (name) => opened.read(name));
}

function rowOf(id: string, key: string, read: (name: string) => Row[string]): LedgerRow {
  const docId = textOf(read(field('docid')));
  const type = documentTypeNamed(textOf(read(field('doctype'))));
  const number = textOf(read(field('docnumber')));
  const document =
    docId === undefined || type === undefined
      ? undefined
      : { type, id: docId, number, adopted: isTicked(read(field('adopted'))), print: textOf(read(field('print'))) };
  const [revision, fence] = [countOf(read(field('revision'))), countOf(read(field('fence')))];
  return {
    id,
    key,
    state: stateOf(textOf(read(field('state')))),
    revision,
    fence,
    document,
    openUntil: instantOf(read(field('openuntil'))),
  };
}

/** A state we do not know is treated as a claim: it is looked at again, and never counts as posted. */
function stateOf(text: string | undefined): LedgerRow['state'] {
  return text === 'posted' || text === 'reversed' || text === 'refused' ? text : 'claimed';
}
