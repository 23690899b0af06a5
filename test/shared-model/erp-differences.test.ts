import { erpDifferences } from 'shared-model/rules/erp-differences.ts';
import { expect, test } from 'vitest';

const wanted = { name: 'Store platform', startOn: '2026-12-01', endOn: '2027-06-30', amount: '505600.00' };
const same = { ...wanted, amount: '505600' };
const long = 'Müller und Söhne Maschinenfabrik Gesellschaft mit beschränkter Haftung, process mining for all plants';

/** The record, then the fields that stand otherwise. */
const cases: readonly (readonly [what: string, fields: Record<string, string>, differs: readonly string[]])[] = [
  ['as it was written', same, []],
  ['with another name', { ...same, name: 'Store' }, ['name']],
  ['with another end', { ...same, endOn: '2027-07-31' }, ['endOn']],
  ['with no end', { ...same, endOn: '' }, ['endOn']],
  ['with another value', { ...same, amount: '505600.01' }, ['amount']],
  ['with another status, which finance owns', { ...same, status: '4' }, []],
  ['of which only a part was read', { name: 'Store platform' }, []],
];

test.each(cases)('a project %s', (_what, fields, differs) => {
  const found = erpDifferences({ type: 'job', fields, wanted });
  expect(found.map(({ field }) => field)).toEqual(differs);
});

test('a name that was too long is the same when it was cut', () => {
  const of = (name: string) => erpDifferences({ type: 'job', fields: { name }, wanted: { name: long } });
  expect(of(long.slice(0, long.lastIndexOf(' ', 83)))).toEqual([]);
  expect(of('Müller')).toHaveLength(1);
});

test('finance owns every field of a customer, and nothing is said of what we never wrote', () => {
  expect(erpDifferences({ type: 'customer', fields: { name: 'X' }, wanted })).toEqual([]);
  expect(erpDifferences({ type: 'job', fields: { name: 'X' }, wanted: undefined })).toEqual([]);
});
