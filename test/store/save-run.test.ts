import { afterAll, beforeEach, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { applied, claim, command, engagement, event, finish, keysOf, org, rowsClaim, run } from './sample.ts';

const database: TestDatabase = await openTestDatabase();
const { store } = database;
const pairing = await store.ensurePairing(org);
let number = 0;

beforeEach(async () => {
  const client = await database.connect();
  await client.query('truncate run, command, command_waiter, call, pending_event, projection, exception');
  number += 1;
});
afterAll(() => database.close());

test('gives a run its events in the order of their arrival until it has handled them', async () => {
  await store.acceptEvents([event(pairing, number, { first: 1 }, `first-${number}`)]);
  await store.acceptEvents([event(pairing, number, { second: 2 }, `second-${number}`)]);
  const [work] = await store.runsWithWork(10);
  expect(work).toMatchObject({ version: 0, generation: 1, isWakeDue: false, ...engagement(number) });
  expect(work?.events.map(({ data }) => data)).toEqual([{ first: 1 }, { second: 2 }]);
  const handledEventIds = work?.events.map(({ eventId }) => eventId) ?? [];
  expect(await store.saveRun(run(pairing, number, { handledEventIds }))).toBe('saved');
  expect(await store.runsWithWork(10)).toEqual([]);
});

test('saves a run once when two nodes decided from the same version', async () => {
  await store.saveRun(run(pairing, number));
  const one = run(pairing, number, { expectedVersion: 1, commands: [command(`one-${number}`)] });
  const other = run(pairing, number, { expectedVersion: 1, commands: [command(`other-${number}`)] });
  expect(await store.saveRun(one)).toBe('saved');
  expect(await store.saveRun(other)).toBe('conflict');
  expect(await store.saveRun(run(pairing, number))).toBe('conflict');
  const found = await store.runById(engagement(number).runId);
  expect(found?.commands.map(({ key, isHead, state }) => [key, isHead, state])).toEqual([
    [`one-${number}`, true, 'waiting'],
  ]);
});

test('wakes a run when its time has come, and not before', async () => {
  let now = Date.UTC(2026, 10, 21, 12);
  const simulated = await database.nodeStore(() => now);
  await simulated.saveRun(run(pairing, number, { wakeAt: '2026-11-21T12:01:00Z' }));
  expect(await simulated.runsWithWork(10)).toEqual([]);
  now += 60_000;
  const [work] = await simulated.runsWithWork(10);
  expect(work).toMatchObject({ isWakeDue: true, version: 1, now: '2026-11-21T12:01:00.000Z', events: [] });
  expect(work?.state).toEqual({ step: 'checking' });
  await simulated.saveRun(run(pairing, number, { expectedVersion: 1 }));
  expect(await simulated.runsWithWork(10)).toEqual([]);
});

test('brings reference rows and the other attempts of the engagement', async () => {
  const asOf = '2026-11-21T10:00:00.000Z';
  const rows = [{ kind: 'legal-entity', code: 'CV-US', name: 'US', currency: 'USD', isActive: true }] as const;
  await store.saveReference(pairing, { asOf, rows: [...rows] });
  await store.saveReference(pairing, { asOf: '2026-11-20T10:00:00.000Z', rows: [] });
  await store.saveRun(run(pairing, number, { status: 'ended' }));
  await store.acceptEvents([{ ...event(pairing, number), id: `again-${number}`, generation: 2 }]);
  const [work] = await store.runsWithWork(10);
  expect(work?.otherRuns).toEqual([{ generation: 1, status: 'ended' }]);
  expect(work?.reference).toEqual({ asOf, rows });
});

test('joins a newer revision, supersedes an older one that nobody sent, and asks anew for a rejected one', async () => {
  const key = `customer-${number}`;
  await store.saveRun(run(pairing, number, { commands: [command(key, { revision: 2 })] }));
  await store.saveRun(run(pairing, number + 300, { commands: [command(key, { revision: 1 })] }));
  await store.saveRun(run(pairing, number + 400, { commands: [command(key, { revision: 3, payload: 'newest' })] }));
  const batch = await store.claimCommands(claim(pairing));
  expect(batch?.commands.map(({ revision, payload }) => [revision, payload])).toEqual([[3, 'newest']]);
  await finish(store, batch, { kind: 'rejected', fault: { code: 'erp.refused', text: 'no' } });
  const waiting = await store.runsWithWork(10);
  expect(waiting).toHaveLength(3);
  await store.saveRun(
    run(pairing, number + 400, { expectedVersion: 1, commands: [command(key, { revision: 3, payload: 'mended' })] }),
  );
  const again = await store.claimCommands(claim(pairing));
  expect(again?.commands.map(({ revision, payload, fence }) => [revision, payload, fence])).toEqual([[3, 'mended', 2]]);
  await finish(store, again, applied);
  expect((await store.listExceptions({ state: 'open', page: { limit: 10 } })).rows).toEqual([]);
});

test('keeps the order given when a rejected command and new ones are asked for together', async () => {
  const [project, task] = [command(`p${number}/project`), command(`p${number}/task`)];
  await store.saveRun(run(pairing, number, { commands: [project] }));
  await finish(store, await store.claimCommands(claim(pairing)), {
    kind: 'rejected',
    fault: { code: 'erp.refused', text: 'no' },
  });
  await store.saveRun(run(pairing, number, { expectedVersion: 1, commands: [project, task] }));
  expect(keysOf(await store.claimCommands(claim(pairing)))).toEqual([project.key, task.key]);
});

test('raises an exception once by its cause, and a later attempt settles it', async () => {
  const exception = {
    about: 'not-ready:finance-ops',
    code: 'run.not-ready',
    text: 'no tax id',
    owner: 'finance-ops',
  } as const;
  await store.saveRun(run(pairing, number, { exceptions: [exception] }));
  await store.saveRun(run(pairing, number, { expectedVersion: 1, status: 'not-ready', exceptions: [exception] }));
  const list = async () => (await store.listExceptions({ state: 'open', page: { limit: 10 } })).rows;
  expect(await list()).toMatchObject([{ code: 'run.not-ready', owner: 'finance-ops', ...engagement(number) }]);
  const next = { runId: `run_next_${number}`, generation: 2, settled: ['not-ready:finance-ops'] };
  await store.saveRun(run(pairing, number, next));
  expect(await list()).toEqual([]);
});

test('shows the latest values of a row, under a version that counts only changes', async () => {
  const row = (state: string) => [{ key: `row-${number}`, kind: 'step', values: { state } }];
  await store.saveRun(run(pairing, number, { projections: row('running') }));
  await store.saveRun(run(pairing, number, { expectedVersion: 1, projections: row('running') }));
  const dirty = async () =>
    (await store.claimProjections(rowsClaim(pairing))).map(({ values, version }) => [values, version]);
  expect(await dirty()).toEqual([[{ state: 'running' }, 1]]);
  await store.saveRun(run(pairing, number, { expectedVersion: 2, projections: row('done') }));
  const written = (version: number) => ({
    pairing,
    rows: [{ key: `row-${number}`, version, result: 'written', restMs: 0 } as const],
  });
  await store.projectionsWritten(written(1));
  expect(await dirty()).toEqual([[{ state: 'done' }, 2]]);
  await store.projectionsWritten(written(2));
  await store.projectionsWritten(written(1));
  expect(await dirty()).toEqual([]);
});

test('rests before it shows a row again', async () => {
  let now = Date.UTC(2026, 10, 21, 12);
  const simulated = await database.nodeStore(() => now);
  await simulated.saveRun(run(pairing, number, { projections: [{ key: `row-${number}`, kind: 'step', values: {} }] }));
  const rows = [{ key: `row-${number}`, version: 1, result: 'failed', restMs: 2_000 }] as const;
  await simulated.projectionsWritten({ pairing, rows });
  expect(await simulated.claimProjections(rowsClaim(pairing))).toEqual([]);
  now += 2_000;
  expect(await simulated.claimProjections(rowsClaim(pairing))).toMatchObject([{ failedAttempts: 1 }]);
});

test('reads an engagement by its record in the CRM, with links of its newest version', async () => {
  const opportunityId = `006${String(number).padStart(12, '0')}AAA`;
  const source = { type: 'Account', id: '001000000000001AAA' };
  const ref = { system: 'netsuite', type: 'customer', id: '7', number: 'C-1001' } as const;
  await store.saveRun(run(pairing, number, { links: [{ key: 'customer', source, ref }] }));
  await store.saveRun(run(pairing, number, { expectedVersion: 1, links: [{ key: 'customer', source, ref }] }));
  const moved = { ...ref, id: '8' };
  await store.saveRun(run(pairing, number, { expectedVersion: 2, links: [{ key: 'customer', source, ref: moved }] }));
  const found = await store.engagementBySource({ system: 'salesforce', id: opportunityId });
  expect(found?.links).toMatchObject([{ key: 'customer', source, ref: moved, version: 2 }]);
  expect(found).toEqual(await store.engagementById(engagement(number).engagementId));
  expect(found?.runs).toMatchObject([{ version: 3, status: 'running' }]);
});

test('lists commands newest first, page by page, each once', async () => {
  const commands = Array.from({ length: 7 }, (_, place) => command(`list-${number}/${place}`));
  await store.saveRun(run(pairing, number, { commands }));
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await store.listCommands({ pairing, state: 'waiting', page: { limit: 3, ...(after && { after }) } });
    seen.push(...page.rows.map(({ key }) => key));
    after = page.next;
  } while (after !== undefined && seen.length < 100);
  expect(seen.filter((key) => key.startsWith(`list-${number}`))).toEqual(commands.map(({ key }) => key).toReversed());
  expect(new Set(seen).size).toBe(seen.length);
  expect(await store.countWork()).toMatchObject({ pendingEvents: 0, commands: { waiting: 7, applied: 0 } });
});
