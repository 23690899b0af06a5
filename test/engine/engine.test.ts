import { runIdOf } from 'shared-model/ids.ts';
import type { Json } from 'shared-model/canonical-json.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enginePass, type EngineDeps } from '#engine/engine.ts';
import { playable } from '#engine/play.ts';
import { createRestingRuns } from '#engine/resting.ts';
import type { AcceptableEvent, RunToSave, Store } from '#store/store.ts';
import { provisioning } from '#workflows/provisioning.ts';
import { openTestDatabase } from '../support/database.ts';
import { accountId, d1, idOf, noon, orgId, reference, requestFor } from '../workflows/deals.ts';

const database = await openTestDatabase();
const { store } = database;
let pairing = '';
let count = 0;
let now = 0;

beforeAll(async () => {
  pairing = await store.ensurePairing({ orgId, accountId });
  await store.saveReference(pairing, reference);
});
afterAll(() => database.close());

/** A request for an engagement of its own. */
function anotherRequest() {
  count += 1;
  const opportunityId = idOf(`006000000002${String(count).padStart(3, '0')}`);
  return { ...requestFor({ ...d1, opportunityId }), engagementId: `eng_${String(count).padStart(26, '0')}` };
}

type Request = ReturnType<typeof anotherRequest>;

async function accept(request: Request, changes: Partial<AcceptableEvent> = {}): Promise<string> {
  const data: Json = changes.data ?? request;
  const event: AcceptableEvent = {
    pairing,
    source: `/pairings/${pairing}/salesforce`,
    id: `${request.engagementId}-request`,
    type: 'provisioning.requested',
    time: noon,
    subject: request.engagementId,
    generation: request.generation,
    correlationId: 'click-1',
    ...changes,
    data,
    raw: JSON.stringify(data),
  };
  const [acceptance] = await store.acceptEvents([event]);
  expect(acceptance?.acceptance).toBe('accepted');
  return runIdOf(request.engagementId, request.generation);
}

function engineOf(changes: Partial<EngineDeps> = {}): EngineDeps & { facts: string[] } {
  const facts: string[] = [];
  const resting = createRestingRuns(() => now);
  const log = (fact: string) => void facts.push(fact);
  const workflows = [playable(provisioning)];
  return { store, workflows, log, resting, facts, activation: 'automatic', ...changes };
}

test('saves the decisions of an event and its next state together', async () => {
  const runId = await accept(anotherRequest());
  expect(await enginePass(engineOf())).toBe(true);
  const run = await store.runById(runId);
  expect(run).toMatchObject({ status: 'running', version: 1, state: { step: 'checking' }, correlationId: 'click-1' });
  expect(run?.commands).toMatchObject([{ type: 'deal.check', state: 'waiting', lane: 'interactive' }]);
  expect(await enginePass(engineOf())).toBe(false);
});

test('turns an event that cannot be worked on into an exception, and the others go on', async () => {
  const poisoned = anotherRequest();
  const healthy = anotherRequest();
  const poisonedRun = await accept(poisoned, { data: { ...poisoned, deal: 'none' } });
  const healthyRun = await accept(healthy);
  expect(await enginePass(engineOf())).toBe(true);
  const run = await store.runById(poisonedRun);
  expect(run?.exceptions).toMatchObject([{ code: 'run.poisoned', owner: 'admin', state: 'open' }]);
  expect(await store.runById(healthyRun)).toMatchObject({ status: 'running' });
  await accept(poisoned, { id: 'mended' });
  await enginePass(engineOf());
  expect(await store.runById(poisonedRun)).toMatchObject({ status: 'running', state: { step: 'checking' } });
});

test('an event that the rules throw at is poison, too', async () => {
  const request = anotherRequest();
  const throwing = playable({
    ...provisioning,
    decide: () => {
      throw new Error('a rule of ours is wrong');
    },
  });
  const runId = await accept(request);
  await enginePass(engineOf({ workflows: [throwing] }));
  const run = await store.runById(runId);
  expect(run?.exceptions).toMatchObject([{ code: 'run.poisoned', detail: { reason: 'a rule of ours is wrong' } }]);
});

test('leaves a run alone whose state is of a version it does not know, and loses nothing of it', async () => {
  const request = anotherRequest();
  const runId = await accept(request);
  const newer = playable({ ...provisioning, stateVersion: 99, readState: () => undefined });
  await enginePass(engineOf({ workflows: [newer] }));
  await accept(request, { id: 'later' });
  const engine = engineOf();
  expect(await enginePass(engine)).toBe(false);
  expect(engine.facts).toEqual([]);
  const waiting = (await store.runsWithWork(100)).filter((work) => work.runId === runId);
  expect(waiting).toMatchObject([{ stateVersion: 99, events: [{ id: 'later' }] }]);
  await enginePass(
    engineOf({ workflows: [playable({ ...provisioning, stateVersion: 99, readState: () => provisioning.initial })] }),
  );
});

test('a run that another node saved first is read anew; nothing is decided twice', async () => {
  const runId = await accept(anotherRequest());
  const slow = engineOf({
    store: { ...store, saveRun: (run: RunToSave) => enginePass(engineOf()).then(() => store.saveRun(run)) },
  });
  expect(await enginePass(slow)).toBe(true);
  expect(slow.facts).toEqual(['run.overtaken']);
  expect(await enginePass(engineOf())).toBe(false);
  expect((await store.runById(runId))?.commands).toHaveLength(1);
});

