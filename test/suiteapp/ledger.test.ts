import { expect, test } from 'vitest';
import { judge, type LedgerRow, type Verdict } from '#lib/ledger.ts';

type Standing = { state: LedgerRow['state']; revision: number; fence: number } | 'no row';

/** What the ledger says of an item with revision 5 and fence 5. */
const table: readonly { row: Standing; verdict: Verdict; because: string }[] = [
  { row: 'no row', verdict: 'absent', because: 'nothing was claimed yet' },
  { row: { state: 'posted', revision: 5, fence: 5 }, verdict: 'duplicate', because: 'this revision is posted' },
  { row: { state: 'posted', revision: 5, fence: 9 }, verdict: 'duplicate', because: 'posted wins over a higher fence' },
  { row: { state: 'posted', revision: 6, fence: 1 }, verdict: 'superseded', because: 'a newer revision is posted' },
  { row: { state: 'posted', revision: 4, fence: 6 }, verdict: 'stale', because: 'a newer attempt raised the fence' },
  {
    row: { state: 'posted', revision: 4, fence: 5 },
    verdict: 'revised',
    because: 'the posted document is of an older revision',
  },
  {
    row: { state: 'claimed', revision: 6, fence: 5 },
    verdict: 'superseded',
    because: 'a newer revision is being written',
  },
  { row: { state: 'claimed', revision: 5, fence: 6 }, verdict: 'stale', because: 'a newer attempt holds the claim' },
  {
    row: { state: 'claimed', revision: 5, fence: 5 },
    verdict: 'claimed',
    because: 'our own claim, perhaps of a dead execution',
  },
  { row: { state: 'claimed', revision: 3, fence: 2 }, verdict: 'claimed', because: 'an older claim is taken over' },
  {
    row: { state: 'reversed', revision: 5, fence: 5 },
    verdict: 'reversed',
    because: 'undone: a late original is refused',
  },
  { row: { state: 'reversed', revision: 1, fence: 1 }, verdict: 'reversed', because: 'undone: whatever its revision' },
];

test.each(table)('$verdict, since $because', ({ row, verdict }) => {
  const known = row === 'no row' ? undefined : { id: '1', key: 'key', ...row };
  expect(judge(known, { revision: 5, fence: 5 })).toBe(verdict);
});
