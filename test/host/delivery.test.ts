import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import type { Assumptions } from '../sandbox/netsuite/host/assumptions.ts';
import type { SeedRow } from '../sandbox/netsuite/host/host.ts';
import { ids, openRoom } from './room.ts';
import type { Attempt, Room, Step } from './room.ts';

const ref = (key: string) => ({ $ref: key });

/** What the firm needs beside the room's own records: people, an item sold in one subsidiary only, a charge-based project. */
const firm: readonly SeedRow[] = [
  { type: 'serviceitem', key: 'everywhere', values: { itemid: 'SVC-ENG' } },
  { type: 'serviceitem', key: 'uk-only', values: { itemid: 'SVC-RUN' } },
  { type: 'itemsubsidiarymap', key: 'run-uk', values: { item: ref('uk-only'), subsidiary: ids.uk } },
  { type: 'genericresource', key: 'senior', values: { entityid: 'Senior consultant' } },
  {
    type: 'employee',
    key: 'grace',
    values: { entityid: 'Grace', subsidiary: ids.us, isjobresource: true, isjobmanager: true, laborcost: 131.77 },
  },
  {
    type: 'employee',
    key: 'priya',
    values: { entityid: 'Priya', subsidiary: ids.us, isjobresource: true, laborcost: 107.91 },
  },
  {
    type: 'job',
    key: 'cb',
    values: { companyname: 'Fit-out', externalid: 'cb', parent: ids.halden, jobbillingtype: 'CB', allowtime: false },
  },
  {
    type: 'projecttask',
    key: 'build',
    values: { externalid: 'build', title: 'Build', company: ref('cb'), estimatedwork: 80 },
  },
  { type: 'projecttask', key: 'm1', values: { externalid: 'm1', title: 'Acceptance', company: ref('cb') } },
];

type Ids = {
  everywhere: number;
  ukOnly: number;
  senior: number;
  grace: number;
  priya: number;
  cb: number;
  build: number;
  m1: number;
};

let room: Room;
let own: Ids;
let mark: { restore(): void };
beforeAll(async () => {
  room = await openFirm();
  own = idsOf(room);
});
beforeEach(() => {
  mark = room.host.mark();
  return () => mark.restore();
});
afterAll(() => room.host.close());

async function openFirm(assumptions: Partial<Assumptions> = {}): Promise<Room> {
  const opened = await openRoom({ assumptions });
  opened.host.loadSeeds(firm);
  return opened;
}

function idsOf({ host }: Room): Ids {
  const id = (sql: string): number => {
    const answer = host.query(sql);
    return 'rows' in answer ? Number(answer.rows[0]?.['id']) : 0;
  };
  return {
    everywhere: id("SELECT id FROM item WHERE itemid = 'SVC-ENG'"),
    ukOnly: id("SELECT id FROM item WHERE itemid = 'SVC-RUN'"),
    senior: id("SELECT id FROM genericresource WHERE entityid = 'Senior consultant'"),
    grace: id("SELECT id FROM employee WHERE entityid = 'Grace'"),
    priya: id("SELECT id FROM employee WHERE entityid = 'Priya'"),
    cb: id("SELECT id FROM job WHERE externalid = 'cb'"),
    build: id("SELECT id FROM projecttask WHERE externalid = 'build'"),
    m1: id("SELECT id FROM projecttask WHERE externalid = 'm1'"),
  };
}

async function one(step: Step): Promise<Attempt> {
  return (await room.attempt(step))[0] ?? {};
}

const rule = (values: object, type = 'MILESTONE'): Step => ({
  act: 'create',
  type: 'chargerule',
  defaultValues: { project: own.cb, chargeruletype: type },
  values: { name: 'Rule', billingitem: own.everywhere, ruleorder: 10, stage: 'HOLD', ...values },
});
const milestoneRule = (values: object = {}): Step => rule({ amount: 48_000, projecttask: own.m1, ...values });