test('a run that cannot be saved keeps its events and does not keep the others waiting', async () => {
  const unlucky = await accept(anotherRequest());
  const lucky = await accept(anotherRequest());
  const saveRun: Store['saveRun'] = (run) =>
    run.runId === unlucky ? Promise.reject(new Error('connection lost')) : store.saveRun(run);
  const engine = engineOf({ store: { ...store, saveRun } });
  expect(await enginePass(engine)).toBe(true);
  expect(engine.facts).toContain('run.not-saved');
  expect(await store.runById(lucky)).toMatchObject({ status: 'running' });
  expect((await store.runsWithWork(100)).map(({ runId }) => runId)).toEqual([unlucky]);
  await enginePass(engineOf());
  expect(await store.runById(unlucky)).toMatchObject({ status: 'running' });
});

test('a run that can never be saved rests alone, longer each time, until a person is told', async () => {
  const unlucky = await accept(anotherRequest());
  let tries = 0;
  const saveRun: Store['saveRun'] = (run) => {
    if (run.runId !== unlucky) return store.saveRun(run);
    tries += 1;
    return Promise.reject(new Error('value out of range'));
  };
  const engine = engineOf({ store: { ...store, saveRun } });
  const triesWithin = async (seconds: number): Promise<number> => {
    const before = tries;
    for (let passed = 0; passed < seconds; passed += 1) {
      await enginePass(engine);
      now += 1_000;
    }
    return tries - before;
  };
  expect(await triesWithin(14)).toBe(4);
  const lucky = await accept(anotherRequest());
  expect(await enginePass(engine)).toBe(true);
  expect(await store.runById(lucky)).toMatchObject({ status: 'running' });
  const raised = async () =>
    (await store.listExceptions({ page: { limit: 100 } })).rows.filter((one) => one.runId === unlucky);
  expect(await raised()).toEqual([]);
  expect(await triesWithin(60)).toBe(3);
  expect(await raised()).toMatchObject([{ code: 'run.not-saved', owner: 'admin', state: 'open' }]);
  await enginePass(engineOf());
  expect(await raised()).toMatchObject([{ code: 'run.not-saved', state: 'resolved' }]);
});

test('runs of a later version of a workflow, however many, hide no run that this node knows', async () => {
  const newer = playable({ ...provisioning, stateVersion: 9, readState: () => provisioning.initial });
  const later = Array.from({ length: 60 }, () => anotherRequest());
  for (const request of later) await accept(request);
  while (await enginePass(engineOf({ workflows: [newer] }))) continue;
  for (const request of later) await accept(request, { id: `${request.engagementId}-again` });
  const ours = await accept(anotherRequest());
  expect(await enginePass(engineOf())).toBe(true);
  expect(await store.runById(ours)).toMatchObject({ status: 'running' });
  expect(await enginePass(engineOf())).toBe(false);
  while (await enginePass(engineOf({ workflows: [newer] }))) continue;
  expect(await store.runsWithWork(100)).toEqual([]);
});

test('an act on an attempt that nobody has asked for is closed, and the attempt may still begin', async () => {
  const request = { ...anotherRequest(), requestId: idOf('a0R000000000777') };
  const { engagementId, generation, requestId } = request;
  const data = { engagementId, generation, requestId, actor: 'Sam Sales', actedAt: noon };
  const runId = await accept(request, { type: 'provisioning.retried', id: `${engagementId}-act`, data });
  expect(await enginePass(engineOf())).toBe(true);
  expect(await store.runById(runId)).toMatchObject({ status: 'ended', commands: [] });
  const shown = (await store.engagementById(engagementId))?.projections ?? [];
  expect(shown.filter(({ kind }) => kind === 'request')).toMatchObject([{ values: { state: 'closed' } }]);
  await accept(request);
  expect(await enginePass(engineOf())).toBe(true);
  expect(await store.runById(runId)).toMatchObject({ status: 'running', commands: [{ type: 'deal.check' }] });
});

test('an event that begins no workflow of this node waits for a node that knows it', async () => {
  const request = anotherRequest();
  const runId = await accept(request, { type: 'subcontract.requested' });
  expect(await enginePass(engineOf())).toBe(false);
  const knowing = playable({ ...provisioning, begins: ['subcontract.requested'] });
  expect(await enginePass(engineOf({ workflows: [knowing] }))).toBe(true);
  expect(await store.runById(runId)).toBeDefined();
});

test('of two attempts that are asked for at once, one lives and the other is joined to it', async () => {
  const request = anotherRequest();
  const runIds = [
    await accept(request),
    await accept({ ...request, generation: 2 }, { id: `${request.engagementId}-second` }),
  ];
  await Promise.all([enginePass(engineOf()), enginePass(engineOf())]);
  while (await enginePass(engineOf())) continue;
  const runs = await Promise.all(runIds.map((runId) => store.runById(runId)));
  expect(new Set(runs.map((run) => run?.status))).toEqual(new Set(['ended', 'running']));
  expect(runs.flatMap((run) => run?.commands.map(({ type }) => type))).toEqual(['deal.check']);
});
