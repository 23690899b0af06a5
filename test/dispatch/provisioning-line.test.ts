import { afterAll, describe, expect, test } from 'vitest';
import { openTestDatabase } from '../support/database.ts';
import { d1, idOf, requestFor } from '../workflows/deals.ts';
import type { Disturbance } from './honest-erp.ts';
import { type Line, oneOfEach, openLine, runStatus } from './line.ts';

const database = await openTestDatabase();
afterAll(() => database.close());

const request = requestFor(d1);

function commandsOf(line: Line): readonly string[] {
  return line.erp
    .documents()
    .map(({ command }) => command)
    .toSorted();
}

async function openExceptions(line: Line): Promise<readonly string[]> {
  const { rows } = await line.store.listExceptions({ state: 'open', page: { limit: 100 } });
  return rows.map(({ code, owner }) => `${owner}: ${code}`).toSorted();
}

async function shown(line: Line, kind: string): Promise<readonly unknown[]> {
  const rows = await line.store.claimProjections({
    ...{ pairing: line.pairing, nodeId: 'node-1', limit: 100, leaseMs: 0 },
    kinds: [kind],
  });
  return rows.map(({ values }) => values);
}

test('a request becomes one customer and one open project, each written once', async () => {
  const line = await openLine(database);
  await line.request(request);
  await line.run([await line.node()]);
  expect(await runStatus(line, request)).toBe('done');
  expect(commandsOf(line)).toEqual(oneOfEach);
  expect(line.erp.documents().every(({ writes }) => writes === 1)).toBe(true);
  expect(await openExceptions(line)).toEqual([]);
  expect(line.erp.sent.map(({ items }) => items.length)).toEqual([1, 1, 1, 3, 1, 3, 1]);
});

test('what the CRM shows in the end is the project, its steps, the closed request and the customer’s number', async () => {
  const line = await openLine(database);
  await line.request(request);
  await line.run([await line.node()]);
  expect(await shown(line, 'engagement')).toMatchObject([{ state: 'done', refType: 'job', refNumber: 'N-2' }]);
  expect(await shown(line, 'step')).toMatchObject(Array.from({ length: 7 }, () => ({ state: 'done' })));
  expect(await shown(line, 'request')).toEqual([{ requestId: request.requestId, state: 'closed' }]);
  expect(await shown(line, 'customer-link')).toEqual([{ accountId: d1.customer.accountId, customerNumber: 'N-1' }]);
});

/** Each of these happens to the line, which then ends as if it had not. */
const disturbances: Readonly<Record<string, readonly Disturbance[]>> = {
  'the first call is lost before it ran': [{ kind: 'drop-before' }],
  'the first answer is lost': [{ kind: 'drop-after' }],
  'every other answer is lost': Array.from({ length: 6 }, () => ({ kind: 'drop-after' }) as const),
  'the project’s answer is lost': [{ kind: 'lose', command: 'project.create' }],
  'the tasks’ answer is lost': [{ kind: 'lose', command: 'task.create' }],
  'the opening’s answer is lost': [{ kind: 'lose', command: 'project.activate' }],
  'the account is full five times': Array.from({ length: 5 }, () => ({ kind: 'refuse-for-limit' }) as const),
  'the account is away for twelve calls': Array.from({ length: 12 }, () => ({ kind: 'refuse' }) as const),
  'the project is busy': [{ kind: 'answer', command: 'project.create', answer: 'busy' }],
  'the tasks are deferred': [{ kind: 'answer', command: 'task.create', answer: 'deferred' }],
  'the answer to the tasks is left out': [{ kind: 'leave-out', command: 'task.create' }],
};

