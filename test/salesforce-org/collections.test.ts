import { beforeEach, expect, test } from 'vitest';

import { base, openOrg, signIn, textAt } from './open-org.ts';
import type { Caller, OpenOrg } from './open-org.ts';

let open: OpenOrg;
let integration: Caller;
beforeEach(async () => {
  open = await openOrg();
  integration = await signIn(open, 'sandbox');
});

const status = (key: string, version: number) => ({
  attributes: { type: 'Sync_Status__c' },
  Key__c: key,
  Version__c: version,
});

async function upsert(records: object[], allOrNone = false) {
  const { status: code, body } = await integration('PATCH', '/composite/sobjects/Sync_Status__c/Key__c', {
    allOrNone,
    records,
  });
  return { code, body };
}

async function keys(): Promise<unknown> {
  return (await integration('GET', '/query?q=SELECT+Key__c,Version__c+FROM+Sync_Status__c+ORDER+BY+Key__c')).body;
}

test('each row of an upsert is answered in its place', async () => {
  await upsert([status('a', 5)]);
  expect(await upsert([status('a', 4), status('b', 1), status('a', 6), status('', 1)])).toMatchObject({
    code: 200,
    body: [
      { success: false, errors: [{ statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'superseded' }] },
      { success: true, created: true },
      { success: false, errors: [{ statusCode: 'DUPLICATE_VALUE' }] },
      { success: false, errors: [{ statusCode: 'MISSING_ARGUMENT' }] },
    ],
  });
  expect(await keys()).toMatchObject({
    records: [
      { Key__c: 'a', Version__c: 5 },
      { Key__c: 'b', Version__c: 1 },
    ],
  });
});

test('an equal version is written again, a lower one never', async () => {
  await upsert([status('a', 5)]);
  expect(await upsert([status('a', 5)])).toMatchObject({ body: [{ success: true, created: false }] });
});

test('with all or none, one bad row undoes the others and ground truth knows of none', async () => {
  await upsert([status('a', 5)]);
  const before = open.org.groundTruth.after(0).length;
  expect(await upsert([status('b', 1), status('a', 4)], true)).toMatchObject({
    code: 200,
    body: [
      { success: false, errors: [{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' }] },
      { success: false, errors: [{ statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION' }] },
    ],
  });
  expect(open.org.groundTruth.after(before)).toEqual([]);
  expect(await keys()).toMatchObject({ totalSize: 1 });
});

const refusals: Record<string, { method: string; body: () => unknown; result: object }> = {
  'an update without an id': {
    method: 'PATCH',
    body: () => ({ records: [{ attributes: { type: 'Account' } }] }),
    result: { statusCode: 'MISSING_ARGUMENT' },
  },
  'an object that does not exist': {
    method: 'POST',
    body: () => ({ records: [{ attributes: { type: 'Nothing__c' } }] }),
    result: { statusCode: 'INVALID_TYPE' },
  },
  'a row without a type': { method: 'POST', body: () => ({ records: [{}] }), result: { statusCode: 'INVALID_TYPE' } },
  'a new row that brings its id': {
    method: 'POST',
    body: () => ({ records: [{ ...status('a', 1), Id: open.id('d1') }] }),
    result: { statusCode: 'INVALID_FIELD_FOR_INSERT_UPDATE' },
  },
};

test.each(Object.entries(refusals))('%s fails as a row of the answer', async (_name, { method, body, result }) => {
  expect(await integration(method, '/composite/sobjects', body())).toMatchObject({
    status: 200,
    body: [{ success: false, errors: [result] }],
  });
});

test('more than 200 rows are refused as a whole', async () => {
  const records = Array.from({ length: 201 }, (_, place) => status(`k${place}`, 1));
  expect(await upsert(records)).toMatchObject({ code: 400, body: [{ errorCode: 'EXCEEDED_ID_LIMIT' }] });
});

test('rows are read and deleted by their ids', async () => {
  const made = await upsert([status('a', 1), status('b', 1)]);
  const ids = [textAt(made.body, '0.id'), textAt(made.body, '1.id')];
  const address = `/composite/sobjects/Sync_Status__c?ids=${ids.join(',')},a06000000009999&fields=Key__c`;
  expect((await integration('GET', address)).body).toMatchObject([{ Key__c: 'a' }, { Key__c: 'b' }, null]);
  const gone = await integration('DELETE', `/composite/sobjects?ids=${ids.join(',')}`);
  expect(gone.body).toMatchObject([{ success: true }, { success: true }]);
  expect(await keys()).toMatchObject({ totalSize: 0 });
});

const composite = (steps: object[], allOrNone = false) =>
  integration('POST', '/composite', { allOrNone, compositeRequest: steps });
const write = (referenceId: string, key: string, body: object) => ({
  method: 'PATCH',
  url: `${base}/sobjects/Sync_Status__c/Key__c/${key}`,
  referenceId,
  body,
});

test('a step of a composite may use the answer of an earlier one', async () => {
  const answer = await composite([
    write('first', 'a', { Version__c: 1 }),
    { method: 'GET', url: `${base}/sobjects/Sync_Status__c/@{first.id}?fields=Key__c`, referenceId: 'second' },
    { method: 'GET', url: `${base}/query?q=SELECT+count()+FROM+Sync_Status__c`, referenceId: 'third' },
  ]);
  expect(answer).toMatchObject({
    status: 200,
    body: {
      compositeResponse: [
        { referenceId: 'first', httpStatusCode: 201 },
        { referenceId: 'second', httpStatusCode: 200, body: { Key__c: 'a' } },
        { referenceId: 'third', httpStatusCode: 200, body: { totalSize: 1 } },
      ],
    },
  });
});

test('a failed step undoes a composite that wants all or none, and stops what leans on it otherwise', async () => {
  const steps = [
    write('first', 'a', { Version__c: 1 }),
    write('second', 'b', { Version__c: 'x' }),
    { method: 'GET', url: `${base}/sobjects/Sync_Status__c/@{second.id}`, referenceId: 'third' },
  ];
  const halted = { httpStatusCode: 400, body: [{ errorCode: 'PROCESSING_HALTED' }] };
  const failed = { httpStatusCode: 400, body: [{ errorCode: 'JSON_PARSER_ERROR' }] };
  expect((await composite(steps, true)).body).toMatchObject({ compositeResponse: [halted, failed, halted] });
  expect(await keys()).toMatchObject({ totalSize: 0 });
  expect((await composite(steps)).body).toMatchObject({ compositeResponse: [{ httpStatusCode: 201 }, failed, halted] });
  expect(await keys()).toMatchObject({ totalSize: 1 });
});

test('a composite has at most 25 steps', async () => {
  const steps = Array.from({ length: 26 }, (_, place) => write(`step${place}`, `k${place}`, {}));
  expect(await composite(steps)).toMatchObject({ status: 400, body: [{ errorCode: 'LIMIT_EXCEEDED' }] });
});
