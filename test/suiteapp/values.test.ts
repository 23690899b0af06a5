import { describe, expect, test } from 'vitest';
import { shortenName } from '#lib/names.ts';
import { refusalOf, replyTo } from '#lib/refusals.ts';
import { dayValue, hoursText } from '#lib/values.ts';

describe('planned work is told to NetSuite in hours', () => {
  const table: readonly [minutes: number, hours: string][] = [
    [0, '0'],
    [1, '0.0167'],
    [15, '0.25'],
    [20, '0.3333'],
    [90, '1.5'],
    [19_200, '320'],
    [57_601, '960.0167'],
    [120_000_000, '2000000'],
  ];
  test.each(table)('%i minutes are %s hours', (minutes, hours) => expect(hoursText(minutes)).toBe(hours));
});

describe('a name fits into 83 code units', () => {
  const long = 'Halden Retail and Wholesale Distribution Partnership of the Northern and Southern Counties Limited';
  const table: readonly { what: string; name: string; short: string }[] = [
    { what: 'a short one stays', name: ' Halden Retail ', short: 'Halden Retail' },
    { what: 'one of 83 stays', name: 'a'.repeat(83), short: 'a'.repeat(83) },
    {
      what: 'a long one ends on a word',
      name: long,
      short: 'Halden Retail and Wholesale Distribution Partnership of the Northern and Southern',
    },
    { what: 'one without spaces is cut', name: 'a'.repeat(90), short: 'a'.repeat(83) },
    { what: 'no character is halved', name: `${'a'.repeat(82)}\u{1f3e2}b`, short: 'a'.repeat(82) },
  ];
  test.each(table)('$what', ({ name, short }) => {
    expect(shortenName(name)).toBe(short);
    expect(shortenName(name).length).toBeLessThanOrEqual(83);
  });
});

test('a day stays the same day at noon of the account', () => {
  const day = dayValue('2026-03-01');
  expect([day.getFullYear(), day.getMonth() + 1, day.getDate(), day.getHours()]).toEqual([2026, 3, 1, 12]);
});

describe('what NetSuite refuses becomes an answer with a fault', () => {
  const table: readonly { name: string; message: string; answer: string; code: string; text?: string }[] = [
    { name: 'RCRD_HAS_BEEN_CHANGED', message: 'Record has been changed', answer: 'busy', code: 'erp.record-changed' },
    {
      name: 'SSS_USAGE_LIMIT_EXCEEDED',
      message: 'Script Execution Usage Limit Exceeded',
      answer: 'deferred',
      code: 'erp.busy',
    },
    { name: 'DUP_RCRD', message: 'This record already exists', answer: 'rejected', code: 'erp.not-visible' },
    {
      name: 'INSUFFICIENT_PERMISSION',
      message: 'You need the Jobs permission',
      answer: 'rejected',
      code: 'erp.permission-missing',
    },
    {
      name: 'USER_ERROR',
      message: 'Please enter value(s) for: Project Expense Type, Job Rate 912.34',
      answer: 'rejected',
      code: 'erp.field-missing',
      text: 'Missing: Project Expense Type, Job Rate.',
    },
    { name: 'USER_ERROR', message: 'The rate of 912.34 is too high', answer: 'rejected', code: 'erp.refused' },
    { name: 'NOBODY_KNOWS_THIS', message: 'cost 912.34', answer: 'rejected', code: 'erp.refused' },
  ];
  test.each(table)('$name: $answer, $code', ({ name, message, answer, code, text }) => {
    const refusal = refusalOf({ name, message });
    const reply = replyTo(refusal ?? { kind: 'refused', code: 'not recognised', text: '' });
    expect(reply).toMatchObject({ answer, fault: { code } });
    expect(reply.fault.text).toContain(text ?? name);
    expect(JSON.stringify(reply)).not.toContain('912');
  });

  test('a bug of ours is no refusal', () => expect(refusalOf(new TypeError('x is undefined'))).toBeUndefined());
});
