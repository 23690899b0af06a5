import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { sha256Hex } from 'shared-model/hash.ts';
import { expect, test } from 'vitest';

test('a hash is the same as the one of every other runtime, whatever the text', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\ud800', 'ü', '\u{1f3e2}')) }),
      (text) => {
        expect(sha256Hex(text)).toBe(createHash('sha256').update(new TextEncoder().encode(text)).digest('hex'));
      },
    ),
  );
});
