import { expect, test } from 'vitest';

import { evaluate } from '../sandbox/salesforce/formula/evaluate.ts';
import { parseFormula } from '../sandbox/salesforce/formula/parse.ts';
import type { Value } from '../sandbox/salesforce/records/record.ts';

const now: Record<string, Value> = { Size: 5, Name: 'new', Live: true, Id: '001xx0000004GxD' };
const before: Record<string, Value> = { Size: 4, Name: 'old', Live: true };

function compute(text: string, isNew = false): Value | undefined {
  return evaluate(parseFormula(text), {
    isNew,
    read: (path) => now[path.join('.')],
    readPrior: (path) => before[path.join('.')],
  });
}

const results: Record<string, Value | undefined> = {
  'AND(Live, Size > 4)': true,
  'OR(Size > 5, Name = "new")': true,
  'NOT(Live) || Size >= 5 && Size <= 5': true,
  '!Live': false,
  'IF(Size <> 5, "a", "b")': 'b',
  'ISCHANGED(Size)': true,
  'ISCHANGED(Live)': false,
  'PRIORVALUE(Name) & ":" & TEXT(Size - 1)': 'old:4',
  'ISBLANK(Gone)': true,
  'BLANKVALUE(Gone, 1)': 1,
  'BLANKVALUE(Size, 1)': 5,
  'ISPICKVAL(Name, "new")': true,
  'CASESAFEID(Id)': '001xx0000004GxDAAU',
  'LEN(Name) + 2 - (1 + 1)': 3,
  '{!Size} = 5': true,
  "Name != 'it\\'s'": true,
  // A comparison with a blank is never true, whichever way round.
  'Size > Gone': false,
  'Gone < Size': false,
  'Gone = NULL': true,
  'Gone <> Size': true,
  'Gone + 1': undefined,
};

test.each(Object.entries(results))('%s', (text, result) => {
  expect(compute(text)).toBe(result);
});

test('a new row has changed nothing', () => {
  expect([compute('ISNEW()', true), compute('ISCHANGED(Size)', true)]).toEqual([true, false]);
});
