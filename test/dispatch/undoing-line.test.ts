import { afterAll, expect, test } from 'vitest';
import { openTestDatabase } from '../support/database.ts';
import { d1, idOf, requestFor } from '../workflows/deals.ts';
import { type Line, oneOfEach, openLine, runStatus } from './line.ts';

const database = await openTestDatabase();
afterAll(() => database.close());

const request = requestFor(d1);
const again = requestFor(d1, { generation: 2, requestId: idOf('a0R000000000002') });

function commandsOf(line: Line): readonly string[] {
  return line.erp
    .documents()
    .map(({ command }) => command)
    .toSorted();
}

async function head(line: Line): Promise<string> {
  const engagement = await line.store.engagementById(request.engagementId);
  const row = engagement?.projections.find(({ kind }) => kind === 'engagement');
  const shown = row?.values['text'];
  return typeof shown === 'string' ? shown : '';
}

async function openExceptions(line: Line): Promise<readonly string[]> {
  const { rows } = await line.store.listExceptions({ state: 'open', page: { limit: 100 } });
  return rows.map(({ code, owner }) => `${owner}: ${code}`).toSorted();
}

const refused = { kind: 'answer', answer: 'rejected', fault: 'erp.reference-unknown' } as const;

test('a deal refused at its billing rules is undone to the customer, and the next attempt makes one project', async () => {
  const line = await openLine(database);
  const node = await line.node();
  line.erp.disturb({ ...refused, command: 'rule.create' });
  await line.request(request);
  await line.run([node]);
  expect(await runStatus(line, request)).toBe('ended');
  expect(commandsOf(line)).toEqual(['customer.ensure']);
  expect(await openExceptions(line)).toEqual(expect.arrayContaining(['finance-ops: erp.reference-unknown']));
  await line.request(again);
  await line.run([node]);
  expect(await runStatus(line, again)).toBe('done');
  expect(commandsOf(line)).toEqual(oneOfEach);
  expect(line.erp.documents().filter(({ key }) => key.endsWith(':g1'))).toEqual([]);
  expect(await openExceptions(line)).toEqual([]);
});

test('a project that something uses stays with finance until it is tried again', async () => {
  const line = await openLine(database);
  const node = await line.node();
  line.erp.disturb({ ...refused, command: 'task.create' });
  line.erp.disturb({ ...refused, command: 'record.remove', fault: 'erp.record-in-use' });
  await line.request(request);
  await line.run([node]);
  expect(await runStatus(line, request)).toBe('failed');
  expect(await openExceptions(line)).toContain('finance-ops: erp.record-in-use');
  await line.act('retried', request);
  await line.run([node]);
  expect(await runStatus(line, request)).toBe('ended');
  expect(commandsOf(line)).toEqual(['customer.ensure']);
  expect(await openExceptions(line)).not.toContain('finance-ops: erp.record-in-use');
});

test('a late original of what was undone is refused', async () => {
  const line = await openLine(database);
  const node = await line.node();
  line.erp.disturb({ ...refused, command: 'rule.create' });
  await line.request(request);
  await line.run([node]);
  const late = line.erp.sent.flatMap(({ items }) => items).find(({ command }) => command === 'project.create');
  if (late === undefined) throw new Error('no project was asked for');
  const batch = { pairing: line.pairing, items: [late] };
  expect(await line.erp.connector.send(batch, { correlationId: 'late' })).toMatchObject({
    items: [{ answer: 'rejected', fault: { code: 'erp.reversed' } }],
  });
  expect(commandsOf(line)).toEqual(['customer.ensure']);
});

test('what was given up halfway is undone when all that is under way has ended', async () => {
  const line = await openLine(database);
  const node = await line.node();
  await line.request(request);
  await line.run([node], () => Promise.resolve(line.erp.documents().some(({ command }) => command === 'task.create')));
  await line.act('given-up', request);
  await line.run([node]);
  expect(await runStatus(line, request)).toBe('ended');
  expect(commandsOf(line)).toEqual(['customer.ensure']);
  expect(await openExceptions(line)).toEqual([]);
});

test('what is cancelled before anything was asked leaves nothing, and says so', async () => {
  const line = await openLine(database);
  const node = await line.node();
  await line.request(request);
  await node.decide();
  await line.act('cancelled', request);
  await line.run([node]);
  expect(await runStatus(line, request)).toBe('ended');
  expect(commandsOf(line)).toEqual([]);
  expect(await head(line)).toBe('Cancelled by Ana Ruiz. Nothing was made');
});
