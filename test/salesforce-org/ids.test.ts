import { expect, test } from 'vitest';

import { makeRecordId, recordId18 } from '../sandbox/salesforce/records/ids.ts';

const suffixes: Record<string, string> = {
  '001xx0000004GxD': 'AAU',
  '750R0000000zxr8': 'IAA',
  '001ZM000001n4n5': 'YAA',
  '005ZM000000Q6ip': 'YAC',
  '003RO0000035WQg': 'YAM',
  '005R0000000UyrW': 'IAS',
  '000000000000000': 'AAA',
};

test.each(Object.entries(suffixes))('%s ends in %s', (id, suffix) => {
  expect(recordId18(id)).toBe(id + suffix);
  expect(recordId18(id + suffix)).toBe(id + suffix);
});

test('an id with a wrong suffix, length or letter is none', () => {
  expect(['001900K0001pPuOAAU', '001xx0000004Gx', '001xx0000004Gx-'].map((id) => recordId18(id))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('ids of one object grow, and differ after a reset', () => {
  expect([makeRecordId('006', 0, 1), makeRecordId('006', 0, 63), makeRecordId('006', 1, 1)]).toEqual([
    '006000000000001AAA',
    '006000000000011AAA',
    '006000001000001AAA',
  ]);
});
