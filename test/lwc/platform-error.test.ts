import { isTaken, platformErrorOf } from 'salesforce-ext/force-app/main/default/lwc/handoffModel/platformError.ts';
import { expect, test } from 'vitest';

const inRecordError = {
  status: 400,
  body: {
    message: 'An error occurred.',
    output: { errors: [{ errorCode: 'DUPLICATE_VALUE', message: 'duplicate value found' }] },
  },
};

test.each([
  ['a record error of the UI API', inRecordError, 'DUPLICATE_VALUE', 'duplicate value found'],
  [
    'a list of errors',
    { status: 400, body: [{ errorCode: 'X', message: 'Amount is required' }] },
    'X',
    'Amount is required',
  ],
  [
    'no permission',
    { status: 403, body: [{ errorCode: 'INSUFFICIENT_ACCESS', message: 'access denied' }] },
    'INSUFFICIENT_ACCESS',
    'Throughline Sales Operations',
  ],
  ['no answer', new TypeError('Failed to fetch'), 'UNKNOWN', 'Salesforce did not answer.'],
])('reads %s', (_name, error, code, text) => {
  const said = platformErrorOf(error, 'ask');
  expect(said.code).toBe(code);
  expect(said.text).toContain(text);
});

test('only a taken key joins the click to an earlier request', () => {
  expect(isTaken(platformErrorOf(inRecordError, 'ask'))).toBe(true);
  expect(isTaken(platformErrorOf(new TypeError('Failed to fetch'), 'ask'))).toBe(false);
});
