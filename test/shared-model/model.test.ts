import fc from 'fast-check';
import { canonicalJson } from 'shared-model/canonical-json.ts';
import {
  addDecimals,
  compareDecimals,
  formatDecimal,
  hoursFromMinutes,
  isDecimal,
  sumDecimals,
} from 'shared-model/decimal.ts';
import { base32, sha256Hex } from 'shared-model/hash.ts';
import {
  commandIdOf,
  EngagementId,
  engagementIdOf,
  pairingIdOf,
  runIdOf,
  SalesforceId,
  salesforceId18,
} from 'shared-model/ids.ts';
import {
  activationKey,
  budgetKey,
  checkKey,
  customerKey,
  longestKey,
  projectKey,
  ruleKey,
  stepOfKey,
  taskKey,
  undoKey,
} from 'shared-model/keys.ts';
import { DateOnly, Instant } from 'shared-model/primitives.ts';
import { describe, expect, it } from 'vitest';

import { d1, d1Envelope, d1Text } from './golden.ts';

const decimals = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 6 }))
  .map(([units, places]) => ({ units, places, text: written(units, places) }));

function written(units: bigint, places: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const split = digits.length - places;
  return (units < 0n ? '-' : '') + (places === 0 ? digits : `${digits.slice(0, split)}.${digits.slice(split)}`);
}

describe('a decimal', () => {
  it('adds exactly, in any order', () => {
    fc.assert(
      fc.property(decimals, decimals, (left, right) => {
        const wide = (side: { units: bigint; places: number }) => side.units * 10n ** BigInt(6 - side.places);
        const sum = addDecimals(left.text, right.text);
        expect(compareDecimals(sum, written(wide(left) + wide(right), 6))).toBe(0);
        expect(compareDecimals(sum, addDecimals(right.text, left.text))).toBe(0);
      }),
    );
  });

  it('compares like its value, and padding changes nothing', () => {
    fc.assert(
      fc.property(decimals, (decimal) => {
        expect(compareDecimals(decimal.text, formatDecimal(decimal.text, 8))).toBe(0);
        expect(isDecimal(formatDecimal(decimal.text, 8))).toBe(true);
      }),
    );
  });

  it.each([
    ['sum of ten cents', sumDecimals(Array.from({ length: 10 }, () => '0.1')), '1.0'],
    ['empty sum', sumDecimals([]), '0'],
    ['twenty minutes', hoursFromMinutes(20), '0.3333'],
    ['320 hours', hoursFromMinutes(19200), '320'],
    ['ninety minutes', hoursFromMinutes(90), '1.5'],
  ])('%s', (_name, found, wanted) => {
    expect(found).toBe(wanted);
  });

  it.each(['1e3', '+1', ' 1', '1.', '.5', '', '1,5', '0x1'])('refuses %j', (text) => {
    expect(isDecimal(text)).toBe(false);
  });
});

describe('ids and keys', () => {
  it.each([
    ['001xx0000004GxD', 'AAU'],
    ['750R0000000zxr8', 'IAA'],
    ['001ZM000001n4n5', 'YAA'],
    ['005ZM000000Q6ip', 'YAC'],
    ['003RO0000035WQg', 'YAM'],
    ['005R0000000UyrW', 'IAS'],
    ['000000000000000', 'AAA'],
  ])('completes Salesforce id %s', (id, suffix) => {
    expect(salesforceId18(id)).toBe(id + suffix);
    expect(SalesforceId.safeParse(id).success).toBe(false);
    expect(SalesforceId.safeParse(id + suffix).success).toBe(true);
  });

  it('refuses a Salesforce id with a wrong suffix', () => {
    expect(salesforceId18('001900K0001pPuOAAU')).toBeUndefined();
  });

  it('computes an engagement id from the source alone', () => {
    const id = engagementIdOf('00D000000000001EAA', '006000000000001AAA');
    expect(EngagementId.parse(id)).toBe(id);
    expect(engagementIdOf('00D000000000001EAA', '006000000000002AAA')).not.toBe(id);
    expect(runIdOf(id, 1)).not.toBe(runIdOf(id, 2));
    expect(commandIdOf('a', 1)).not.toBe(commandIdOf('a', 2));
  });

  it('keeps the longest key within NetSuite’s external id', () => {
    const pairing = pairingIdOf('00D000000000001EAA', 'TSTDRV0001');
    const parts = { pairing, opportunityId: '006000000000001AAA', legalEntity: 'E'.repeat(20), generation: 999 };
    const keys = [checkKey(parts), projectKey(parts), activationKey(parts), taskKey(parts, 'P'.repeat(20))];
    for (const key of keys) expect(key.length).toBeLessThanOrEqual(longestKey);
    expect(keys.map(stepOfKey)).toEqual(['check', 'project', 'activation', 'task']);
    const made = [projectKey(parts), taskKey(parts, 'P'.repeat(20)), budgetKey(parts), ruleKey(parts, 'P'.repeat(20))];
    const undone = made.map(undoKey);
    for (const key of undone) expect(key.length).toBeLessThanOrEqual(longestKey);
    expect(new Set(undone).size).toBe(made.length);
    expect(undone.map(stepOfKey)).toEqual(['undo', 'undo', 'undo', 'undo']);
    expect(customerKey({ pairing, accountId: '001000000000001AAA', legalEntity: 'CV-US' })).not.toMatch(/:g\d/);
    expect(stepOfKey('tl1:else')).toBeUndefined();
  });

  it('undoes under a key that names what is undone, and never a customer', () => {
    const pairing = pairingIdOf('00D000000000001EAA', 'TSTDRV0001');
    const parts = { pairing, opportunityId: '006000000000001AAA', legalEntity: 'CV-US', generation: 2 };
    expect(undoKey(projectKey(parts))).toMatch(/:CV-US:undo:project:g2$/);
    expect(undoKey(taskKey(parts, 'EM'))).toMatch(/:CV-US:undo:task-EM:g2$/);
    expect(() => undoKey(customerKey({ pairing, accountId: '001000000000001AAA', legalEntity: 'CV-US' }))).toThrow(
      'nothing of a generation',
    );
  });

  it('writes base32 by Crockford and refuses too few bytes', () => {
    expect(base32(new Uint8Array([0xff, 0xc0]), 3)).toBe('zz0');
    expect(() => base32(new Uint8Array([1]), 3)).toThrow('too few');
    expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });
});

describe('the model', () => {
  it('reads the golden payload of D1 and writes it back unchanged', () => {
    const again = { ...d1Envelope, data: d1 };
    expect(JSON.parse(d1Text)).toEqual(again);
    const key = canonicalJson({ b: 1, a: ['x', null] });
    expect(key).toBe('{"a":["x",null],"b":1}');
  });

  it.each([
    ['2026-02-29', false],
    ['2028-02-29', true],
    ['2026-13-01', false],
    ['2026-11-21T00:00:00Z', false],
  ])('knows whether %s is a day', (text, isDay) => {
    expect(DateOnly.safeParse(text).success).toBe(isDay);
  });

  it.each([
    ['2026-11-21T14:02:09Z', true],
    ['2026-11-21T14:02:09.120Z', true],
    ['2026-11-21T14:02:09+01:00', false],
    ['2026-11-21T24:00:00Z', false],
  ])('knows whether %s is an instant', (text, isInstant) => {
    expect(Instant.safeParse(text).success).toBe(isInstant);
  });
});
