import type { ErpState } from 'shared-model/erp-state.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { WriteStatesResult } from '#connectors/connector.ts';
import type { ErpStateSeams } from '#projection/erp-states.ts';
import { showErpStates } from '#projection/erp-states.ts';
import type { OpenStore } from '#store/create-store.ts';

import { run } from '../store/sample.ts';
import type { TestDatabase } from '../support/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { accountId, orgId } from '../workflows/deals.ts';

let database: TestDatabase;
let store: OpenStore;
let pairing: string;
let now = Date.parse('2026-11-21T12:00:00Z');
let number = 0;
let version: number;
let facts: string[];
/** What the account holds of the engagement, as its own table would. */
let held: { version: number; text: string } | undefined;
let written: number;

beforeAll(async () => {
  database = await openTestDatabase();
  store = await database.nodeStore(() => now);
  pairing = await store.ensurePairing({ orgId, accountId });
});
afterAll(() => database.close());

beforeEach(async () => {
  [facts, version, held, written] = [[], 0, undefined, 0];
  number += 1;
  const client = await database.connect();
  await client.query('truncate projection, run, engagement_link, crosswalk');
  await client.end();
});

/** What the workflow has decided to show; the first time with a record in the ERP, so that there is a tab. */
async function decide(text: string): Promise<void> {
  const opportunityId = `006${String(number).padStart(12, '0')}AAA`;
  const saved = run(pairing, number, { expectedVersion: version });
  const values = { opportunityId, state: 'in-progress', text, at: '2026-11-21T12:00:00.000Z', generation: 1 };
  const links = [
    {
      key: `tl1:${pairing}:opportunity:${opportunityId}:CV-US:project:g1`,
      source: { type: 'Opportunity', id: opportunityId },
      ref: { system: 'netsuite', type: 'job', id: String(number) },
    },
  ] as const;
  const projections = [{ key: saved.engagementId, kind: 'engagement', values }];
  expect(await store.saveRun({ ...saved, projections, links: version === 0 ? links : [] })).toBe('saved');
  version += 1;
  now += 1_000;
}

/** The account: the highest version wins. */
function take(state: ErpState): WriteStatesResult & { kind: 'answered' } {
  written += 1;
  const { engagementId } = state;
  if (held !== undefined && held.version > state.version)
    return { kind: 'answered', items: [{ engagementId, result: 'superseded', heldVersion: held.version }] };
  held = { version: state.version, text: state.text };
  return { kind: 'answered', items: [{ engagementId, result: 'written' }] };
}

function show(changes: Partial<ErpStateSeams> = {}): Promise<boolean> {
  return showErpStates({
    store,
    erp: { writeStates: (_pairing, [state]) => Promise.resolve(state === undefined ? silent : take(state)) },
    world: { newId: () => 'correlation-1' },
    log: (fact) => void facts.push(fact),
    nodeId: 'node-1',
    pairing,
    callInSlot: (_kind, body) => body(),
    ...changes,
  });
}

const silent: WriteStatesResult = { kind: 'unknown', fault: 'erp.unreachable' };
const seconds = (count: number) => void (now += count * 1_000);

describe('what the tab shows', () => {
  it('is the latest of what the card shows, in one write however often it changed', async () => {
    for (const text of ['first', 'second', 'third']) await decide(text);
    expect(await show()).toBe(true);
    expect([held?.text, written]).toEqual(['third', 1]);
    seconds(60);
    expect(await show()).toBe(false);
  });

  it('is written at most once a second', async () => {
    await decide('first');
    await show();
    now -= 1_000;
    await decide('second');
    now -= 1_000;
    expect(await show()).toBe(false);
    seconds(2);
    expect(await show()).toBe(true);
    expect(held?.text).toBe('second');
  });

  it('is tried again until the ERP has taken it, and when every slot was taken', async () => {
    await decide('first');
    expect(await show({ erp: { writeStates: () => Promise.resolve(silent) } })).toBe(false);
    expect(facts).toEqual(['erp-states.not-written']);
    expect(await show()).toBe(false);
    seconds(5);
    expect(await show({ callInSlot: () => Promise.resolve(undefined) })).toBe(false);
    seconds(1);
    expect(await show()).toBe(true);
    expect(held?.text).toBe('first');
  });

  it('is written again with the same version when the answer was lost', async () => {
    await decide('first');
    const lost = (_pairing: string, [state]: readonly ErpState[]) => {
      if (state !== undefined) take(state);
      return Promise.resolve(silent);
    };
    await show({ erp: { writeStates: lost } });
    seconds(5);
    expect(await show()).toBe(true);
    expect([held, written]).toEqual([{ version: 1, text: 'first' }, 2]);
    seconds(60);
    expect(await show()).toBe(false);
  });

  it('counts on from the version that the ERP holds when our database was restored or is a new one', async () => {
    held = { version: 9, text: 'before the restore' };
    await decide('since then');
    expect(await show()).toBe(true);
    expect(held.text).toBe('before the restore');
    seconds(2);
    expect(await show()).toBe(true);
    expect(held).toEqual({ version: 10, text: 'since then' });
  });

  it('is not called shown when the ERP would not take it', async () => {
    await decide('x'.repeat(300));
    await show();
    expect([facts, written]).toEqual([['erp-states.unfit'], 0]);
    await decide('short again');
    seconds(61);
    expect(await show()).toBe(true);
    expect(held?.text).toBe('short again');
  });
});
