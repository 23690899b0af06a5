import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { GateStep } from '../sandbox/netsuite/host/host.ts';
import { callOf, ids, openRoom } from './room.ts';
import type { Room, Step } from './room.ts';

/** What a thread of its own does takes as long as it takes. */
const patience = { timeout: 30_000 };
let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.host.close());

const ledger = 'customrecord_fx_ledger';
const claim: Step = { act: 'create', type: ledger, values: { custrecord_fx_state: 'claimed' } };
const customer: Step = { act: 'create', type: 'customer', values: { companyname: 'Halden', subsidiary: ids.us } };

/** Runs the steps and kills the execution at its nth call, counted from 1. */
async function killAt(nth: number, ...steps: Step[]) {
  room.host.setGate(({ index }) => Promise.resolve(index === nth - 1 ? 'kill' : 'go'));
  const result = await room.host.runRestlet(callOf('try', { steps }));
  room.host.setGate(undefined);
  return result;
}

describe('a killed execution', () => {
  test('ends before the call, without its finally, and keeps what it had saved', async () => {
    const before = room.groundTruth.after(0).length;
    const result = await killAt(4, claim, customer, { act: 'finallyLog' });
    expect(result).toMatchObject({ status: 500, outcome: 'killed', body: { error: { code: 'UNEXPECTED_ERROR' } } });
    expect(room.groundTruth.after(before).map(({ type }) => type)).toEqual([ledger]);
    expect(room.host.scriptLog()).toEqual([]);
  });

  test('may be killed when all is saved and only the answer is missing', async () => {
    const before = room.groundTruth.after(0).length;
    const result = await killAt(3, claim);
    expect(result.outcome).toBe('killed');
    expect(room.groundTruth.after(before)).toHaveLength(1);
  });

  test('leaves its thread ready for the next one', async () => {
    for (let round = 0; round < 20; round += 1) expect((await killAt(1, claim)).outcome).toBe('killed');
    expect(await room.attempt({ act: 'now' })).toEqual([{ gave: room.clock.now() }]);
  });
});

test('the gate sees every call, with the record and the key that it is about', async () => {
  const seen: Omit<GateStep, 'execution'>[] = [];
  room.host.setGate(({ execution: _, ...step }) => {
    seen.push(step);
    return Promise.resolve('go');
  });
  await room.attempt(
    { ...claim, values: { custrecord_fx_state: 'claimed', externalid: 'key-1' } },
    { act: 'units' },
    { act: 'edit', type: 'job', id: ids.store, values: {} },
  );
  room.host.setGate(undefined);
  const requestId = 'req-1';
  expect(seen).toEqual([
    { index: 0, api: 'record.create', recordType: ledger, requestId },
    { index: 1, api: 'Record.save', recordType: ledger, externalId: 'key-1', requestId },
    { index: 2, api: 'Script.getRemainingUsage', requestId },
    { index: 3, api: 'record.load', recordType: 'job', externalId: 'store', requestId },
    { index: 4, api: 'Record.save', recordType: 'job', externalId: 'store', requestId },
    { index: 5, api: 'return', requestId },
  ]);
});

test('the gate can have a call refused with a code of its choice', async () => {
  const refusal = { name: 'RCRD_HAS_BEEN_CHANGED', message: 'Record has been changed' };
  room.host.setGate(({ api }) => Promise.resolve(api === 'Record.save' ? { refuse: refusal } : 'go'));
  const [answer] = await room.attempt(claim);
  room.host.setGate(undefined);
  expect(answer).toEqual({ threw: refusal.name, text: refusal.message });
});

test('an execution runs on when nobody waits for it, and is counted until it ends', async () => {
  let goOn: () => void = () => undefined;
  room.host.setGate(() => new Promise((resolve) => (goOn = () => resolve('go'))));
  const abandoned = room.host.runRestlet(callOf('try', { steps: [{ act: 'now' }] }));
  await expect.poll(() => room.host.runningCount(), patience).toBe(1);
  room.host.setGate(undefined);
  await expect
    .poll(() => {
      goOn();
      return room.host.runningCount();
    }, patience)
    .toBe(0);
  expect((await abandoned).outcome).toBe('returned');
});

