import { expect, test } from 'vitest';

import { openOrg, signIn } from './open-org.ts';

const status = (key: string) => ({
  attributes: { type: 'Sync_Status__c' },
  Key__c: key,
  Version__c: 1,
});

async function open() {
  const opened = await openOrg();
  const integration = await signIn(opened, 'sandbox');
  const upsert = async (allOrNone: boolean, ...keys: string[]) => {
    const records = keys.map((key) => status(key));
    const address = '/composite/sobjects/Sync_Status__c/Key__c';
    return (await integration('PATCH', address, { allOrNone, records })).body;
  };
  const keys = async () => {
    const { body } = await integration('GET', '/query?q=SELECT+Key__c+FROM+Sync_Status__c+ORDER+BY+Key__c');
    return body;
  };
  return { ...opened, integration, upsert, keys };
}

test('busy: every row is locked by somebody else, and none is written', async () => {
  const { org, upsert, keys, integration } = await open();
  org.faults.add({ kind: 'busy', count: 2 });
  const locked = { success: false, errors: [{ statusCode: 'UNABLE_TO_LOCK_ROW' }] };
  expect(await upsert(false, 'a', 'b')).toMatchObject([locked, locked]);
  const one = await integration('POST', '/sobjects/Sync_Status__c', { Key__c: 'c', Version__c: 1 });
  expect(one).toMatchObject({ status: 400, body: [{ errorCode: 'UNABLE_TO_LOCK_ROW' }] });
  expect(await keys()).toMatchObject({ totalSize: 0 });
});

test('partial: the nth row is refused in its place, the others are written', async () => {
  const { org, upsert, keys } = await open();
  org.faults.add({ kind: 'partial', item: 2, text: 'not this one' });
  expect(await upsert(false, 'a', 'b', 'c')).toMatchObject([
    { success: true },
    { success: false, errors: [{ statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'not this one' }] },
    { success: true },
  ]);
  expect(await keys()).toMatchObject({ records: [{ Key__c: 'a' }, { Key__c: 'c' }] });
});

test('partial: with allOrNone nothing is written', async () => {
  const { org, upsert, keys } = await open();
  org.faults.add({ kind: 'partial', item: 1 });
  expect(await upsert(true, 'a', 'b')).toMatchObject([
    { success: false, errors: [{ statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION' }] },
    { success: false, errors: [{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' }] },
  ]);
  expect(await keys()).toMatchObject({ totalSize: 0 });
});

test('lag: queries do not find rows of the last moments, and find them later', async () => {
  const { org, clock, upsert, keys } = await open();
  org.faults.add({ kind: 'lag', ms: 5_000, durationMs: 60_000 });
  clock.advance(10_000);
  await upsert(false, 'a');
  expect(await keys()).toMatchObject({ totalSize: 0 });
  clock.advance(6_000);
  expect(await keys()).toMatchObject({ totalSize: 1 });
});

test('skew: rows bear a time that has not come, ground truth does not', async () => {
  const { org, clock, upsert } = await open();
  org.faults.add({ kind: 'skew', ms: 600_000, durationMs: 60_000 });
  await upsert(false, 'a');
  const made = org.groundTruth.after(0).findLast(({ type }) => type === 'sync_status__c');
  expect(Date.parse(String(made?.values.CreatedDate)) - clock.now()).toBe(600_000);
  expect(Date.parse(made?.time ?? '')).toBe(clock.now());
  clock.advance(61_000);
  await upsert(false, 'b');
  const later = org.groundTruth.after(0).findLast(({ type }) => type === 'sync_status__c');
  expect(Date.parse(String(later?.values.CreatedDate))).toBe(clock.now());
});
