import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { ids, openRoom } from './room.ts';
import type { Room, Step } from './room.ts';

const ledger = 'customrecord_fx_ledger';
const customer = { companyname: 'Halden Retail', subsidiary: ids.us };
const project = { companyname: 'Fit-out', parent: ids.halden };
const long = 'x'.repeat(84);

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.host.close());

describe('a save is refused as an account refuses it', () => {
  const refused: Readonly<Record<string, [Step, string, string?]>> = {
    'a mandatory field is empty': [
      { act: 'create', type: 'customer', values: { subsidiary: ids.us } },
      'USER_ERROR',
      'Please enter value(s) for: Company Name',
    ],
    'a mandatory custom field is empty': [
      { act: 'create', type: ledger, values: { custrecord_fx_revision: 1 } },
      'USER_ERROR',
      'Please enter value(s) for: State',
    ],
    'a reference points to nothing': [
      { act: 'create', type: 'customer', values: { ...customer, subsidiary: 77 } },
      'INVALID_KEY_OR_REF',
      'Invalid Field Value 77 for the following field: subsidiary',
    ],
    'a reference points to a record of another type': [
      { act: 'create', type: 'customer', values: { ...customer, parent: ids.us } },
      'INVALID_KEY_OR_REF',
    ],
    'the external id is taken': [
      { act: 'create', type: 'customer', values: { ...customer, externalid: 'halden' } },
      'DUP_RCRD',
    ],
    'the customer id is taken': [
      { act: 'create', type: 'customer', values: { ...customer, entityid: 'C-1001' } },
      'UNIQUE_CUST_ID_REQD',
    ],
    'a name is longer than 83 characters': [
      { act: 'create', type: 'job', values: { ...project, companyname: long } },
      'EXCEEDED_MAX_FIELD_LENGTH',
    ],
    'a project is not in the subsidiary of its customer': [
      { act: 'create', type: 'job', values: { ...project, subsidiary: ids.uk } },
      'INVALID_KEY_OR_REF',
    ],
    'the copy is stale (standard record)': [
      { act: 'editStale', type: 'job', id: ids.store, meanwhile: { comments: 'a' }, values: { comments: 'b' } },
      'RCRD_HAS_BEEN_CHANGED',
    ],
    'the record is gone': [{ act: 'edit', type: 'job', id: 9, values: {} }, 'RCRD_DSNT_EXIST'],
    'the record type is unknown': [{ act: 'create', type: 'timebil', values: {} }, 'INVALID_RCRD_TYPE'],
    'the field is unknown': [
      { act: 'create', type: 'customer', values: { ...customer, custentity_none: 'x' } },
      'SSS_INVALID_FIELD_ID',
    ],
    'a number is no number': [
      { act: 'create', type: ledger, values: { custrecord_fx_state: 'a', custrecord_fx_revision: 'one' } },
      'INVALID_FLD_VALUE',
    ],
    'the role may not write the record': [
      { act: 'create', type: 'subsidiary', values: { name: 'New' } },
      'INSUFFICIENT_PERMISSION',
    ],
    'the role may not read the record': [{ act: 'read', type: 'vendor', id: 1, fields: [] }, 'INSUFFICIENT_PERMISSION'],
    'the role may not delete the record': [{ act: 'remove', type: 'job', id: ids.store }, 'INSUFFICIENT_PERMISSION'],
  };
  test.each(Object.entries(refused))('%s', async (_name, [step, code, text]) => {
    const before = room.groundTruth.after(0).length;
    const [answer] = await room.attempt(step);
    expect(answer).toMatchObject({ threw: code, ...(text === undefined ? {} : { text }) });
    const commits = room.groundTruth.after(before);
    // The save that made the other copy stale is the only one that may have happened.
    expect(commits).toHaveLength(step.act === 'editStale' ? 1 : 0);
  });
});

