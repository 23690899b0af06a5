import { afterAll, expect, test } from 'vitest';
import type { DispatchDeps } from '#dispatch/deps.ts';
import { stayAlivePass } from '#dispatch/dispatch.ts';
import { readReferencePass, type ReferenceDeps } from '#dispatch/reference.ts';
import { openTestDatabase } from '../support/database.ts';
import { noon, reference } from '../workflows/deals.ts';
import { type Line, openLine } from './line.ts';

const database = await openTestDatabase();
afterAll(() => database.close());

const newer = { ...reference, asOf: '2026-11-21T12:30:00.000Z' };

async function nodeOf(line: Line, concurrency = 2): Promise<ReferenceDeps & DispatchDeps> {
  const { deps } = await line.node({ concurrency });
  await stayAlivePass(deps);
  const { store } = line;
  const world = { ...deps.world, newId: () => 'correlation' };
  return { ...deps, world, connector: line.erp.connector, store: { ...store, ...deps.store } };
}

async function keptAsOf(line: Line): Promise<string | undefined> {
  return (await line.store.readReference(line.pairing))?.asOf;
}

test('reads the reference rows once in a quarter of an hour, on one node', async () => {
  const line = await openLine(database);
  const nodes = [await nodeOf(line), await nodeOf(line)];
  const later = { ...reference, asOf: '2026-11-21T12:45:00.000Z' };
  line.erp.answerReference({ kind: 'answered', reference: newer }, { kind: 'answered', reference: later });
  for (const node of nodes) await readReferencePass(node);
  expect(await keptAsOf(line)).toBe(newer.asOf);
  line.advance(15 * 60_000);
  for (const node of nodes) await readReferencePass(node);
  expect(await keptAsOf(line)).toBe(later.asOf);
});

test('tries again after five seconds when the read was refused or lost, and keeps the old rows', async () => {
  const line = await openLine(database);
  const node = await nodeOf(line);
  const refused = { kind: 'refused', fault: 'erp.unreachable', isLimit: false } as const;
  line.erp.answerReference(
    refused,
    { kind: 'unknown', fault: 'erp.unreachable' },
    { kind: 'answered', reference: newer },
  );
  const kept: (string | undefined)[] = [];
  for (let time = 0; time < 3; time += 1) {
    expect(await readReferencePass(node)).toBe(time === 2);
    expect(await readReferencePass(node)).toBe(false);
    kept.push(await keptAsOf(line));
    line.advance(5_000);
  }
  expect(kept).toEqual([noon, noon, newer.asOf]);
});

test('waits for a slot, since a read counts against the account too', async () => {
  const line = await openLine(database);
  const node = await nodeOf(line, 1);
  const other = await nodeOf(line, 1);
  const slot = { pairing: line.pairing, system: 'netsuite', slot: 0 } as const;
  line.erp.answerReference({ kind: 'answered', reference: newer });
  expect(await other.store.tryLockSlot(slot)).toBe(true);
  expect(await readReferencePass(node)).toBe(false);
  await other.store.unlockSlot(slot);
  line.advance(250);
  expect(await readReferencePass(node)).toBe(true);
  expect(await keptAsOf(line)).toBe(newer.asOf);
});
