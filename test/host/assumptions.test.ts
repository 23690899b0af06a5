import { describe, expect, test } from 'vitest';

import type { Assumptions } from '../sandbox/netsuite/host/assumptions.ts';
import { ids, openRoom } from './room.ts';
import type { Room, Step } from './room.ts';

const customer = { companyname: 'Halden Retail', subsidiary: ids.us };
const sql = 'SELECT id FROM customer ORDER BY id';

/** The last of the steps, in an account with the switch as shipped and in one with the other setting. */
async function bothWays(other: Partial<Assumptions>, steps: readonly Step[]): Promise<readonly unknown[]> {
  const last = async (room: Room): Promise<unknown> => {
    const { threw, gave } = (await room.attempt(...steps)).at(-1) ?? {};
    await room.host.close();
    return threw ?? gave;
  };
  return [await last(await openRoom()), await last(await openRoom({ assumptions: other }))];
}

const queries = Array.from({ length: 500 }, (): Step => ({ act: 'query', sql, params: [] }));
const create = (type: string, values: object): Step => ({ act: 'create', type, values });
const inSubsidiary = { companyname: 'Fit-out', parent: ids.halden, subsidiary: ids.uk };

const switches: Readonly<Record<string, [Partial<Assumptions>, readonly Step[], unknown, unknown]>> = {
  'an unknown field of a save is refused, or passed over': [
    { isUnknownFieldRefused: false },
    [create('customer', { ...customer, custentity_none: 'x' })],
    'SSS_INVALID_FIELD_ID',
    4003,
  ],
  'a reference to an inactive record is refused, or taken': [
    { isInactiveReferenceRefused: false },
    [
      { act: 'submit', type: 'customer', id: ids.halden, values: { isinactive: true } },
      create('job', { companyname: 'Fit-out', parent: ids.halden }),
    ],
    'INVALID_KEY_OR_REF',
    4003,
  ],
  'a project in another subsidiary is refused, or moved to its customer’s': [
    { isOtherSubsidiaryRefused: false },
    [create('job', inSubsidiary)],
    'INVALID_KEY_OR_REF',
    4003,
  ],
  'a customer without a number is given one, or refused': [
    { isAutonumbered: false },
    [create('customer', customer)],
    4003,
    'USER_ERROR',
  ],
  'a task makes loaded copies of its project stale, or does not': [
    { isReplannedByTasks: false },
    [{ act: 'editAround', id: ids.store }],
    'RCRD_HAS_BEEN_CHANGED',
    ids.store,
  ],
  'a project takes its customer’s currency, or has none': [
    { isCurrencySourced: false },
    [
      create('job', { companyname: 'Fit-out', parent: ids.halden }),
      { act: 'lookup', type: 'job', id: 4003, columns: ['currency'] },
    ],
    { currency: [{ value: String(ids.usd), text: 'US Dollar' }] },
    { currency: [] },
  ],
  'LIKE tells capitals apart, or does not': [
    { isLikeCaseSensitive: false },
    [{ act: 'query', sql: 'SELECT id FROM customer WHERE companyname LIKE ? ORDER BY id', params: ['halden%'] }],
    [],
    [{ id: ids.halden }],
  ],
  'scripts run eight hours behind UTC, or in another zone': [
    { zoneMinutes: 60 },
    [{ act: 'read', type: 'job', id: ids.store, fields: ['startdate'] }],
    [['startdate', '2026-11-16T08:00:00.000Z', '2026-11-16T08:00:00.000Z']],
    [['startdate', '2026-11-15T23:00:00.000Z', '2026-11-15T23:00:00.000Z']],
  ],
};

describe('what no document says is a switch', () => {
  test.each(Object.entries(switches))('%s', async (_name, [other, steps, shipped, switched]) => {
    expect(await bothWays(other, steps)).toEqual([shipped, switched]);
  });

  test('a used-up unit limit can be caught, or ends the execution', async () => {
    const steps = [...queries, create('customer', customer)];
    const room = await openRoom({ assumptions: { isUsageLimitCaught: false } });
    await expect(room.attempt(...steps)).rejects.toThrow('SSS_USAGE_LIMIT_EXCEEDED');
    await room.host.close();
  });
});
