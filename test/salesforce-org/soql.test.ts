import { beforeAll, expect, test } from 'vitest';

import { openOrg, signIn, textAt } from './open-org.ts';
import type { Caller, OpenOrg } from './open-org.ts';

let open: OpenOrg;
let integration: Caller;
beforeAll(async () => {
  open = await openOrg();
  integration = await signIn(open, 'sandbox');
});

/** The rows that these questions are about, however many others are seeded. */
const accountKeys =
  'halden-group halden-retail halden-living halden-outdoor pinecrest-health larkfield-foods meridian-rail cobalt-freight ' +
  'sundale-hotels ironbridge-steel thornbury-council brandt-maschinenbau';
const dealKeys =
  'd1 d1-linked d1-new-customer not-signed sum-differs entity-unknown contact-missing rate-card-expired dates-reversed';

function textsOf(texts: readonly string[]): string {
  return texts.map((text) => `'${text}'`).join(', ');
}

function query(text: string, caller = integration) {
  return caller('GET', `/query?q=${encodeURIComponent(text)}`);
}

const names: Record<string, string[]> = {
  "Name = 'halden retail'": ['Halden Retail'],
  "Name != 'Halden Retail' AND Name LIKE 'halden%'": ['Halden Group', 'Halden Living', 'Halden Outdoor'],
  "Name IN ('Halden Group', 'Larkfield Foods')": ['Halden Group', 'Larkfield Foods'],
  "ERP_Customer_Number__c = null AND Parent.Name = 'Halden Group'": ['Halden Outdoor', 'Halden Retail'],
  "NOT Name LIKE 'H%' AND ERP_Customer_Number__c != null": ['Brandt Maschinenbau', 'Thornbury Council'],
  "(Name = 'Halden Group' OR Name = 'Meridian Rail') AND CurrencyIsoCode = 'USD'": ['Halden Group', 'Meridian Rail'],
  "NOT (Name LIKE 'H%' OR Name LIKE '%r%')": ['Sundale Hotels'],
  "Name >= 'S' AND Name < 'T'": ['Sundale Hotels'],
  "Name LIKE 'Hald_n Group'": ['Halden Group'],
  'CreatedDate = TODAY AND CreatedDate >= 2026-11-21T12:00:00Z AND ParentId = null AND CreatedDate < LAST_N_DAYS:1': [],
  "Id IN (SELECT AccountId FROM Opportunity WHERE IsWon = true AND Name LIKE '%web shop')": ['Halden Outdoor'],
  "Name = 'Halden Retail\\' OR Name != \\''": [],
};

test.each(Object.entries(names))('accounts where %s', async (where, expected) => {
  const among = `Id IN (${textsOf(accountKeys.split(' ').map(open.id))})`;
  const { body } = await query(`SELECT Name FROM Account WHERE (${where}) AND ${among} ORDER BY Name`);
  expect(body).toMatchObject({ totalSize: expected.length, done: true, records: expected.map((Name) => ({ Name })) });
});

const dates: Record<string, number> = {
  'Start_Date__c > TODAY': 9,
  'Start_Date__c = NEXT_N_DAYS:16': 8,
  'Signed_On__c = LAST_N_DAYS:5': 8,
  'Signed_On__c < LAST_N_DAYS:5': 0,
  'Start_Date__c >= 2026-12-07 AND End_Date__c > 2026-12-31': 8,
  'Signed_On__c = null': 1,
};

test.each(Object.entries(dates))('engagements where %s', async (where, count) => {
  const among = `Engagement_Key__c IN (${textsOf(dealKeys.split(' '))})`;
  const { body } = await query(`SELECT count() FROM Engagement__c WHERE (${where}) AND ${among}`);
  expect(body).toMatchObject({ totalSize: count });
});

test('a query climbs to parents and down to children', async () => {
  const text = `SELECT Id, Account.Parent.Name, (SELECT Signed_On__c, Billing_Contact__r.Email FROM Engagements__r),
    (SELECT Id FROM Provision_Requests__r) FROM Opportunity WHERE Id = '${open.id('d1')}'`;
  expect((await query(text)).body).toMatchObject({
    records: [
      {
        attributes: { type: 'Opportunity' },
        Account: { attributes: { type: 'Account' }, Parent: { Name: 'Halden Group' } },
        Engagements__r: {
          totalSize: 1,
          done: true,
          records: [{ Signed_On__c: '2026-11-16', Billing_Contact__r: { Email: 'ap@halden-retail.example' } }],
        },
        Provision_Requests__r: null,
      },
    ],
  });
});

