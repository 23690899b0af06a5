import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createStore } from '#store/create-store.ts';
import type { Store } from '#store/store.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { applied, claim, command, engagement, event, finish, node, org, rowsClaim, run } from './sample.ts';

/** What a bridge holds after a while: everything is done but for a little. */
const past = 50_000;
const fill = `
  insert into identity (event_id, content_hash) select 'evt_' || n, 'hash' from generate_series(1, ${past}) as n;
  insert into event (
    event_id, pairing, source, id, type, engagement_id, run_id, generation, correlation_id, occurred_at, accepted_at
  )
  select 'evt_' || n, $PAIRING, 'source', n::text, 'provisioning.requested', 'eng_' || n, 'run_' || n, 1, 'c',
    throughline_now(), throughline_now()
  from generate_series(1, ${past}) as n;
  insert into event_body (event_id, data, raw) select 'evt_' || n, '{}', '' from generate_series(1, ${past}) as n;
  insert into run (
    run_id, engagement_id, pairing, generation, correlation_id, workflow, workflow_version, state, state_version, status,
    version, started_at, changed_at
  )
  select 'run_' || n, 'eng_' || n, $PAIRING, 1, 'c', 'provisioning', 1, '{}', 1, 'done', 9, throughline_now(),
    throughline_now()
  from generate_series(1, ${past}) as n;
  insert into command (
    command_id, key, revision, pairing, system, type, lane, order_key, payload, run_id, engagement_id, correlation_id,
    state, not_before, call_id, created_at, changed_at
  )
  select 'cmd_' || n, 'past-' || n, 1, $PAIRING, 'netsuite', 'task.create', 'interactive', 'past-' || n, '{}',
    'run_' || n, 'eng_' || n, 'c', 'applied', throughline_now(), n, throughline_now(), throughline_now()
  from generate_series(1, ${past}) as n;
  insert into command_waiter (command_id, run_id) select 'cmd_' || n, 'run_' || n from generate_series(1, ${past}) as n;
  insert into call (
    pairing, system, account_number, slot, node_id, session_number, kind, item_count, started_at, occupied_until, ended_at
  )
  select $PAIRING, 'netsuite', (select min(account_number) from vendor_account), 1, 'node-0', 0, 'post', 1,
    throughline_now(), throughline_now(), throughline_now()
  from generate_series(1, ${past}) as n;
  insert into projection (
    pairing, key, kind, engagement_id, shown, version, written_version, marked_at, not_before
  )
  select $PAIRING, 'row-' || n, 'step', 'eng_' || n, '{}', 3, 3, throughline_now(), throughline_now()
  from generate_series(1, ${past}) as n;
  insert into exception (cause, pairing, engagement_id, run_id, command_id, code, text, owner, raised_at, resolved_at)
  select 'cause-' || n, $PAIRING, 'eng_' || n, 'run_' || n, 'cmd_' || n, 'erp.refused', 'no', 'admin',
    throughline_now(), throughline_now()
  from generate_series(1, ${past}) as n;
  insert into crosswalk (
    pairing, key, system, version, is_current, engagement_id, source_type, source_id, ref, linked_at
  )
  select $PAIRING, 'past-' || n, 'netsuite', 1, true, 'eng_' || n, 'Opportunity', n::text, '{}', throughline_now()
  from generate_series(1, ${past}) as n;
  insert into engagement_link (engagement_id, pairing, key)
  select 'eng_' || n, $PAIRING, 'past-' || n from generate_series(1, ${past}) as n;
  analyze`;

const large = new Set([
  ...['identity', 'event', 'event_body', 'run', 'command', 'command_waiter', 'call', 'projection', 'exception'],
  ...['crosswalk', 'engagement_link'],
]);

const database: TestDatabase = await openTestDatabase();
const pairing = await database.store.ensurePairing(org);
const observer = await database.connect();
const scans: string[] = [];
/** Whether statements are run for the rows that they read, and undone, before they are run. */
let isCounting = false;
let counted = 0;
let store: Store;

beforeAll(async () => {
  await observer.query(fill.replaceAll('$PAIRING', `'${pairing}'`));
  store = createStore({ client: await explainingClient() });
});
afterAll(() => database.close());

/** A session that asks for the plan of each statement before it runs it. */
async function explainingClient(): Promise<pg.Client> {
  const client = await database.connect();
  const query = client.query.bind(client);
  const explained = async (text: string, values: readonly unknown[] = []) => {
    if (/^\s*(select|with|insert|update|delete)/.test(text)) {
      const { rows } = await query(`explain (format json) ${text}`, [...values]);
      scans.push(...scansOf(rows).map((table) => `${table}: ${text.replaceAll(/\s+/g, ' ').trim()}`));
    }
    if (isCounting) counted += await rowsReadBy(() => query(`explain (analyze, format json) ${text}`, [...values]));
    return query(text, [...values]);
  };
  const rowsReadBy = async (run: () => Promise<pg.QueryResult>): Promise<number> => {
    await query('begin');
    const { rows } = await run();
    await query('rollback');
    return readRowsOf(rows);
  };
  return Object.assign(client, { query: explained });
}

const Node = z.object({ 'Node Type': z.string(), 'Relation Name': z.string().optional() });

