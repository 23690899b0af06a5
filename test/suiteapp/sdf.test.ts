import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { lintProject, readProject, type SdfFile } from './sdf-lint.ts';

const suiteApp = fileURLToPath(new URL('../../netsuite-suiteapp', import.meta.url));
const files = await readProject(`${suiteApp}/src`);
const scripts = (await readdir(`${suiteApp}/scripts`)).map((name) => name.replace(/\.ts$/, '.js'));

test('the SDF project is one that an account would take', () => {
  expect(lintProject(files, scripts)).toEqual([]);
});

/** A broken project each, and the sentence that must come of it. */
const broken: readonly { what: string; file: string; from: string; to: string; says: RegExp }[] = [
  {
    what: 'a script file that is not built',
    file: 'customscript_tl_bridge',
    from: 'bridge.restlet.js',
    to: 'gone.js',
    says: /no script is built as gone\.js/,
  },
  {
    what: 'a reference to no object',
    file: 'customrecord_tl_link',
    from: '[scriptid=custtab_tl_sync]',
    to: '[scriptid=custtab_tl_gone]',
    says: /nothing is called custtab_tl_gone/,
  },
  {
    what: 'an id that is too long',
    file: 'custentity_tl_origin',
    from: 'custentity_tl_origin',
    to: `custentity_tl_${'o'.repeat(30)}`,
    says: /is no id of entitycustomfield/,
  },
  {
    what: 'a field without a label',
    file: 'custevent_tl_sowline',
    from: '<label>SOW line</label>',
    to: '',
    says: /has no label/,
  },
  {
    what: 'a word that is not on the platform list',
    file: 'customrecord_tl_posting',
    from: 'DATETIMETZ',
    to: 'DATETIME',
    says: /fieldtype may not be DATETIME/,
  },
  {
    what: 'a RESTlet that every role may call',
    file: 'customscript_tl_bridge',
    from: '<allroles>F',
    to: '<allroles>T',
    says: /allroles may not be T/,
  },
  {
    what: 'a role with more than the flows need',
    file: 'customrole_tl_integration',
    from: '<permkey>LIST_SUBSIDIARY',
    to: '<permkey>LIST_EMPLOYEE',
    says: /LIST_EMPLOYEE VIEW is not what the flows need/,
  },
  {
    what: 'a role that lost a permission of its record',
    file: 'customrecord_tl_posting',
    from: '<permittedlevel>EDIT',
    to: '<permittedlevel>VIEW',
    says: /customrecord_tl_posting\] EDIT is not/,
  },
  {
    what: 'a child row without its tab',
    file: 'customrecord_tl_link',
    from: '<parentsubtab>[scriptid=custtab_tl_sync]</parentsubtab>',
    to: '',
    says: /has no parentsubtab/,
  },
  {
    what: 'a manifest that leaves out a feature',
    file: 'manifest',
    from: 'ADVANCEDJOBS',
    to: 'PAYABLES',
    says: /feature ADVANCEDJOBS is missing/,
  },
];

describe('the lint says what is wrong with', () => {
  test.each(broken)('$what', ({ file, from, to, says }) => {
    const changed = files.map((one): SdfFile =>
      one.path.endsWith(`${file}.xml`) ? { ...one, text: one.text.replace(from, to) } : one,
    );
    expect(changed).not.toEqual(files);
    expect(lintProject(changed, scripts).join('\n')).toMatch(says);
  });
});
