import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { checkScript } from '../build/netsuite-loader.ts';
import { buildSuiteApp } from '../build/netsuite.ts';

test('every script builds to one file that the loader takes', { timeout: 60_000 }, async () => {
  const built = await buildSuiteApp();
  const kinds = ['Suitelet', 'Restlet', 'Suitelet', 'UserEventScript', 'UserEventScript', 'Suitelet'];
  expect(built.map(({ kind }) => kind)).toEqual(kinds);
  for (const { file } of built) expect((await readFile(file, 'utf8')).startsWith('/**')).toBe(true);
});

const header = '/**\n * @NApiVersion 2.1\n * @NScriptType Restlet\n * @NModuleScope SameAccount\n */\n';

/** A script that NetSuite would refuse each, and the check that must fire. */
const refused: readonly { what: string; source: string; says: RegExp }[] = [
  { what: 'no header', source: 'define([], () => ({ post() {} }));', says: /JSDoc/ },
  {
    what: 'the old API version',
    source: `${header.replace('2.1', '2.0')}define([], () => ({ post() {} }));`,
    says: /INVALID_API_VERSION/,
  },
  {
    what: 'two script types',
    source: `${header.replace(' */', ' * @NScriptType Suitelet\n */')}define([], () => ({ post() {} }));`,
    says: /MISSING_SCRIPT_TYPE/,
  },
  {
    what: 'no module scope',
    source: `${header.replace('@NModuleScope SameAccount', '')}define([], () => ({ post() {} }));`,
    says: /@NModuleScope/,
  },
  {
    what: 'a second define',
    source: `${header}define([], () => ({ post() {} }));define([], () => ({}));`,
    says: /MULTIPLE_DEFINE_CALLS/,
  },
  {
    what: 'code out of a text',
    source: `${header}define([], () => ({ post() { return new Function('1'); } }));`,
    says: /new Function/,
  },
  {
    what: 'a name that only Node has',
    source: `${header}define([], () => ({ post() { return process.env; } }));`,
    says: /uses process/,
  },
  {
    what: 'a name that only a browser has',
    source: `${header}define([], () => ({ post: () => new URL('x') }));`,
    says: /uses URL/,
  },
  {
    what: 'an unknown module',
    source: `${header}define(['N/magic'], () => ({ post() {} }));`,
    says: /depends on N\/magic/,
  },
  {
    what: 'an entry point of another kind',
    source: `${header}define([], () => ({ beforeLoad() {} }));`,
    says: /WRONG_SCRIPT_TYPE/,
  },
  { what: 'no entry point', source: `${header}define([], () => ({}));`, says: /at least|must implement one/ },
  {
    what: 'an N call while it is defined',
    source: `${header}define(['N/runtime'], (runtime) => { runtime.getCurrentScript(); return { post() {} }; });`,
    says: /UNAVAILABLE_IN_DEFINE/,
  },
  {
    what: 'a bundle over its budget',
    source: `${header}define([], () => ({ post() { return '${'x'.repeat(250_000)}'; } }));`,
    says: /more than the 250000/,
  },
];

describe('the build refuses a script with', () => {
  test.each(refused)('$what', ({ source, says }) => {
    expect(() => checkScript('some.js', source)).toThrow(says);
  });

  test('nothing wrong: it passes', () => {
    expect(
      checkScript('some.js', `${header}define([], () => ({ post({ a, b: [c] }) { return a ?? c; } }));`).kind,
    ).toBe('Restlet');
  });
});