describe('a charge rule', () => {
  test('is made with its project and type given first', async () => {
    const { gave } = await one(milestoneRule());
    expect(room.host.readRecord('chargerule', Number(gave))?.values).toMatchObject({
      ...{ project: String(own.cb), chargeruletype: 'MILESTONE', amount: 48_000, stage: 'HOLD' },
    });
  });

  const refused: Readonly<Record<string, [() => Step, string]>> = {
    'a milestone rule without an amount': [() => rule({ projecttask: own.m1 }), 'USER_ERROR'],
    'a milestone rule without a task': [() => rule({ amount: 1 }), 'USER_ERROR'],
    'a time rule without a rate source': [() => rule({}, 'TIMEBASED'), 'USER_ERROR'],
    'an item that the subsidiary does not have': [
      () => milestoneRule({ billingitem: own.ukOnly }),
      'INVALID_KEY_OR_REF',
    ],
    'a rule of an unknown type': [() => rule({}, 'MOONPHASE'), 'INVALID_FLD_VALUE'],
  };
  test.each(Object.entries(refused))('is refused: %s', async (_name, [step, code]) => {
    expect((await one(step())).threw).toBe(code);
  });

  test('has a milestone task of its own', async () => {
    const [, second] = await room.attempt(milestoneRule(), milestoneRule());
    expect(second?.threw).toBe('INVALID_KEY_OR_REF');
  });

  test('keeps its type', async () => {
    const { gave } = await one(milestoneRule());
    const edit = await one({
      act: 'edit',
      type: 'chargerule',
      id: Number(gave),
      values: { chargeruletype: 'PURCHASE' },
    });
    expect(edit.threw).toBe('INVALID_FLD_VALUE');
  });

  test('is frozen once its charge exists: neither edited nor deleted', async () => {
    const { gave } = await one(milestoneRule());
    await one({ act: 'edit', type: 'projecttask', id: own.m1, values: { status: 'COMPLETE' } });
    const [edited, removed] = await room.attempt(
      { act: 'edit', type: 'chargerule', id: Number(gave), values: { amount: 1 } },
      { act: 'remove', type: 'chargerule', id: Number(gave) },
    );
    expect([edited?.threw, removed?.threw]).toEqual(['CHARGE_RULE_IN_USE', 'CHARGE_RULE_IN_USE']);
  });
});

describe('an edit of the project makes the charges that are due', () => {
  const completeAndEdit = (opened: Room): Promise<unknown> =>
    opened.attempt(
      milestoneRule({ stage: 'HOLD' }),
      { act: 'edit', type: 'projecttask', id: own.m1, values: { status: 'COMPLETE' } },
      { act: 'edit', type: 'job', id: own.cb, values: { comments: 'seen' } },
    );
  const charges = (opened: Room): unknown => {
    const answer = opened.host.query('SELECT stage, amount, chargetype FROM charge ORDER BY id');
    return 'rows' in answer ? answer.rows : answer;
  };

  test('once each, with the stage of the rule', async () => {
    await completeAndEdit(room);
    expect(charges(room)).toEqual([{ stage: 'HOLD', amount: 48_000, chargetype: 'MILESTONE' }]);
  });

  test('or none where an account waits for the night', async () => {
    const quiet = await openFirm({ areChargesMadeByEdits: false });
    await completeAndEdit(quiet);
    expect(charges(quiet)).toEqual([]);
    await quiet.host.close();
  });
});

describe('a task', () => {
  const read = (id: unknown) => room.host.readRecord('projecttask', String(id));
  const task = { title: 'Roles', company: 0 };

  test('takes the sum of its assignees as its work, and is no milestone then', async () => {
    const lists = { assignee: [{ resource: own.senior, estimatedwork: 120, serviceitem: own.everywhere }] };
    const { gave } = await one({
      act: 'create',
      type: 'projecttask',
      values: { ...task, company: own.cb, estimatedwork: 5 },
      lists,
    });
    expect(read(gave)?.values).toMatchObject({ estimatedwork: 120, ismilestone: false });
    expect(read(gave)?.lines['assignee']).toEqual([
      { resource: String(own.senior), units: 100, estimatedwork: 120, serviceitem: String(own.everywhere) },
    ]);
    const truth = room.groundTruth.after(0).at(-1);
    expect(truth?.values['assignee']).toMatchObject([{ estimatedwork: 120 }]);
  });

  test('that is a milestone becomes work when a line is added in dynamic mode', async () => {
    expect(read(own.m1)?.values['ismilestone']).toBe(true);
    await one({
      act: 'dynamicLine',
      type: 'projecttask',
      id: own.m1,
      sublistId: 'assignee',
      line: { resource: own.senior, estimatedwork: 8 },
    });
    expect(read(own.m1)?.values).toMatchObject({ ismilestone: false, estimatedwork: 8 });
    const { gave } = await one({
      act: 'lines',
      type: 'projecttask',
      id: own.m1,
      sublistId: 'assignee',
      fieldId: 'estimatedwork',
    });
    expect(gave).toEqual([8]);
  });

  test('refuses a line with an item of another subsidiary, and a line without its resource', async () => {
    const withLine = (line: object): Step => ({
      act: 'edit',
      type: 'projecttask',
      id: own.build,
      values: {},
      lists: { assignee: [line] },
    });
    const [item, resource] = await room.attempt(
      withLine({ resource: own.senior, estimatedwork: 1, serviceitem: own.ukOnly }),
      withLine({ estimatedwork: 1 }),
    );
    expect([item?.threw, resource?.threw]).toEqual(['INVALID_KEY_OR_REF', 'USER_ERROR']);
  });
});

