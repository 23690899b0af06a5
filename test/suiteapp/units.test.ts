import { expect, test } from 'vitest';
import type { Erp } from '#lib/erp.ts';
import { postItems } from '#lib/post.ts';
import { activationItem, pairing, sampleDeal } from './items.ts';

/** An account with nothing in it, whose units run out after some items. */
function emptyAccount(unitsByItem: readonly number[]): Erp {
  const units = unitsByItem.values();
  return {
    rows: () => [],
    create: () => ({ kind: 'refused', code: 'FEATURE_DISABLED', text: '' }),
    open: () => ({ kind: 'refused', code: 'RCRD_DSNT_EXIST', text: '' }),
    remove: () => ({ kind: 'refused', code: 'RCRD_DSNT_EXIST', text: '' }),
    unitsLeft: () => units.next().value ?? 0,
    now: () => new Date(0),
  };
}

test('what is left when units run low waits for the next call', () => {
  const items = [1, 2, 3].map((number) => activationItem(sampleDeal(number)));
  const answers = postItems(emptyAccount([500, 499, 10]), pairing, items);
  expect(answers).toMatchObject([
    { answer: 'deferred', fault: { code: 'erp.parent-not-posted' } },
    { answer: 'deferred' },
    { answer: 'deferred' },
  ]);
  expect(answers.slice(1).map(({ fault }) => fault)).toEqual([undefined, undefined]);
});
