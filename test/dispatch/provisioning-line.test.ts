import { afterAll, expect, test } from 'vitest';
import { openTestDatabase } from '../support/database.ts';
import { d1, requestFor } from '../workflows/deals.ts';
import { openLine, runStatus, type Line } from './line.ts';

const database = await openTestDatabase();
afterAll(() => database.close());

const request = requestFor(d1);

/** One customer, one project, three tasks and one opening, each written once. */
const oneOfEach = [
  'customer.ensure',
  'project.activate',
  'project.create',
  'task.create',
  'task.create',
  'task.create',
];

function commandsOf(line: Line): readonly string[] {
  return line.erp
    .documents()
    .map(({ command }) => command)
    .toSorted();
}

test('a request becomes one customer and one open project', async () => {
  const line = await openLine(database);
  await line.request(request);
  await line.run([await line.node()]);
  expect(await runStatus(line, request)).toBe('done');
  expect(commandsOf(line)).toEqual(oneOfEach);
  expect(line.erp.documents().every(({ writes }) => writes === 1)).toBe(true);
});
