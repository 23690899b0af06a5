import { expect, test } from 'vitest';

import type { OrgAssumptions } from '../sandbox/salesforce/assumptions.ts';
import { openOrg, openPage, signIn, textAt } from './open-org.ts';
import type { OpenOrg } from './open-org.ts';

const twice = [1, 2].map((Version__c) => ({ attributes: { type: 'Sync_Status__c' }, Key__c: 'a', Version__c }));

async function manyContacts(open: OpenOrg) {
  const admin = await signIn(open, 'sandbox-admin');
  const records = Array.from({ length: 200 }, () => ({ attributes: { type: 'Contact' }, LastName: 'Many' }));
  for (let count = 0; count < 2; count += 1) await admin('POST', '/composite/sobjects', { records });
  const headers = { 'sforce-query-options': 'batchSize=200' };
  const query = () => admin('GET', '/query?q=SELECT+Id+FROM+Contact', undefined, headers);
  const next = async (first: { body: unknown }) =>
    (await admin('GET', textAt(first.body, 'nextRecordsUrl').replace('/services/data/v66.0', ''))).status;
  return { query, next };
}

/** What a caller sees with the usual answer and with the other one. */
const switches: Record<
  string,
  { other: Partial<OrgAssumptions>; sees: (open: OpenOrg) => Promise<unknown>; answers: [unknown, unknown] }
> = {
  'the status of a missing permission': {
    other: { noAccessStatus: 400 },
    sees: async (open) => {
      const page = await openPage(open, 'viewer');
      const fields = { Opportunity__c: open.id('d1') };
      return (await page('POST', '/records', { apiName: 'Provision_Request__c', fields })).status;
    },
    answers: [403, 400],
  },
  'the status of a row that is not there': {
    other: { goneStatus: 400 },
    sees: async (open) => (await (await signIn(open, 'sandbox'))('GET', '/sobjects/Account/001xx0000004GxD')).status,
    answers: [404, 400],
  },
  'a number in quotes': {
    other: { isNumericTextTaken: true },
    sees: async (open) =>
      (await (await signIn(open, 'sandbox'))('PATCH', '/sobjects/Sync_Status__c/Key__c/a', { Version__c: '1' })).status,
    answers: [400, 201],
  },
  'one external id twice in an upsert': {
    other: { isRepeatedExternalIdRefused: false },
    sees: async (open) => {
      const integration = await signIn(open, 'sandbox');
      const { body } = await integration('PATCH', '/composite/sobjects/Sync_Status__c/Key__c', { records: twice });
      return textAt(body, '1.errors.0.statusCode');
    },
    answers: ['DUPLICATE_VALUE', ''],
  },
  'a page that is asked for after three days': {
    other: { locatorLifeMs: 4 * 86_400_000 },
    sees: async (open) => {
      const { query, next } = await manyContacts(open);
      const first = await query();
      open.clock.advance(3 * 86_400_000);
      return next(first);
    },
    answers: [400, 200],
  },
  'the pages of the oldest of eleven queries': {
    other: { mostOpenQueries: 11 },
    sees: async (open) => {
      const { query, next } = await manyContacts(open);
      const first = await query();
      for (let count = 0; count < 10; count += 1) await query();
      return next(first);
    },
    answers: [400, 200],
  },
};

test.each(Object.entries(switches))('a switch decides %s', async (_name, { other, sees, answers }) => {
  expect([await sees(await openOrg()), await sees(await openOrg({ assumptions: other }))]).toEqual(answers);
});
