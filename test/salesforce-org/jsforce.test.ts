import { Connection } from 'jsforce';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { serveSandbox } from '../sandbox/control/serve.ts';
import type { ServedSandbox } from '../sandbox/control/serve.ts';
import { openOrg } from './open-org.ts';
import type { OpenOrg } from './open-org.ts';

/** A foreign client as the judge: it knows nothing of our sandbox. */
let open: OpenOrg;
let served: ServedSandbox;
let connection: Connection;

beforeAll(async () => {
  open = await openOrg();
  served = await serveSandbox(open.org.app, { host: '127.0.0.1', port: 0 });
  connection = await connect('sandbox-admin');
});
afterAll(() => served.close());

async function connect(client: string): Promise<Connection> {
  const oauth2 = { loginUrl: served.url, clientId: client, clientSecret: client };
  const made = new Connection({ loginUrl: served.url, instanceUrl: served.url, oauth2, version: '66.0' });
  await made.authorize({ grant_type: 'client_credentials' });
  return made;
}

test('signs in with client credentials and knows who it is', async () => {
  expect(await (await connect('sandbox')).identity()).toMatchObject({
    organization_id: '00D000000000001EAA',
    user_id: open.id('user-integration'),
  });
});

test('makes, reads, changes and deletes a row', async () => {
  const accounts = connection.sobject('Account');
  const made = await accounts.create({ Name: 'Foreign' });
  expect(made).toMatchObject({ success: true });
  const id = made.id ?? '';
  expect(await accounts.update({ Id: id, Website: 'https://foreign.example' })).toMatchObject({ success: true });
  expect(await accounts.retrieve(id)).toMatchObject({ Name: 'Foreign', Website: 'https://foreign.example' });
  expect(await accounts.destroy(id)).toMatchObject({ success: true });
  await expect(accounts.retrieve(id)).rejects.toMatchObject({ errorCode: 'ENTITY_IS_DELETED' });
});

test('upserts by an external id', async () => {
  const statuses = connection.sobject('Sync_Status__c');
  expect(await statuses.upsert({ Key__c: 'eng:step', Version__c: 1 }, 'Key__c')).toMatchObject({
    success: true,
    created: true,
  });
  expect(await statuses.upsert({ Key__c: 'eng:step', Version__c: 2 }, 'Key__c')).toMatchObject({ created: false });
  await expect(statuses.upsert({ Key__c: 'eng:step', Version__c: 1 }, 'Key__c')).rejects.toThrow('superseded');
});

test('saves many rows at once, with and without all or none', async () => {
  const statuses = connection.sobject('Sync_Status__c');
  const rows = [{ Key__c: 'm1' }, { Key__c: 'm1' }, { Key__c: 'm2' }];
  expect((await statuses.create(rows, { allOrNone: false })).map((result) => result.success)).toEqual([
    true,
    false,
    true,
  ]);
  expect(
    (await statuses.create([{ Key__c: 'm3' }, { Key__c: 'm1' }], { allOrNone: true })).map((result) => result.success),
  ).toEqual([false, false]);
  const found = await statuses
    .find({ Key__c: { $in: ['m1', 'm2', 'm3'] } }, 'Id, Key__c')
    .sort('Key__c')
    .execute();
  expect(found.map((row) => row['Key__c'])).toEqual(['m1', 'm2']);
  const gone = await statuses.destroy(found.map((row) => row.Id ?? ''));
  expect(gone.map((result) => result.success)).toEqual([true, true]);
});

test('queries with parents and children, and follows pages', async () => {
  const text =
    "SELECT Name, Account.Name, (SELECT Id FROM Engagements__r) FROM Opportunity WHERE Name LIKE 'Halden%' ORDER BY Name";
  const found = await connection.query(text);
  expect(found).toMatchObject({ totalSize: 3, done: true, records: [{ Account: { Name: 'Halden Living' } }, {}, {}] });
  const people = Array.from({ length: 250 }, (_, place) => ({ LastName: `Many ${place}` }));
  await connection.sobject('Contact').create(people, { allowRecursive: true });
  const all = await connection.query("SELECT Id FROM Contact WHERE LastName LIKE 'Many%'", {
    autoFetch: true,
    maxFetch: 1_000,
    headers: { 'Sforce-Query-Options': 'batchSize=200' },
  });
  expect(all.records).toHaveLength(250);
});

test('describes the org and an object', async () => {
  const global = await connection.describeGlobal();
  expect(global.sobjects.map((type) => type.name)).toContain('Provision_Request__c');
  const type = await connection.describe('Provision_Request__c');
  expect(type.fields.find((field) => field.name === 'Request_Key__c')).toMatchObject({
    externalId: true,
    unique: true,
    length: 80,
  });
});

test('reads limits and the errors of the platform', async () => {
  expect(await connection.limits()).toMatchObject({ DailyApiRequests: { Max: 105_000 } });
  expect(connection.limitInfo).toMatchObject({ apiUsage: { limit: 105_000 } });
  await expect(connection.query('SELECT Colour FROM Account')).rejects.toMatchObject({ errorCode: 'INVALID_FIELD' });
  await expect(connection.sobject('Nothing__c').create({})).rejects.toMatchObject({ errorCode: 'NOT_FOUND' });
});

test('a dropped answer is an error of the connection, and the write stands', async () => {
  open.org.faults.add({ kind: 'drop-after', match: { recordType: 'Account', method: 'POST' } });
  await expect(connection.sobject('Account').create({ Name: 'Lost' })).rejects.toThrow('fetch failed');
  expect((await connection.query("SELECT Id FROM Account WHERE Name = 'Lost'")).totalSize).toBe(1);
});

test('publishes events, one by one and many at once', async () => {
  const before = open.org.eventsAfter(0).length;
  const events = connection.sobject('Provision_Progress__e');
  const event = (version: number) => ({ Opportunity_Id__c: open.id('d1'), Version__c: version });
  expect(await events.create(event(1))).toMatchObject({ success: true });
  const many = await events.create([event(2), event(3)]);
  expect(many.map(({ success }) => success)).toEqual([true, true]);
  const published = open.org.eventsAfter(0).slice(before);
  expect(published.map(({ payload }) => payload.Version__c)).toEqual([1, 2, 3]);
  await expect(events.create({ Colour__c: 'red' })).rejects.toMatchObject({ errorCode: 'INVALID_FIELD' });
});
