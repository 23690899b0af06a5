import { fileURLToPath } from 'node:url';

import { afterAll, beforeEach, describe, expect, test } from 'vitest';

import type { HandWrite } from '../sandbox/netsuite/host/hand-writes.ts';
import { ids, openRoom } from './room.ts';
import type { Room, Step } from './room.ts';

const projectFolder = fileURLToPath(new URL('./fixtures/events', import.meta.url));
let room: Room;
beforeEach(async () => {
  await room?.host.close();
  room = await openRoom({ projectFolder });
});
afterAll(() => room.host.close());

const rename = (companyname: string): Step => ({
  act: 'edit',
  type: 'customer',
  id: ids.halden,
  values: { companyname },
});

function told(): readonly unknown[] {
  const answer = room.host.query('SELECT custrecord_fx_what FROM customrecord_fx_told ORDER BY id');
  return 'rows' in answer ? answer.rows.map((row) => row['custrecord_fx_what']) : [answer.refusal];
}

async function byHand(more: Partial<HandWrite> = {}) {
  const write = { user: 'finance', context: 'USERINTERFACE', type: 'customer', id: String(ids.halden) } as const;
  return room.host.write({ ...write, values: { companyname: 'Halden AG' }, ...more });
}

describe('a save', () => {
  test('runs the user events of its record type, and those of none of their own writes', async () => {
    const [saved] = await room.attempt(rename('Halden AG'));
    expect(saved).toEqual({ gave: ids.halden });
    const role = 'customrole_fx_integration';
    expect(told()).toEqual([`edit customer Halden Group > Halden AG in RESTLET, ${role} Fixture Integration 1000`]);
  });

  test('leaves the caller its own units', async () => {
    expect(await room.attempt(rename('Halden AG'), { act: 'units' })).toMatchObject([{}, { gave: 5000 - 5 - 10 }]);
  });

  test('is prevented by what throws before the commit', async () => {
    expect(await room.attempt(rename('Refused before'))).toMatchObject([{ threw: 'UNEXPECTED_ERROR' }]);
    expect(room.host.readRecord('customer', ids.halden)?.values['companyname']).toBe('Halden Group');
    expect(told()).toEqual([]);
  });

  test('is kept when something throws after the commit, and whoever saved is told', async () => {
    expect(await room.attempt(rename('Refused after'))).toMatchObject([{ threw: 'UNEXPECTED_ERROR' }]);
    expect(room.host.readRecord('customer', ids.halden)?.values['companyname']).toBe('Refused after');
  });

  test('takes what a script puts right before it', async () => {
    await room.attempt(rename('lower'));
    expect(room.host.readRecord('customer', ids.halden)?.values['companyname']).toBe('LOWER');
  });

  test('of single fields shows a script these alone', async () => {
    await room.attempt({ act: 'submit', type: 'customer', id: ids.halden, values: { phone: '1' } });
    expect(told()).toEqual([expect.stringMatching(/^xedit customer Halden Group > undefined in RESTLET/)]);
  });

  test('that makes a record, and one that removes it, are told apart', async () => {
    const made = await room.host.write({
      ...{ user: 'admin', context: 'USERINTERFACE', type: 'customer' },
      values: { companyname: 'New', subsidiary: ids.us },
    });
    if ('refusal' in made) throw new Error(made.refusal.message);
    await byHand({ id: String(made.id), user: 'admin', values: 'delete' });
    const person = 'in USERINTERFACE, administrator Ravi Menon 1000';
    expect(told()).toEqual([`create customer - > New ${person}`, `delete customer New > New ${person}`]);
  });

  test('of a user event that is killed after the commit ends its caller too', async () => {
    room.host.setGate(({ parent, api }) =>
      Promise.resolve(parent !== undefined && api === 'Record.save' ? 'kill' : 'go'),
    );
    await expect(room.attempt(rename('Halden AG'))).rejects.toThrow(/killed/);
    room.host.setGate(undefined);
    expect(room.host.readRecord('customer', ids.halden)?.values['companyname']).toBe('Halden AG');
    expect(room.host.runningCount()).toBe(0);
  });
});

describe('a deployment', () => {
  const close = { type: 'job', id: String(ids.store), values: { companyname: 'Store' } } as const;

  test('runs only in the contexts that it names', async () => {
    await room.attempt({ act: 'edit', ...close });
    expect(told()).toEqual([]);
    await byHand(close);
    expect(told()).toHaveLength(1);
  });

  test('with a role of its own runs in that, and still names the person', async () => {
    await byHand(close);
    expect(told()).toEqual([expect.stringContaining('customrole_fx_integration Dana Weiss')]);
  });
});

describe('whether user events run', () => {
  test.each([
    ['CSVIMPORT', 'areUserEventsRunByCsvImport'],
    ['INLINE', 'areUserEventsRunByInlineEdit'],
  ] as const)('in %s is a switch, off as shipped', async (context, name) => {
    await byHand({ context });
    expect(told()).toEqual([]);
    await room.host.close();
    room = await openRoom({ projectFolder, assumptions: { [name]: true } });
    await byHand({ context });
    expect(told()).toHaveLength(1);
  });

  test('to the end is told to whoever saved, by a switch', async () => {
    await room.host.close();
    room = await openRoom({ projectFolder, assumptions: { isAfterSubmitErrorTold: false } });
    expect(await room.attempt(rename('Refused after'))).toEqual([{ gave: ids.halden }]);
  });
});

test('a form shows what the script adds when it is opened', async () => {
  const opened = await room.host.openForm({ type: 'customer', id: String(ids.halden), user: 'viewer', mode: 'view' });
  expect(opened).toMatchObject({
    kind: 'form',
    form: {
      tabs: [{ id: 'custpage_fx', label: 'Seen by Eli Noor' }],
      fields: [{ type: 'INLINEHTML', container: 'custpage_fx', value: '<p>Halden Group</p>' }],
    },
  });
});

test('a form that the person may not see is refused', async () => {
  const opened = await room.host.openForm({ type: 'customer', id: String(ids.halden), user: 'viewer', mode: 'edit' });
  expect(opened).toMatchObject({ kind: 'refused', refusal: { name: 'INSUFFICIENT_PERMISSION' } });
});
