import { engagementIdOf } from 'shared-model/ids.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

import type { Watched, WatchRequest, WatchResult } from '#connectors/connector.ts';
import { enginePass } from '#engine/engine.ts';
import { playable } from '#engine/play.ts';
import { createRestingRuns } from '#engine/resting.ts';
import type { WatchSeams } from '#feeds/netsuite-watch.ts';
import { watchErp } from '#feeds/netsuite-watch.ts';
import { recordWatch } from '#workflows/record-watch.ts';

import { command, run } from '../store/sample.ts';
import type { TestDatabase } from '../support/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { accountId, orgId } from '../workflows/deals.ts';

const opportunityId = '006000000000001AAA';
const engagementId = engagementIdOf(orgId, opportunityId);
const at = '2026-11-27T13:02:00.000Z';
const wanted = { name: 'Store platform', startOn: '2026-12-01', endOn: '2027-06-30' };
let database: TestDatabase;
let pairing: string;
let key: string;
/** What the ERP was asked for, and the answers that it gives one after the other; the last one stays. */
let asked: WatchRequest[];
let answers: WatchResult[];
let facts: string[];

beforeAll(async () => {
  database = await openTestDatabase();
  pairing = await database.store.ensurePairing({ orgId, accountId });
  key = `tl1:${pairing}:opportunity:${opportunityId}:CV-US:project:g1`;
});
afterAll(() => database.close());

beforeEach(async () => {
  [asked, answers, facts] = [[], [], []];
  const client = await database.connect();
  await client.query(
    `truncate identity, event, event_body, pending_event, duty, cursor, erp_record, engagement_hold, run, command,
    command_waiter, projection, exception`,
  );
  await client.end();
  const head = { key: engagementId, kind: 'engagement', values: { opportunityId, state: 'done', text: 'Open' } };
  const made = command('project', { key, type: 'project.create', payload: wanted });
  const first = run(pairing, 1, { engagementId, runId: 'run_first', projections: [head], commands: [made] });
  await database.store.saveRun(first);
});

function says(changes: Partial<Watched> = {}): WatchResult {
  return { kind: 'answered', watched: { asOf: at, outbox: [], records: [], deleted: [], ...changes } };
}

function acted(id: string, kind: Watched['outbox'][number]['kind']): Watched['outbox'][number] {
  return { id, kind, type: 'job', recordId: '7', at, by: 'Dana Weiss', engagementId };
}

function project(fields: Readonly<Record<string, string>> = {}, changedAt = at): Watched['records'][number] {
  return { type: 'job', id: '7', key, origin: 'ours', changedAt, fields: { ...wanted, ...fields } };
}

/** One turn at the duty, due again at once. */
function watch(changes: Partial<WatchSeams> = {}): Promise<boolean> {
  return watchErp({
    store: database.store,
    erp: {
      watch: (_pairing, request) => {
        asked.push(request);
        return Promise.resolve((answers.length > 1 ? answers.shift() : answers[0]) ?? says());
      },
    },
    world: { newId: () => 'correlation-1' },
    log: (fact) => void facts.push(fact),
    nodeId: 'node-1',
    pairing,
    callInSlot: (_kind, body) => body(),
    everyMs: 0,
    ...changes,
  });
}

/** Reads so often, and lets the engagement's own record decide after each. */
async function watchAndDecide(times: number): Promise<void> {
  const resting = createRestingRuns(() => 0);
  const workflows = [playable(recordWatch)];
  for (let turn = 0; turn < times; turn += 1) {
    await watch();
    await enginePass({ store: database.store, workflows, log: () => undefined, resting, activation: 'automatic' });
  }
}

const Row = z.object({ state: z.string(), detail: z.string() });

/** The ERP's own row of the engagement, and who holds it. */
async function shown(): Promise<{ state: unknown; hold: unknown; open: number; entries: number }> {
  const [found] = await database.store.engagementFacts(pairing, [engagementId]);
  const row = Row.safeParse(found?.rows.find(({ kind }) => kind === 'erp')?.values).data;
  const { rows } = await database.store.listExceptions({ state: 'open', page: { limit: 10 } });
  const entries: unknown[] = JSON.parse(row?.detail ?? '[]');
  return { state: row?.state, hold: found?.hold?.by, open: rows.length, entries: entries.length };
}

