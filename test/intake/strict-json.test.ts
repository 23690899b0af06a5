import { describe, expect, it } from 'vitest';

import { readStrictJson } from '#intake/strict-json.ts';

const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe('strict JSON', () => {
  it.each([
    ['malformed', '{"a":', 'json.malformed', ''],
    ['a trailing comma', '[1,]', 'json.malformed', ''],
    ['a byte-order mark', '\uFEFF{}', 'json.malformed', ''],
    ['NaN', '[NaN]', 'json.malformed', ''],
    ['duplicate names', '{"a":{"b":1,"c":[1],"b":2}}', 'json.duplicate-name', '/a/b'],
    ['duplicate names, one escaped', '{"a":1,"\\u0061":2}', 'json.duplicate-name', '/a'],
    ['__proto__', '{"x":[{"__proto__":1}]}', 'json.forbidden-name', '/x/0/__proto__'],
    ['33 levels', deep(33), 'json.too-deep', '/0'.repeat(32)],
    ['U+0000', '{"a":["ok","\\u0000"]}', 'json.null-character', '/a/1'],
    ['a lone surrogate', '{"a/b":"\\ud800"}', 'json.lone-surrogate', '/a~1b'],
    ['1e400', '{"n":1e400}', 'json.number-out-of-range', '/n'],
    ['a whole number that a double rounds', '{"n":9007199254740993}', 'json.number-out-of-range', '/n'],
    ['a long text', JSON.stringify({ t: 'x'.repeat(65_537) }), 'json.text-too-long', '/t'],
  ])('refuses %s', (_name, text, code, pointer) => {
    expect(readStrictJson(text)).toEqual({ ok: false, fault: { code, pointer, text: expect.any(String) } });
  });

  it.each([
    ['32 levels', deep(32)],
    ['the same name in two objects', '[{"a":1},{"a":1}]'],
    ['a paired surrogate', '"\\ud83d\\ude00"'],
    ['numbers', '[0,-1.5,1e10,9007199254740991]'],
    ['names that look like text', '{"{[,":"}],"}'],
  ])('reads %s', (_name, text) => {
    expect(readStrictJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
  });
});
