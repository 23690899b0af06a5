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

/** Where each kill fell: what was killed, at which point or when, how many steps were done, and how long the rest took. */
type Fall = { readonly killed: string; readonly at: string; readonly doneSteps: number; readonly tookMs: number };

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
    90_000,
  );
}

/** Sends the event as a sender does: again, until somebody has taken it. */
function untilAccepted(product: Product, body: unknown): Promise<true> {
  return until('the event is accepted', async () => {
    const { status } = await bridgeApi(product, '/v1/events', { role: 'producer', body });
    return status === 202 ? true : undefined;
  });
}

const victims = ['bridge', 'postgres'] as const;
const roundsEach = 20;

describe.each(victims)('%s killed at a named point', (victim) => {
  it.each(points)('%s: the provisioning finishes, with one of each', async (point) => {
    const product = await startProduct({ THROUGHLINE_KILL_AT: `${victim}@${point}` });
    try {
      const before = await now(product, 'netsuite');
      const deal = await dealOf(product, 'd1-new-customer');
      await untilAccepted(product, eventOf(product, deal, `kill-${point}`));
      const startedAt = performance.now();
      const { steps } = await untilDone(product, deal.opportunityId);
      expect(factsIn(product.output(), 'bridge').filter(({ fact }) => fact === 'node.killed')).toHaveLength(1);
      expectOneOfEach(await groundTruth(product, 'netsuite', before));
      const tookMs = Math.round(performance.now() - startedAt);
      falls.push({ killed: victim, at: point, doneSteps: steps.length, tookMs });
    } finally {
      await product.stop();
    }
  });
});

describe.each(victims)('%s killed at random instants of a provisioning', (victim) => {
  it(`finishes with one of each, ${roundsEach} times`, { timeout: 600_000 }, async () => {
    const product = await startProduct();
    const chance = createChance(20_261_121);
    const before = falls.length;
    try {
      for (let round = 0; round < roundsEach; round += 1) await killOnce(product, victim, round, chance);
    } finally {
      await product.stop();
    }
    expect(falls.length - before).toBe(roundsEach);
  });
});

async function killOnce(
  product: Product,
  victim: (typeof victims)[number],
  round: number,
  chance: () => number,
): Promise<void> {
  const { addresses } = product.local();
  for (const side of ['salesforce', 'netsuite'] as const) {
    const reset = await fetch(`${addresses[side]}/sandbox/reset`, { method: 'POST' });
    expect(reset.status).toBe(200);
  }
  const before = await now(product, 'netsuite');
  const deal = await dealOf(product, 'd1-new-customer');
  const body = eventOf(product, deal, `kill-random-${round}`);
  // Where the round before was done already when it killed, its victim may only be coming back.
  await untilAccepted(product, body);
  const afterMs = Math.round(chance() * 700);
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  const engagement = await engagementOf(product, deal.opportunityId);
  const pid = product.local().pids[victim];
  if (pid === undefined) throw new Error(`no pid of ${victim}`);
  process.kill(pid, 'SIGKILL');
  const killedAt = performance.now();
  await untilDone(product, deal.opportunityId);
  expectOneOfEach(await groundTruth(product, 'netsuite', before));
  const doneSteps = engagement?.steps.filter(({ state }) => state === 'done').length ?? 0;
  const tookMs = Math.round(performance.now() - killedAt);
  falls.push({ killed: victim, at: `${afterMs} ms`, doneSteps, tookMs });
}