test('blanks come first, or last when asked; ties keep the order of their making', async () => {
  const order = async (text: string) => {
    const { body } = await query(`SELECT ERP_Customer_Number__c FROM Account WHERE Name LIKE 'Hal%' ORDER BY ${text}`);
    return JSON.stringify(body).match(/(?<="ERP_Customer_Number__c":)[^}]+/g);
  };
  expect(await order('ERP_Customer_Number__c')).toEqual(['null', 'null', '"C-1000"', '"C-1002"']);
  expect(await order('ERP_Customer_Number__c DESC NULLS LAST')).toEqual(['"C-1002"', '"C-1000"', 'null', 'null']);
});

const refusals: Record<string, { text: string; code: string; says: string }> = {
  'an object that does not exist': {
    text: 'SELECT Id FROM Nothing__c',
    code: 'INVALID_TYPE',
    says: "sObject type 'Nothing__c'",
  },
  'an event object': { text: 'SELECT Id FROM Provision_Requested__e', code: 'INVALID_TYPE', says: 'not supported' },
  'a column that does not exist': {
    text: 'SELECT Colour FROM Account',
    code: 'INVALID_FIELD',
    says: "No such column 'Colour'",
  },
  'a parent that does not exist': {
    text: 'SELECT Boss__r.Name FROM Account',
    code: 'INVALID_FIELD',
    says: "Didn't understand relationship 'Boss__r'",
  },
  'children that do not exist': {
    text: 'SELECT Id, (SELECT Id FROM Widgets__r) FROM Account',
    code: 'INVALID_TYPE',
    says: "Didn't understand relationship 'Widgets__r'",
  },
  'and with or in one bracket': {
    text: "SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'",
    code: 'MALFORMED_QUERY',
    says: "unexpected token: 'OR'",
  },
  'a text for a number': {
    text: "SELECT Id FROM Opportunity WHERE Amount = '5'",
    code: 'INVALID_FIELD',
    says: 'should not be enclosed in quotes',
  },
  'an id that is none': {
    text: "SELECT Id FROM Account WHERE Id = 'x'",
    code: 'INVALID_QUERY_FILTER_OPERATOR',
    says: 'invalid ID field: x',
  },
  'a clause outside the subset': {
    text: 'SELECT Name, COUNT(Id) FROM Account GROUP BY Name',
    code: 'MALFORMED_QUERY',
    says: 'not supported by this org',
  },
};

test.each(Object.entries(refusals))('a query over %s is refused', async (_name, { text, code, says }) => {
  expect(await query(text)).toMatchObject({
    status: 400,
    body: [{ errorCode: code, message: expect.stringContaining(says) }],
  });
});

test('a long answer comes in pages until the locator is too old', async () => {
  const admin = await signIn(open, 'sandbox-admin');
  const rows = Array.from({ length: 200 }, (_, place) => ({
    attributes: { type: 'Contact' },
    LastName: `Person ${place}`,
  }));
  await admin('POST', '/composite/sobjects', { records: [...rows] });
  await admin('POST', '/composite/sobjects', { records: rows.slice(0, 50) });
  const text = `/query?q=${encodeURIComponent("SELECT Id FROM Contact WHERE LastName LIKE 'Person %'")}`;
  const first = await admin('GET', text, undefined, { 'sforce-query-options': 'batchSize=200' });
  expect(first.body).toMatchObject({ totalSize: 250, done: false });
  const next = textAt(first.body, 'nextRecordsUrl').replace('/services/data/v66.0', '');
  const second = await admin('GET', next, undefined, { 'sforce-query-options': 'batchSize=200' });
  expect(second.body).toMatchObject({ totalSize: 250, done: true, records: { length: 50 } });
  open.clock.advance(3 * 86_400_000);
  expect(await admin('GET', next)).toMatchObject({ status: 400, body: [{ errorCode: 'INVALID_QUERY_LOCATOR' }] });
});