describe('an address', () => {
  const billed = (inside: object, more: object = {}): Step => ({
    act: 'edit',
    type: 'customer',
    id: ids.halden,
    values: {},
    lists: { addressbook: [{ label: 'Billing', defaultbilling: true, addressbookaddress: inside, ...more }] },
  });
  const inside = (name: string): Step => ({
    ...{ act: 'inside', type: 'customer', id: ids.halden, name },
    ...{ sublistId: 'addressbook', line: 0, fieldId: 'addressbookaddress' },
  });

  test('is a record of its own inside of a line, and stands in the ground truth with it', async () => {
    await one(billed({ country: 'US', city: 'Austin', state: 'TX' }));
    expect((await room.attempt(inside('city'), inside('zip'))).map(({ gave }) => gave)).toEqual(['Austin', '']);
    expect(room.groundTruth.after(0).at(-1)?.values['addressbook']).toEqual([
      {
        ...{ label: 'Billing', defaultbilling: true, defaultshipping: false, 'addressbookaddress.country': 'US' },
        ...{ 'addressbookaddress.city': 'Austin', 'addressbookaddress.state': 'TX' },
      },
    ]);
  });

  test.each([
    ['another country’s state', billed({ country: 'GB', state: 'TX' }), 'INVALID_KEY_OR_REF'],
    ['a field that addresses do not have', billed({ country: 'US', planet: 'Earth' }), 'SSS_INVALID_FIELD_ID'],
    [
      'its own fields as if they were the line’s',
      billed({}, { 'addressbookaddress.city': 'A' }),
      'SSS_INVALID_FIELD_ID',
    ],
  ])('with %s is refused', async (_what, step, code) => {
    expect((await room.attempt(step))[0]?.threw).toBe(code);
  });

  test('is in the account’s own country unless another is set', async () => {
    await one(billed({ city: 'Austin' }));
    expect((await one(inside('country'))).gave).toBe('US');
  });

  test('is not opened this way in dynamic mode', async () => {
    expect((await room.attempt({ ...inside('city'), isDynamic: true }))[0]?.threw).toBe('SSS_INVALID_API_USAGE');
  });

  test('is the default for billing once at most', async () => {
    const [line] = Object(billed({ country: 'US' })['lists']).addressbook;
    const [tried] = await room.attempt({ ...billed({}), lists: { addressbook: [line, line] } });
    expect(tried?.threw).toBe('INVALID_FLD_VALUE');
  });
});

describe('a project', () => {
  test('is managed by somebody who is flagged for it', async () => {
    const managed = (projectmanager: number): Step => ({
      act: 'edit',
      type: 'job',
      id: own.cb,
      values: { projectmanager },
    });
    const [refused, taken] = await room.attempt(managed(own.priya), managed(own.grace));
    expect([refused?.threw, taken?.threw]).toEqual(['INVALID_KEY_OR_REF', undefined]);
  });

  test('takes no time before it is open for time', async () => {
    const entry: Step = {
      ...{ act: 'create', type: 'timebill' },
      values: { employee: own.priya, trandate: '11/2/2026', hours: 8, customer: own.cb, casetaskevent: own.build },
    };
    const [early, , later] = await room.attempt(
      entry,
      { act: 'edit', type: 'job', id: own.cb, values: { allowtime: true } },
      entry,
    );
    expect([early?.threw, later?.threw]).toEqual(['USER_ERROR', undefined]);
  });

  const inPounds: Step = {
    act: 'create',
    type: 'job',
    values: { companyname: 'Pounds', parent: ids.halden, currency: ids.gbp },
  };
  test('is in a currency of its customer, of which there may be several', async () => {
    const lists = { currency: [{ currency: ids.usd }, { currency: ids.gbp }] };
    const [refused, , taken] = await room.attempt(
      inPounds,
      { act: 'edit', type: 'customer', id: ids.halden, values: {}, lists },
      inPounds,
    );
    expect([refused?.threw, taken?.threw]).toEqual(['INVALID_KEY_OR_REF', undefined]);
  });

  test('may be in any currency where the account does not care', async () => {
    const careless = await openFirm({ isCustomerCurrencyNeeded: false });
    expect((await careless.attempt(inPounds))[0]?.threw).toBeUndefined();
    await careless.host.close();
  });
});

