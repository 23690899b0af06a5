import { expect, test } from 'vitest';

import { assignment, flowFile, startAt, widget } from './metadata-files.ts';
import { openOrg, openPage, signIn, textAt } from './open-org.ts';

const path = 'flows/Test.flow-meta.xml';
const text = (value: string) => `<stringValue>${value}</stringValue>`;
const reference = (name: string) => `<elementReference>${name}</elementReference>`;
const filter = (field: string, operator: string, value: string) =>
  `<filterLogic>and</filterLogic><filters><field>${field}</field><operator>${operator}</operator><value>${value}</value></filters>`;
const live = '<booleanValue>true</booleanValue>';
const choice = `<decisions><name>Choose</name><label>c</label>
  <defaultConnector><targetReference>Small</targetReference></defaultConnector><defaultConnectorLabel>d</defaultConnectorLabel>
  <rules><name>Is_Big</name><conditionLogic>and</conditionLogic><conditions><leftValueReference>$Record.Size__c</leftValueReference>
    <operator>GreaterThan</operator><rightValue><numberValue>10.0</numberValue></rightValue></conditions>
    <connector><targetReference>Big</targetReference></connector><label>b</label></rules></decisions>`;

/** Rows saved one after the other on one record, and what its note says after each. */
const flows: Record<string, { flow: string; saves: Record<string, unknown>[]; notes: (string | null)[] }> = {
  'on create only': {
    flow: flowFile(startAt('Mark', 'Create', 'Before'), assignment('Mark', '$Record.Note__c', text('made'))),
    saves: [{}, { Note__c: 'own' }],
    notes: ['made', 'own'],
  },
  'on update only': {
    flow: flowFile(startAt('Mark', 'Update', 'Before'), assignment('Mark', '$Record.Note__c', text('changed'))),
    saves: [{ Note__c: 'own' }, {}],
    notes: ['own', 'changed'],
  },
  'when its conditions hold': {
    flow: flowFile(
      filter('Live__c', 'EqualTo', live) + startAt('Mark', 'CreateAndUpdate', 'Before'),
      assignment('Mark', '$Record.Note__c', text('live')),
    ),
    saves: [{}, { Live__c: true }],
    notes: [null, 'live'],
  },
  'only when its conditions are newly met': {
    flow: flowFile(
      `<doesRequireRecordChangedToMeetCriteria>true</doesRequireRecordChangedToMeetCriteria>${filter('Live__c', 'EqualTo', live)}${startAt('Mark', 'CreateAndUpdate', 'Before')}`,
      assignment('Mark', '$Record.Note__c', text('live')),
    ),
    saves: [{ Live__c: true }, { Note__c: 'own' }, { Live__c: false }, { Live__c: true }],
    notes: ['live', 'own', 'own', 'live'],
  },
  'over a field of a parent': {
    flow: flowFile(
      startAt('Mark', 'Create', 'Before'),
      assignment('Mark', '$Record.Note__c', reference('$Record.Account__r.Parent.Name')),
    ),
    saves: [{ Account__c: '001000000000002AAA' }],
    notes: ['Halden Group'],
  },
  'down the branch that its decision takes': {
    flow: flowFile(
      startAt('Choose', 'CreateAndUpdate', 'Before'),
      `${assignment('Big', '$Record.Note__c', text('big'))}${assignment('Small', '$Record.Note__c', text('small'))}${choice}`,
    ),
    saves: [{ Size__c: 10 }, { Size__c: 10.01 }],
    notes: ['small', 'big'],
  },
};

test.each(Object.entries(flows))('a flow runs %s', async (_name, { flow, saves, notes }) => {
  const open = await openOrg({ files: { ...widget, [path]: flow } });
  const admin = await signIn(open, 'sandbox-admin');
  const [first, ...more] = saves;
  const made = await admin('POST', '/sobjects/Widget__c', { Name: 'w', ...first });
  const address = `/sobjects/Widget__c/${textAt(made.body, 'id')}`;
  const read = async () => (await admin('GET', `${address}?fields=Note__c`)).body;
  const seen = [await read()];
  for (const values of more) {
    expect((await admin('PATCH', address, values)).status).toBe(204);
    seen.push(await read());
  }
  expect(seen).toMatchObject(notes.map((note) => ({ Note__c: note })));
});

test('a request gets its key and generation from the opportunity, and rings the bell after the commit', async () => {
  const open = await openOrg();
  const admin = await signIn(open, 'sandbox-admin');
  const page = await openPage(open, 'sales1');
  const opportunity = open.id('d1');
  await admin('PATCH', `/sobjects/Opportunity/${opportunity}`, { Provision_Generation__c: 3 });
  const made = await page('POST', '/records', {
    apiName: 'Provision_Request__c',
    fields: { Opportunity__c: opportunity },
  });
  expect(textAt(made.body, 'fields.Request_Key__c.value')).toBe(`${opportunity}:3`);
  expect(open.org.eventsAfter(0)).toMatchObject([
    {
      channel: '/event/Provision_Requested__e',
      createdById: open.id('user-sales1'),
      payload: { Request_Id__c: textAt(made.body, 'id'), Opportunity_Id__c: opportunity, Generation__c: 3 },
    },
  ]);
});