describe('governance', () => {
  const left = async (...steps: Step[]) => (await room.attempt(...steps, { act: 'units' })).at(-1)?.gave;
  const sql = 'SELECT id FROM customer ORDER BY id';
  const spent: Readonly<Record<string, [Step, number]>> = {
    'create and save a custom record': [claim, 2 + 4],
    'create and save another record': [customer, 5 + 10],
    'load and save another record': [{ act: 'edit', type: 'job', id: ids.store, values: {} }, 5 + 10],
    'submit fields of another record': [{ act: 'submit', type: 'job', id: ids.store, values: {} }, 5],
    'one query': [{ act: 'query', sql, params: [] }, 10],
    'a query in one page': [{ act: 'pages', sql, pageSize: 50 }, 10 + 10],
    'one look-up': [{ act: 'lookup', type: 'job', id: ids.store, columns: ['parent'] }, 1],
    'a log line': [{ act: 'log', text: 'free' }, 0],
  };
  test.each(Object.entries(spent))('%s', async (_name, [step, units]) => {
    const mark = room.host.mark();
    expect(await left(step)).toBe(5000 - units);
    mark.restore();
  });

  test('a RESTlet that has used up its 5,000 units is refused its next call', async () => {
    const queries = Array.from({ length: 500 }, (): Step => ({ act: 'query', sql, params: [] }));
    const answers = await room.attempt(...queries, customer, { act: 'units' });
    expect(answers.slice(-2)).toMatchObject([{ threw: 'SSS_USAGE_LIMIT_EXCEEDED' }, { gave: 0 }]);
  });

  test('a RESTlet ends at its next call after 300 seconds, and nothing in it can prevent that', async () => {
    const before = room.groundTruth.after(0).length;
    room.host.setGate(({ api }) => {
      if (api === 'record.create') room.clock.advance(301_000);
      return Promise.resolve('go');
    });
    const result = await room.host.runRestlet(callOf('try', { steps: [claim] }));
    room.host.setGate(undefined);
    expect(result).toMatchObject({ status: 400, body: { error: { code: 'SSS_TIME_LIMIT_EXCEEDED' } } });
    expect(room.groundTruth.after(before)).toEqual([]);
  });
});

test('reset kills what runs, empties the account and gives the same ids again', async () => {
  const other = await openRoom();
  other.host.setGate(({ api }) => (api === 'Record.save' ? new Promise(() => undefined) : Promise.resolve('go')));
  const parked = other.host.runRestlet(callOf('try', { steps: [claim] }));
  await expect.poll(() => other.host.runningCount(), patience).toBe(1);
  await other.host.reset();
  other.host.setGate(undefined);
  expect((await parked).outcome).toBe('killed');
  expect(other.host.query('SELECT id FROM customer ORDER BY id')).toEqual({ rows: [] });
  other.host.loadSeeds([{ type: 'currency', key: 'usd', values: { name: 'US Dollar', symbol: 'USD' } }]);
  expect(other.host.query('SELECT id FROM currency ORDER BY id')).toEqual({ rows: [{ id: ids.usd }] });
  await other.host.close();
});

test('a script that calls nothing for too long is ended, and the account goes on', async () => {
  const other = await openRoom({ runawayMs: 2_000 });
  const result = await other.host.runRestlet(callOf('try', { steps: [{ act: 'spin' }] }));
  expect(result).toMatchObject({ status: 400, body: { error: { code: 'SSS_TIME_LIMIT_EXCEEDED' } } });
  expect(await other.attempt({ act: 'feature', feature: 'JOBS' })).toEqual([{ gave: true }]);
  await other.host.close();
});

test('a later life of the account gives ids that an earlier one never gave', async () => {
  const other = await openRoom({ life: 3 });
  expect(other.host.query('SELECT id FROM subsidiary ORDER BY id')).toEqual({
    rows: [{ id: 302_001 }, { id: 302_002 }],
  });
  await other.host.close();
});