/** The large tables that a plan reads from end to end. */
function scansOf(plan: unknown): string[] {
  if (Array.isArray(plan)) return plan.flatMap(scansOf);
  if (typeof plan !== 'object' || plan === null) return [];
  const read = Node.safeParse(plan).data;
  const table = read?.['Node Type'] === 'Seq Scan' ? (read['Relation Name'] ?? '') : '';
  return [...(large.has(table) ? [table] : []), ...Object.values(plan).flatMap(scansOf)];
}

const Counted = z.object({
  'Relation Name': z.literal('command'),
  'Actual Rows': z.number(),
  'Actual Loops': z.number(),
  'Rows Removed by Filter': z.number().default(0),
});

/** The rows of commands that the scans of a plan have read. */
function readRowsOf(plan: unknown): number {
  if (typeof plan !== 'object' || plan === null) return 0;
  const node = Counted.safeParse(plan).data;
  const own = node === undefined ? 0 : (node['Actual Rows'] + node['Rows Removed by Filter']) * node['Actual Loops'];
  return Object.values(plan).reduce((sum: number, part: unknown) => sum + readRowsOf(part), own);
}

const key = 'future';
const row = { key: 'future-row', kind: 'step', values: { state: 'running' } };
const rejectedOnce = { kind: 'rejected', fault: { code: 'erp.refused', text: 'no' } } as const;
const begun = () =>
  run(pairing, 1, {
    commands: [command(`${key}/1`), command(`${key}/2`)],
    exceptions: [{ about: 'late', commandKey: `${key}/1`, code: 'run.overdue', text: 'late', owner: 'admin' }],
    settled: ['not-ready:admin'],
    projections: [row],
    links: [{ key, source: { type: 'Account', id: '1' }, ref: { system: 'netsuite', type: 'customer', id: '1' } }],
  });

/** What a provisioning asks of the store, in its order, and what people ask beside it. */
const steps: Readonly<Record<string, () => Promise<unknown>>> = {
  'events are accepted': () => store.acceptEvents([event(pairing, 1), event(pairing, 2)]),
  'events come again': () => store.acceptEvents([event(pairing, 1)]),
  'runs are looked for': () => store.runsWithWork(50),
  'a run is saved': () => store.saveRun(begun()),
  'a run is saved again': () => store.saveRun({ ...begun(), expectedVersion: 1, withdrawnKeys: [`${key}/2`] }),
  'a node says that it lives': () => store.beat(node),
  'dead nodes are looked for': () => store.buryNodes({ nodeId: node, silentMs: 15_000 }),
  'commands are claimed and rejected': async () =>
    finish(store, await store.claimCommands(claim(pairing)), rejectedOnce),
  'a rejected command is released': async () => {
    const { rows } = await store.listCommands({ state: 'rejected', page: { limit: 10 } });
    for (const { commandId } of rows) await store.releaseCommand(commandId);
  },
  'commands become unknown': async () =>
    finish(store, await store.claimCommands(claim(pairing, { slot: 2 })), { kind: 'unknown' }),
  'the unknown is looked up': async () => {
    const unknown = await store.unknownCommands({ system: 'netsuite', pairing, limit: 50 });
    await store.resolveUnknown(unknown.map(({ commandId, fence }) => ({ commandId, fence, outcome: applied })));
  },
  'a call is opened and closed': async () => {
    const call = await store.openCall({ ...claim(pairing, { slot: 3 }), kind: 'find' });
    if (call !== undefined) await store.closeCall(call.callId);
  },
  'rows are shown': async () => {
    const dirty = await store.claimProjections(rowsClaim(pairing));
    const rows = dirty.map((one) => ({ key: one.key, version: one.version, result: 'written' as const, restMs: 0 }));
    await store.projectionsWritten({ pairing, rows });
  },
  'a person looks at an engagement': () => store.engagementById('eng_77'),
  'a person looks at a run': () => store.runById(engagement(1).runId),
  'a person lists commands': () => store.listCommands({ page: { limit: 50 } }),
  'a person lists open exceptions': () => store.listExceptions({ state: 'open', page: { limit: 50 } }),
};

test.each(Object.entries(steps))(
  'with 50,000 of everything, no table is read from end to end when %s',
  async (_, act) => {
    scans.length = 0;
    await act();
    expect(scans).toEqual([]);
  },
);

test('with 50,000 that wait, a claim reads its batch and no more, whether or not the statistics know of them', async () => {
  await observer.query(`
    alter table command set (autovacuum_enabled = false);
    insert into command (
      command_id, key, revision, pairing, system, type, lane, order_key, payload, run_id, engagement_id, correlation_id,
      state, is_head, not_before, created_at, changed_at
    )
    select 'wait_' || n, 'wait-' || n, 1, '${pairing}', 'netsuite', 'task.create', 'postings', 'order-' || n / 5, '{}',
      'run_1', 'eng_1', 'c', 'waiting', n % 5 = 0, throughline_now(), throughline_now(), throughline_now()
    from generate_series(0, ${past - 1}) as n`);
  const readByClaim = async (slot: number): Promise<number> => {
    counted = 0;
    isCounting = true;
    expect((await store.claimCommands(claim(pairing, { slot })))?.commands).toHaveLength(50);
    isCounting = false;
    return counted;
  };
  const blind = await readByClaim(5);
  await observer.query('analyze command');
  for (const read of [blind, await readByClaim(6)]) {
    expect(read).toBeGreaterThan(100);
    expect(read).toBeLessThan(2_000);
  }
});
