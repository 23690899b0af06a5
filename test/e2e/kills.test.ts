import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { afterAll, describe, expect, it } from 'vitest';

import { points } from '#dispatch/deps.ts';

import { createChance } from '../sandbox/control/chance.ts';
import { until } from '../support/until.ts';
import { dealOf, eventOf } from './callers.ts';
import type { Committed, Product } from './product.ts';
import { bridgeApi, created, factsIn, groundTruth, now, startProduct } from './product.ts';

type Engagement = { state: string; steps: { id: string; state: string }[] };

/** Where each kill fell: what was killed, after how long, and how far the provisioning was. */
type Fall = {
  readonly killed: string;
  readonly afterMs: number;
  readonly doneSteps: number;
  readonly recoveredMs: number;
};

const falls: Fall[] = [];

afterAll(() => {
  const folder = fileURLToPath(new URL('../../.artifacts/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}kills.json`, `${JSON.stringify(falls, undefined, 2)}\n`);
});

/** One customer, one project, three tasks, and the project open for time. */
function expectOneOfEach(committed: readonly Committed[]): void {
  expect(created(committed, 'customer')).toHaveLength(1);
  expect(created(committed, 'job')).toHaveLength(1);
  expect(created(committed, 'projecttask')).toHaveLength(3);
  expect(committed.findLast(({ type }) => type === 'job')?.values.allowtime).toBe(true);
}

async function engagementOf(product: Product, opportunityId: string): Promise<Engagement | undefined> {
  const path = `/v1/engagements?source=salesforce&id=${opportunityId}`;
  const { status, body } = await bridgeApi<Engagement>(product, path);
  return status === 200 ? body : undefined;
}

function untilDone(product: Product, opportunityId: string): Promise<Engagement> {
  return until(
    'the provisioning is done',
    async () => {
      const engagement = await engagementOf(product, opportunityId);
      return engagement?.state === 'done' ? engagement : undefined;
    },
    45_000,
  );
}

describe('a bridge that is killed at a named point', () => {
  it.each(points)('%s: finishes after the next start, with one of each', async (point) => {
    const product = await startProduct({ THROUGHLINE_KILL_AT: point });
    try {
      const before = await now(product, 'netsuite');
      const deal = await dealOf(product, 'd1-new-customer');
      await bridgeApi(product, '/v1/events', { role: 'producer', body: eventOf(product, deal, `kill-${point}`) });
      await untilDone(product, deal.opportunityId);
      expect(factsIn(product.output(), 'bridge').filter(({ fact }) => fact === 'node.killed')).toHaveLength(1);
      expectOneOfEach(await groundTruth(product, 'netsuite', before));
      falls.push({ killed: `bridge at ${point}`, afterMs: 0, doneSteps: 0, recoveredMs: 0 });
    } finally {
      await product.stop();
    }
  });
});

describe('20 kills at random instants of a provisioning', () => {
  it('each finishes after the next start, with one of each', { timeout: 300_000 }, async () => {
    const product = await startProduct();
    const chance = createChance(20_261_121);
    try {
      const before = falls.length;
      for (let round = 0; round < 20; round += 1) await killOnce(product, round, chance);
      expect(falls.length - before).toBe(20);
    } finally {
      await product.stop();
    }
  });
});

async function killOnce(product: Product, round: number, chance: () => number): Promise<void> {
  const { addresses } = product.local();
  for (const side of ['salesforce', 'netsuite'] as const) {
    await fetch(`${addresses[side]}/sandbox/reset`, { method: 'POST' });
  }
  const before = await now(product, 'netsuite');
  const deal = await dealOf(product, 'd1-new-customer');
  await bridgeApi(product, '/v1/events', { role: 'producer', body: eventOf(product, deal, `kill-random-${round}`) });
  const afterMs = Math.round(chance() * 700);
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  const engagement = await engagementOf(product, deal.opportunityId);
  const killed = round % 2 === 0 ? 'postgres' : 'bridge';
  const pid = product.local().pids[killed];
  if (pid === undefined) throw new Error(`no pid of ${killed}`);
  process.kill(pid, 'SIGKILL');
  const killedAt = performance.now();
  await untilDone(product, deal.opportunityId);
  expectOneOfEach(await groundTruth(product, 'netsuite', before));
  const doneSteps = engagement?.steps.filter(({ state }) => state === 'done').length ?? 0;
  falls.push({ killed, afterMs, doneSteps, recoveredMs: Math.round(performance.now() - killedAt) });
}