describe('one of each, although', () => {
  for (const [name, list] of Object.entries(disturbances)) {
    test(`${name}`, async () => {
      const line = await openLine(database);
      for (const disturbance of list) line.erp.disturb(disturbance);
      await line.request(request);
      await line.run([await line.node()]);
      expect(await runStatus(line, request)).toBe('done');
      expect(commandsOf(line)).toEqual(oneOfEach);
      expect(line.erp.documents().every(({ writes }) => writes === 1)).toBe(true);
    });
  }

  test('the request comes ten times, under one id and under others, on two nodes', async () => {
    const line = await openLine(database);
    const nodes = [await line.node(), await line.node()];
    for (let time = 0; time < 10; time += 1) {
      await line.request(request, time % 2 === 0 ? 'same' : `other-${time}`);
      await nodes[time % 2]?.pass();
    }
    await line.run(nodes);
    expect(await runStatus(line, request)).toBe('done');
    expect(commandsOf(line)).toEqual(oneOfEach);
  });

  test('two deals of one account are asked for at once', async () => {
    const line = await openLine(database);
    const lines = d1.lines.map((one) => ({ ...one, roles: one.roles.map(({ recordId: _its, ...role }) => role) }));
    const other = requestFor({ ...d1, opportunityId: idOf('006000000000002'), lines });
    const engagementId = `eng_${'0'.repeat(26)}`;
    await line.request(request);
    await line.request({ ...other, engagementId }, 'other');
    await line.run([await line.node(), await line.node()]);
    expect(await runStatus(line, request)).toBe('done');
    expect(await runStatus(line, { ...other, engagementId })).toBe('done');
    expect(commandsOf(line).filter((command) => command === 'customer.ensure')).toHaveLength(1);
    expect(commandsOf(line).filter((command) => command === 'project.create')).toHaveLength(2);
  });
});

describe('a person is asked when', () => {
  test('the deal is not ready; the request is closed and the next generation may begin', async () => {
    const line = await openLine(database);
    await line.request(requestFor({ ...d1, isWon: false }));
    await line.run([await line.node()]);
    expect(await runStatus(line, request)).toBe('not-ready');
    expect(await openExceptions(line)).toEqual(['sales-ops: run.not-ready']);
    expect(await shown(line, 'generation')).toEqual([{ opportunityId: d1.opportunityId, generation: 2 }]);
    expect(await shown(line, 'request')).toMatchObject([{ state: 'closed' }]);
    expect(line.erp.sent).toEqual([]);

    await line.request(requestFor(d1, { generation: 2, revision: 2 }));
    await line.run([await line.node()]);
    expect(await runStatus(line, requestFor(d1, { generation: 2 }))).toBe('done');
    expect(commandsOf(line)).toEqual(oneOfEach);
    expect(await openExceptions(line)).toEqual([]);
  });

  test('NetSuite rejects the project; what follows was never sent', async () => {
    const line = await openLine(database);
    line.erp.disturb({ kind: 'answer', command: 'project.create', answer: 'rejected', fault: 'erp.field-missing' });
    await line.request(request);
    await line.run([await line.node()]);
    expect(await runStatus(line, request)).toBe('ended');
    expect(await openExceptions(line)).toEqual(['finance-ops: erp.field-missing']);
    expect(commandsOf(line)).toEqual(['customer.ensure']);
    expect(await shown(line, 'engagement')).toMatchObject([{ state: 'failed', ownerRole: 'finance-ops' }]);
  });

  test('another bridge has raised the fence; once released, the step is done', async () => {
    const line = await openLine(database);
    line.erp.disturb({ kind: 'answer', command: 'project.create', answer: 'stale' });
    await line.request(request);
    const node = await line.node();
    await line.run([node]);
    expect(await runStatus(line, request)).toBe('running');
    expect(await openExceptions(line)).toEqual(['admin: run.held']);
    const { rows } = await line.store.listCommands({ state: 'held', page: { limit: 10 } });
    for (const { commandId } of rows) expect(await line.store.releaseCommand(commandId)).toBe(true);
    await line.run([node]);
    expect(await runStatus(line, request)).toBe('done');
    expect(await openExceptions(line)).toEqual([]);
    expect(commandsOf(line)).toEqual(oneOfEach);
  });

  test('a step is tried for long; it goes on being tried', async () => {
    const line = await openLine(database);
    for (let time = 0; time < 12; time += 1) line.erp.disturb({ kind: 'refuse' });
    await line.request(request);
    const node = await line.node();
    await line.run([node], async () => (await openExceptions(line)).length > 0);
    expect(await openExceptions(line)).toEqual(['admin: run.overdue']);
    await line.run([node]);
    expect(await runStatus(line, request)).toBe('done');
    expect(await openExceptions(line)).toEqual([]);
  });
});