describe('what the platform does by itself', () => {
  test('numbers customers and projects one after the other', async () => {
    const mark = room.host.mark();
    await room.attempt({ act: 'create', type: 'customer', values: customer });
    await room.attempt({ act: 'create', type: 'job', values: project });
    const numbers = room.groundTruth.after(0).slice(-2);
    expect(numbers.map(({ values }) => values['entityid'])).toEqual(['C-1002', 'P-2002']);
    mark.restore();
  });

  test('gives a project the subsidiary and the currency of its customer', () => {
    const { values, texts } = room.host.readRecord('job', ids.store) ?? {};
    expect(values).toMatchObject({ subsidiary: String(ids.us), currency: String(ids.usd), startdate: '2026-11-16' });
    expect(texts).toMatchObject({ parent: 'C-1001', subsidiary: 'Corvane Inc.', entitystatus: 'In Progress' });
  });

  test('makes a milestone of a task without estimated work', async () => {
    const task = { company: ids.store, title: 'Kick-off' };
    const [milestone, work] = await room.attempt(
      { act: 'create', type: 'projecttask', values: task },
      { act: 'create', type: 'projecttask', values: { ...task, estimatedwork: 320 } },
    );
    const read = (id: unknown) => room.host.readRecord('projecttask', String(id))?.values['ismilestone'];
    expect([read(milestone?.gave), read(work?.gave)]).toEqual([true, false]);
  });

  test('makes loaded copies of a project stale when one of its tasks is saved', async () => {
    const before = room.groundTruth.after(0).length;
    const [answer] = await room.attempt({ act: 'editAround', id: ids.store });
    expect(answer?.threw).toBe('RCRD_HAS_BEEN_CHANGED');
    expect(room.groundTruth.after(before).map(({ type }) => type)).toEqual(['projecttask']);
  });

  test('locks optimistically only where the custom record says so', async () => {
    const [locking, plain] = await room.attempt(
      { act: 'create', type: ledger, values: { custrecord_fx_state: 'claimed' } },
      { act: 'create', type: 'customrecord_fx_note', values: { name: 'one' } },
    );
    const stale = { act: 'editStale', meanwhile: {} };
    const [refused, taken] = await room.attempt(
      { ...stale, type: ledger, id: locking?.gave, values: { custrecord_fx_state: 'posted' } },
      { ...stale, type: 'customrecord_fx_note', id: plain?.gave, values: { name: 'two' } },
    );
    expect(refused?.threw).toBe('RCRD_HAS_BEEN_CHANGED');
    expect(taken?.threw).toBeUndefined();
  });

  test('refuses to delete what another record refers to, and deletes it afterwards', async () => {
    const [parent] = await room.attempt({
      act: 'create',
      type: 'projecttask',
      values: { company: ids.store, title: 'A' },
    });
    const values = { company: ids.store, title: 'B', parent: parent?.gave };
    const [child] = await room.attempt({ act: 'create', type: 'projecttask', values });
    const remove = (id: unknown): Step => ({ act: 'remove', type: 'projecttask', id });
    const [inUse, gone, free] = await room.attempt(remove(parent?.gave), remove(child?.gave), remove(parent?.gave));
    expect(inUse?.threw).toContain('DEPENDENT_RECORDS');
    expect([gone?.threw, free?.threw]).toEqual([undefined, undefined]);
  });
});

test('each save stands in the ground truth with who wrote it', async () => {
  const before = room.groundTruth.after(0).length;
  await room.attempt({ act: 'submit', type: 'job', id: ids.store, values: { allowtime: false, comments: 'hold' } });
  expect(room.groundTruth.after(before)).toEqual([
    {
      ...{
        sequence: before + 1,
        time: '2026-11-02T09:00:00.000Z',
        operation: 'update',
        type: 'job',
        id: String(ids.store),
      },
      ...{ externalId: 'store', values: { allowtime: false, comments: 'hold' }, actor: 'customrole_fx_integration' },
      ...{ execution: expect.stringMatching(/^ex_/), requestId: 'req-1' },
    },
  ]);
});

test('a record reads back as SuiteScript gives it: ids as texts, days as dates, nothing as an empty text', async () => {
  const fields = ['parent', 'startdate', 'allowexpenses', 'estimatedcost', 'jobbillingtype'];
  const [read, lookup] = await room.attempt(
    { act: 'read', type: 'job', id: ids.store, fields },
    { act: 'lookup', type: 'job', id: ids.store, columns: ['parent', 'startdate', 'allowexpenses'] },
  );
  expect(read?.gave).toEqual([
    ['parent', String(ids.halden), 'C-1001'],
    // Midnight in the account's zone, eight hours behind UTC.
    ['startdate', '2026-11-16T08:00:00.000Z', '2026-11-16T08:00:00.000Z'],
    ['allowexpenses', true, true],
    ['estimatedcost', '', ''],
    ['jobbillingtype', '', ''],
  ]);
  expect(lookup?.gave).toEqual({
    parent: [{ value: String(ids.halden), text: 'C-1001' }],
    startdate: '11/16/2026',
    allowexpenses: true,
  });
});

test('a feature that is off takes its records away', async () => {
  const mark = room.host.mark();
  room.host.setFeature('JOBS', false);
  const [loaded, queried, asked] = await room.attempt(
    { act: 'read', type: 'job', id: ids.store, fields: [] },
    { act: 'query', sql: 'SELECT id FROM job ORDER BY id', params: [] },
    { act: 'feature', feature: 'JOBS' },
  );
  expect([loaded?.threw, queried?.threw, asked?.gave]).toEqual([
    'FEATURE_DISABLED',
    'SSS_SEARCH_ERROR_OCCURRED',
    false,
  ]);
  room.host.setFeature('JOBS', true);
  mark.restore();
});
