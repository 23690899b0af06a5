import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { callOf, fixtureProject, ids, openRoom, role } from './room.ts';
import type { Room } from './room.ts';

let room: Room;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tl-host-'));
  await cp(fixtureProject, folder, { recursive: true });
  room = await openRoom({ projectFolder: folder });
});
afterAll(async () => {
  await room.host.close();
  await rm(folder, { recursive: true });
});

const brokenFile = 'FileCabinet/SuiteApps/com.example.fixture/broken.restlet.js';
const header = '/**\n * @NApiVersion 2.1\n * @NScriptType Restlet\n */\n';

describe('a script file is refused as at upload', () => {
  const files: Readonly<Record<string, [string, string]>> = {
    'without a header': ['define([], () => ({ post: () => 1 }));', 'INVALID_API_VERSION'],
    'for another API version': [
      `${header.replace('2.1', '2.0')}define([], () => ({ post: () => 1 }));`,
      'INVALID_API_VERSION',
    ],
    'without a script type': ['/** @NApiVersion 2.1 */ define([], () => ({}));', 'MISSING_SCRIPT_TYPE'],
    'of another script type': [`${header.replace('Restlet', 'Suitelet')}define([], () => ({}));`, 'WRONG_SCRIPT_TYPE'],
    'with two define calls': [`${header}define([], () => ({})); define([], () => ({}));`, 'MULTIPLE_DEFINE_CALLS'],
    'with a foreign entry point': [`${header}define([], () => ({ onRequest: () => 1 }));`, 'WRONG_SCRIPT_TYPE'],
    'without an entry point': [`${header}define([], () => ({}));`, 'SCRIPT_TYPE_NOT_IMPLEMENTED'],
    'that does not parse': [`${header}define([], () => {`, 'FAIL_TO_EVALUATE_SCRIPT_1'],
    'that needs an unknown module': [
      `${header}define(['N/nothing'], () => ({ post: () => 1 }));`,
      'MODULE_DOES_NOT_EXIST',
    ],
    'that calls a module while it is defined': [
      `${header}define(['N/runtime'], (runtime) => { runtime.getCurrentScript(); return { post: () => 1 }; });`,
      'SUITESCRIPT_API_UNAVAILABLE_IN_DEFINE',
    ],
    'that answers later': [`${header}define([], () => ({ post: async () => 1 }));`, 'UNEXPECTED_ERROR'],
    'that logs while it is defined': [
      `${header}define([], () => { log.debug('x'); return { post: () => 1 }; });`,
      'SUITESCRIPT_API_UNAVAILABLE_IN_DEFINE',
    ],
  };
  test.each(Object.entries(files))('%s', async (_name, [source, code]) => {
    await writeFile(join(folder, brokenFile), source);
    const result = await room.host.runRestlet(callOf('broken', {}));
    expect(result).toMatchObject({ status: 400, body: { error: { code } } });
  });
});

test('a realm has ECMAScript and nothing else', async () => {
  const [outside, evaluated, caught] = await room.attempt({ act: 'outside' }, { act: 'evaluate' }, { act: 'isError' });
  expect(outside?.gave).toEqual([]);
  expect(evaluated?.threw).toBe('EvalError');
  // Errors of the platform are Errors of the script's own realm.
  expect(caught?.gave).toEqual([true, 'error.SuiteScriptError', 'RCRD_DSNT_EXIST']);
});

test('time is the sandbox clock, the zone is the account’s, and chance repeats', async () => {
  const steps = [{ act: 'now' }, { act: 'chance' }, { act: 'zone' }];
  const first = await room.attempt(...steps);
  const second = await room.attempt(...steps);
  expect(first).toEqual(second);
  expect(first[0]?.gave).toBe(room.clock.now());
  expect(first[2]?.gave).toEqual([
    8 * 60,
    '2026-11-01T08:00:00.000Z',
    31,
    '2026-11-02T08:00:00.000Z',
    'Mon, 02 Nov 2026 09:00:00 GMT',
  ]);
});

test('an execution starts with nothing that another one has left', async () => {
  const left = await room.attempt({ act: 'leave' }, { act: 'leave' });
  const found = await room.attempt({ act: 'leave' });
  expect(left.map(({ gave }) => gave)).toEqual([1, 2]);
  expect(found.map(({ gave }) => gave)).toEqual([1]);
});