test('a second click is a duplicate and rings no bell', async () => {
  const open = await openOrg();
  const page = await openPage(open, 'sales1');
  const request = { apiName: 'Provision_Request__c', fields: { Opportunity__c: open.id('d1') } };
  await page('POST', '/records', request);
  expect(await page('POST', '/records', request)).toMatchObject({
    status: 400,
    body: [{ output: { errors: [{ errorCode: 'DUPLICATE_VALUE', field: 'Request_Key__c' }] } }],
  });
  expect(open.org.eventsAfter(0)).toHaveLength(1);
});

const acts: Record<string, { fields: Record<string, unknown>; key: string }> = {
  'asking for the project': { fields: {}, key: '1' },
  cancelling: { fields: { Act__c: 'cancel' }, key: '1:cancel' },
  'giving up': { fields: { Act__c: 'give-up' }, key: '1:give-up' },
  'trying again': { fields: { Act__c: 'retry', Seen_Version__c: 12 }, key: '1:retry:12' },
  'trying again after nothing was seen': { fields: { Act__c: 'retry' }, key: '1:retry:0' },
};

test.each(Object.entries(acts))('%s has a key of its own and is taken once', async (_name, { fields, key }) => {
  const open = await openOrg();
  const page = await openPage(open, 'sales1');
  const request = { apiName: 'Provision_Request__c', fields: { Opportunity__c: open.id('d1'), ...fields } };
  const made = await page('POST', '/records', request);
  expect(textAt(made.body, 'fields.Request_Key__c.value')).toBe(`${open.id('d1')}:${key}`);
  expect((await page('POST', '/records', request)).status).toBe(400);
  expect(open.org.eventsAfter(0).map(({ payload }) => payload['Act__c'])).toEqual([fields['Act__c'] ?? 'provision']);
});

test('a finished handoff numbers its opportunity, and takes it off the list of what waits', async () => {
  const open = await openOrg();
  const [page, integration] = [await openPage(open, 'sales1'), await signIn(open, 'sandbox')];
  const status = (State__c: string, more = {}) =>
    integration('PATCH', '/sobjects/Sync_Status__c/Key__c/eng_1', {
      Opportunity__c: open.id('d1'),
      Kind__c: 'engagement',
      State__c,
      ...more,
    });
  const waiting = async () => JSON.stringify((await page('GET', '/list-records/Opportunity/Won_Not_Provisioned')).body);
  await status('in-progress', { Ref_Number__c: 'P-7' });
  expect(await waiting()).toContain(open.id('d1'));
  await status('done', { Ref_Number__c: 'P-7' });
  expect(await waiting()).not.toContain(open.id('d1'));
  const fields = 'fields=Opportunity.Project_Number__c';
  expect((await page('GET', `/records/${open.id('d1')}?${fields}`)).body).toMatchObject({
    fields: { Project_Number__c: { value: 'P-7' } },
  });
});

test('a role sees the handoffs that wait on it', async () => {
  const open = await openOrg();
  const [page, integration] = [await openPage(open, 'finance'), await signIn(open, 'sandbox')];
  const write = (key: string, Owner_Role__c: string) =>
    integration('PATCH', `/sobjects/Sync_Status__c/Key__c/${key}`, {
      Opportunity__c: open.id('d1'),
      Kind__c: 'engagement',
      State__c: 'waiting',
      Text__c: key,
      Owner_Role__c,
    });
  await write('for-finance', 'finance-ops');
  await write('for-sales', 'sales-ops');
  const list = await page('GET', '/list-records/Sync_Status__c/Handoffs_Waiting_On_Finance_Operations');
  expect(list.body).toMatchObject({ count: 1, records: [{ fields: { Text__c: { value: 'for-finance' } } }] });
});

test('without its flow the request has no key: the metadata is what runs', async () => {
  const open = await openOrg({ files: { 'flows/Provision_Request_Before_Save.flow-meta.xml': '' } });
  const page = await openPage(open, 'sales1');
  const made = await page('POST', '/records', {
    apiName: 'Provision_Request__c',
    fields: { Opportunity__c: open.id('d1') },
  });
  expect(made).toMatchObject({ status: 201, body: { fields: { Request_Key__c: { value: null } } } });
});

test('a failing flow without a fault path takes the save with it', async () => {
  const create = `<recordCreates><name>Copy</name><label>c</label>
    <inputAssignments><field>Name</field><value>${text('copy')}</value></inputAssignments><object>Opportunity</object></recordCreates>`;
  const open = await openOrg({ files: { ...widget, [path]: flowFile(startAt('Copy', 'Create', 'After'), create) } });
  const admin = await signIn(open, 'sandbox-admin');
  expect(await admin('POST', '/sobjects/Widget__c', { Name: 'w' })).toMatchObject({
    status: 400,
    body: [{ errorCode: 'CANNOT_EXECUTE_FLOW_TRIGGER', message: expect.stringContaining('REQUIRED_FIELD_MISSING') }],
  });
  expect((await admin('GET', '/query?q=SELECT+count()+FROM+Widget__c')).body).toMatchObject({ totalSize: 0 });
});

test('events are kept for 72 hours', async () => {
  const open = await openOrg();
  const page = await openPage(open, 'sales1');
  await page('POST', '/records', { apiName: 'Provision_Request__c', fields: { Opportunity__c: open.id('d1') } });
  open.clock.advance(72 * 3_600_000 - 1);
  expect(open.org.eventsAfter(0)).toHaveLength(1);
  open.clock.advance(1);
  expect(open.org.eventsAfter(0)).toHaveLength(0);
});