describe('what only some roles see', () => {
  test('cost is no field at all for a role that sees employees in public only', async () => {
    const [read, lookup, query, names] = await room.attempt(
      { act: 'read', type: 'employee', id: own.priya, fields: ['entityid', 'laborcost'] },
      { act: 'lookup', type: 'employee', id: own.priya, columns: ['laborcost'] },
      { act: 'query', sql: 'SELECT laborcost FROM employee', params: [] },
      { act: 'query', sql: 'SELECT entityid FROM employee WHERE isjobmanager = ? ORDER BY id', params: ['T'] },
    );
    expect(JSON.stringify([read, lookup, query])).not.toContain('107.91');
    expect([lookup?.threw, query?.threw]).toEqual(['SSS_INVALID_SRCH_COL', 'SSS_SEARCH_ERROR_OCCURRED']);
    expect(names?.gave).toEqual([{ entityid: 'Grace' }]);
  });

  test('a table of SuiteQL alone is no record of a script', async () => {
    const [made, read] = await room.attempt(
      { act: 'create', type: 'itemsubsidiarymap', values: { item: own.ukOnly, subsidiary: ids.us } },
      { act: 'query', sql: 'SELECT subsidiary FROM itemsubsidiarymap WHERE item = ?', params: [own.ukOnly] },
    );
    expect([made?.threw, read?.gave]).toEqual(['INVALID_RCRD_TYPE', [{ subsidiary: ids.uk }]]);
  });
});

test('a deleted record is refused while time stands on it, and noted once it is gone', async () => {
  const time = { employee: own.priya, trandate: '11/2/2026', hours: 8, customer: own.cb, casetaskevent: own.build };
  const remove: Step = { act: 'remove', type: 'projecttask', id: own.build };
  const [, entry] = await room.attempt(
    { act: 'edit', type: 'job', id: own.cb, values: { allowtime: true } },
    { act: 'create', type: 'timebill', values: time },
  );
  const [used, , gone, log] = await room.attempt(
    remove,
    { act: 'remove', type: 'timebill', id: Number(entry?.gave) },
    remove,
    {
      act: 'query',
      sql: "SELECT recordtype, recordid, deletedexternalid, context FROM deletedrecord WHERE recordtype = 'projecttask' ORDER BY id",
      params: [],
    },
  );
  expect([used?.threw?.includes('DEPENDENT_RECORDS'), gone?.threw]).toEqual([true, undefined]);
  expect(log?.gave).toEqual([
    { recordtype: 'projecttask', recordid: own.build, deletedexternalid: 'build', context: 'RESTLET' },
  ]);
});

test('a mandatory classification is asked for on every project that has a field for it', async () => {
  const strict = await openFirm();
  strict.host.assume({ mandatoryClassifications: ['department'] });
  const [refused] = await strict.attempt({
    act: 'create',
    type: 'job',
    values: { companyname: 'No practice', parent: ids.halden },
  });
  expect(refused).toMatchObject({ threw: 'USER_ERROR', text: 'Please enter value(s) for: Practice' });
  await strict.host.close();
});

test('a relationship has the external id of its customer, whatever a script sets', async () => {
  const several = await openRoom({ features: { MULTISUBSIDIARYCUSTOMER: true } });
  const made: Step = {
    act: 'create',
    type: 'customersubsidiaryrelationship',
    values: { entity: ids.halden, subsidiary: ids.uk, externalid: 'ours' },
  };
  const [row] = await several.attempt(made);
  expect(several.host.readRecord('customersubsidiaryrelationship', Number(row?.gave))?.values['externalid']).toBe(
    'halden',
  );
  await several.host.close();
});