describe('reading the ERP', () => {
  it('asks from the beginning, then two minutes back from its last answer, and marks what it has stored', async () => {
    answers = [says({ outbox: [acted('41', 'send-again')] }), says()];
    expect([await watch(), await watch(), await watch()]).toEqual([true, true, false]);
    const since = '2026-11-27T13:00:00.000Z';
    expect(asked).toEqual([
      { taken: [], since: '2000-01-01T00:00:00.000Z' },
      { taken: ['41'], since },
      { taken: [], since },
    ]);
  });

  it('goes on at once where one answer did not hold all', async () => {
    answers = [says({ nextSince: '2026-11-20T00:00:00.000Z' }), says()];
    expect([await watch(), await watch()]).toEqual([true, false]);
    expect(asked[1]?.since).toBe('2026-11-20T00:00:00.000Z');
  });

  it.each<WatchResult>([
    { kind: 'unknown', fault: 'erp.unreachable' },
    { kind: 'refused', fault: 'erp.busy', isLimit: true },
  ])('stays where it was when the ERP does not answer: $kind', async (silence) => {
    answers = [says({ outbox: [acted('41', 'hold')] }), silence, says()];
    await watch();
    expect(await watch()).toBe(false);
    expect(facts).toContain('watch.failed');
    expect(await watch()).toBe(false);
    expect(asked).toHaveLength(2);
  });

  it('waits while every slot is taken', async () => {
    expect(await watch({ callInSlot: () => Promise.resolve(undefined) })).toBe(false);
    expect(asked).toEqual([]);
  });

  it('is done by one node at a time', async () => {
    const inside = async () => {
      expect(await watch({ nodeId: 'node-2' })).toBe(false);
      return says();
    };
    await watch({ erp: { watch: inside } });
    expect(asked).toEqual([]);
  });
});

describe('what was read', () => {
  it('holds the engagement with what is shown, until it is released', async () => {
    answers = [says({ outbox: [acted('41', 'hold')] }), says()];
    await watchAndDecide(2);
    expect(await shown()).toMatchObject({ state: 'held', hold: 'Dana Weiss' });
    answers = [says({ outbox: [acted('42', 'release')] }), says()];
    await watchAndDecide(2);
    expect(await shown()).toMatchObject({ state: 'in-step', hold: undefined });
  });

  it('does not hold again for a row that comes once more after the release', async () => {
    const [hold, release] = [acted('41', 'hold'), acted('42', 'release')];
    answers = [says({ outbox: [hold, release] }), says({ outbox: [hold] }), says()];
    await watchAndDecide(3);
    expect(await shown()).toEqual({ state: 'in-step', hold: undefined, open: 0, entries: 2 });
  });

  it('is flagged, settled when it is put back, and flagged again when it is changed once more', async () => {
    const late = { endOn: '2031-01-31' };
    const turns: [Watched['records'][number], string][] = [
      [project(late, '2026-11-27T13:03:00.000Z'), 'differs'],
      [project({}, '2026-11-27T13:04:00.000Z'), 'in-step'],
      [project(late, '2026-11-27T13:05:00.000Z'), 'differs'],
      [project({}, '2026-11-27T13:06:00.000Z'), 'in-step'],
    ];
    for (const [record, state] of turns) {
      answers = [says({ records: [record] })];
      await watchAndDecide(1);
      expect(await shown()).toMatchObject({ state, open: state === 'differs' ? 1 : 0 });
    }
  });

  it('is news once, however often it is read', async () => {
    answers = [says({ records: [project({ endOn: '2031-01-31' })] })];
    await watchAndDecide(3);
    expect(await shown()).toEqual({ state: 'differs', hold: undefined, open: 1, entries: 1 });
  });
});