describe('the answer of a RESTlet', () => {
  test('is the text of a string, or JSON', async () => {
    const call = { ...callOf('try', undefined), method: 'GET', parameters: { name: 'you' } } as const;
    expect(await room.host.runRestlet(call)).toMatchObject({ status: 200, body: 'hello you', outcome: 'returned' });
  });
  test('is the envelope for an error that nobody caught', async () => {
    const steps = [{ act: 'raise', name: 'TL_BAD_VERSION', text: 'Version 9 is not known.' }];
    const result = await room.host.runRestlet(callOf('try', { steps, uncaught: true }));
    const error = { code: 'TL_BAD_VERSION', message: 'Version 9 is not known.' };
    expect(result).toMatchObject({ status: 400, body: { error }, outcome: 'threw' });
  });
  test('is the envelope for a plain JavaScript error too', async () => {
    const result = await room.host.runRestlet(callOf('try', { steps: [{ act: 'nonsense' }], uncaught: true }));
    expect(result).toMatchObject({ status: 400, body: { error: { code: 'UNEXPECTED_ERROR' } } });
  });
  const refused: Readonly<Record<string, [Partial<ReturnType<typeof callOf>>, number, string]>> = {
    'an unknown script': [{ script: 'customscript_none' }, 404, 'SSS_INVALID_SCRIPTLET_ID'],
    'an unknown deployment': [{ deploy: 'customdeploy_none' }, 404, 'SSS_INVALID_SCRIPTLET_ID'],
    'a role outside the audience': [{ role: 'customrole_fx_stranger' }, 403, 'INSUFFICIENT_PERMISSION'],
    'a method without an entry point': [{ method: 'PUT' }, 405, 'SSS_INVALID_SCRIPTLET_METHOD'],
  };
  test.each(Object.entries(refused))('is a refusal for %s', async (_name, [more, status, code]) => {
    const result = await room.host.runRestlet(callOf('try', { steps: [] }, more));
    expect(result).toMatchObject({ status, body: { error: { code } } });
  });
});

describe('the account is what the SDF project says', () => {
  const openChanged = async (file: string, change: (xml: string) => string): Promise<Room> => {
    const path = join(folder, 'Objects', file);
    const before = await readFile(path, 'utf8');
    await writeFile(path, change(before));
    const opened = await openRoom({ projectFolder: folder });
    await writeFile(path, before);
    return opened;
  };
  const save = {
    act: 'create',
    type: 'customrecord_fx_ledger',
    values: { custrecord_fx_state: 'a', custrecord_fx_revision: 1 },
  };

  test('a field that is removed makes saves and queries fail', async () => {
    const changed = await openChanged('customrecord_fx_ledger.xml', (xml) =>
      xml.replaceAll('custrecord_fx_revision', 'custrecord_fx_other'),
    );
    const sql = 'SELECT custrecord_fx_revision FROM customrecord_fx_ledger ORDER BY id';
    const [saved, queried] = await changed.attempt(save, { act: 'query', sql, params: [] });
    expect([saved?.threw, queried?.threw]).toEqual(['SSS_INVALID_FIELD_ID', 'SSS_SEARCH_ERROR_OCCURRED']);
    await changed.host.close();
  });

  test('a permission that is removed from the role makes saves and queries fail', async () => {
    const changed = await openChanged('customrole_fx_integration.xml', (xml) => xml.replace('LIST_JOB', 'LIST_VENDOR'));
    const values = { companyname: 'Fit-out', parent: ids.halden };
    const sql = 'SELECT id FROM job ORDER BY id';
    const [saved, queried] = await changed.attempt(
      { act: 'create', type: 'job', values },
      { act: 'query', sql, params: [] },
    );
    expect([saved?.threw, queried?.threw]).toEqual(['INSUFFICIENT_PERMISSION', 'SSS_SEARCH_ERROR_OCCURRED']);
    await changed.host.close();
  });

  test('a role without SuiteAnalytics may not query at all', async () => {
    const changed = await openChanged('customrole_fx_integration.xml', (xml) =>
      xml.replace('REPO_ANALYTICS', 'LIST_VENDOR'),
    );
    const [queried] = await changed.attempt({ act: 'query', sql: 'SELECT id FROM job ORDER BY id', params: [] });
    expect(queried?.threw).toBe('INSUFFICIENT_PERMISSION');
    await changed.host.close();
  });

  test('a deployment that is not released does not run', async () => {
    const changed = await openChanged('customscript_fx_try.xml', (xml) => xml.replace('RELEASED', 'TESTING'));
    expect(await changed.host.runRestlet(callOf('try', { steps: [] }))).toMatchObject({
      status: 404,
      outcome: 'refused',
    });
    await changed.host.close();
  });
});

test('the script knows where it runs', async () => {
  const [who, units] = await room.attempt({ act: 'whoami' }, { act: 'units' });
  expect([who?.gave, units?.gave]).toEqual([role, 5000]);
});
