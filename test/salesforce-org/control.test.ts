import { Hono } from 'hono';
import { expect, test } from 'vitest';

import { createCallLog } from '../sandbox/control/call-log.ts';
import { createSandboxClock } from '../sandbox/control/clock.ts';
import { connectionDropped, fetchInMemory } from '../sandbox/control/connection-dropped.ts';
import { loopbackDoor } from '../sandbox/control/door.ts';
import { createFaults } from '../sandbox/control/faults.ts';
import type { FaultSpec } from '../sandbox/control/faults.ts';
import { createGroundTruth } from '../sandbox/control/ground-truth.ts';
import { controlRoutes } from '../sandbox/control/routes.ts';
import { serveSandbox } from '../sandbox/control/serve.ts';

const at = Date.parse('2026-11-02T09:00:00Z');

function createRoom() {
  const clock = createSandboxClock({ frozen: true, at });
  const groundTruth = createGroundTruth(clock);
  const faults = createFaults({ clock, random: () => 0 });
  const calls = createCallLog(clock);
  const reset = async () => {
    groundTruth.append({ operation: 'reset', type: '', id: '', values: {}, actor: 'control' });
  };
  const app = new Hono();
  app.use(loopbackDoor);
  app.route('/', controlRoutes({ clock, groundTruth, calls, faults, builtKinds: ['refuse', 'delay'], reset }));
  app.get('/dropped', () => connectionDropped());
  return { app, clock, faults, groundTruth, calls };
}

async function send(app: Hono, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const init =
    body === undefined ? { method, headers } : { method, headers: json(headers), body: JSON.stringify(body) };
  const response = await app.request(`http://127.0.0.1${path}`, init);
  return { status: response.status, text: await response.text() };
}

function json(headers: Record<string, string>): Record<string, string> {
  return { 'content-type': 'application/json', ...headers };
}

const requests = { path: '/query', method: 'GET', recordType: 'account' };

const firings: Record<string, { spec: Partial<FaultSpec>; fires: boolean[] }> = {
  'once, when nothing else is said': { spec: {}, fires: [true, false, false, false] },
  'as often as it is told': { spec: { count: 2 }, fires: [true, true, false, false] },
  'at the nth matching request': { spec: { match: { nth: 3 } }, fires: [false, false, true, false] },
  'from the nth request on, while hits are left': {
    spec: { match: { nth: 2 }, count: 2 },
    fires: [false, true, true, false],
  },
  'as long as its time lasts': { spec: { durationMs: 3_000 }, fires: [true, true, true, false] },
  'not for another method': { spec: { match: { method: 'POST' } }, fires: [false, false, false, false] },
  'for its record type in any case': { spec: { match: { recordType: 'Account' } }, fires: [true, false, false, false] },
  'not for another key': { spec: { match: { key: 'tl1:x' } }, fires: [false, false, false, false] },
  'the same way for the same seed': {
    spec: { match: { probability: 0.5, seed: 4 }, count: 4 },
    fires: [false, true, true, true],
  },
};

test.each(Object.entries(firings))('a disturbance fires %s', (_name, { spec, fires }) => {
  const { faults, clock } = createRoom();
  faults.add({ kind: 'refuse', ...spec });
  const seen = fires.map(() => {
    const fired = faults.take(['refuse'], requests) !== undefined;
    clock.advance(1_000);
    return fired;
  });
  expect(seen).toEqual(fires);
});

test('a disturbance of a kind that is not built answers 501 and names itself', async () => {
  const { app } = createRoom();
  const answer = await send(app, 'POST', '/sandbox/faults', { kind: 'reset-stream', match: {} });
  expect(answer.status).toBe(501);
  expect(answer.text).toContain('reset-stream');
});

const badBodies: Record<string, { path: string; body: unknown; says: string }> = {
  'a kind that does not exist': { path: '/sandbox/faults', body: { kind: 'melt' }, says: 'kind must be one of' },
  'no object at all': { path: '/sandbox/faults', body: [], says: 'Send a disturbance' },
  'a count of zero': { path: '/sandbox/faults', body: { kind: 'delay', count: 0 }, says: 'count is not right' },
  'a clock without a time': { path: '/sandbox/clock', body: { to: 'tomorrow' }, says: 'advanceMs' },
};

test.each(Object.entries(badBodies))('%s is refused in plain words', async (_name, { path, body, says }) => {
  const { app } = createRoom();
  const answer = await send(app, 'POST', path, body);
  expect(answer).toMatchObject({ status: 400, text: expect.stringContaining(says) });
});

test('a disturbance is listed with its hits left and gone after a reset', async () => {
  const { app, faults } = createRoom();
  expect(await send(app, 'POST', '/sandbox/faults', { kind: 'delay', ms: 5, count: 2 })).toMatchObject({ status: 201 });
  faults.take(['delay'], requests);
  expect((await send(app, 'GET', '/sandbox/faults')).text).toContain('"hits":1,"hitsLeft":1');
  await send(app, 'POST', '/sandbox/reset');
  expect((await send(app, 'GET', '/sandbox/faults')).text).toBe('{"faults":[]}');
});

test('ground truth keeps counting over a reset and can be read from a place on', async () => {
  const { app, groundTruth } = createRoom();
  groundTruth.append({ operation: 'create', type: 'account', id: '001', values: {}, actor: 'sales1' });
  await send(app, 'POST', '/sandbox/reset');
  const { text } = await send(app, 'GET', '/sandbox/ground-truth?after=1');
  expect(JSON.parse(text)).toMatchObject({ sequence: 2, operation: 'reset', time: '2026-11-02T09:00:00.000Z' });
});

test('the clock moves by a step and to an instant', async () => {
  const { app, clock } = createRoom();
  await send(app, 'POST', '/sandbox/clock', { advanceMs: 60_000 });
  expect(clock.now()).toBe(at + 60_000);
  await send(app, 'POST', '/sandbox/clock', { at: '2027-01-01T00:00:00Z' });
  expect(clock.now()).toBe(Date.parse('2027-01-01T00:00:00Z'));
});

test('a call counts as running until the platform ends it', () => {
  const { calls } = createRoom();
  const first = calls.begin({ method: 'GET', path: '/a', requestId: 'r1' });
  const second = calls.begin({ method: 'GET', path: '/b', requestId: 'r2' });
  first.end(200);
  first.end(500);
  expect(second.entry.concurrencyAtStart).toBe(2);
  expect([calls.running(), calls.after(0)[0]?.status]).toEqual([1, 200]);
});

const visitors: Record<string, { method: string; headers: Record<string, string>; status: number }> = {
  'a tool without a browser': { method: 'GET', headers: {}, status: 200 },
  'a page of its own': {
    method: 'GET',
    headers: { origin: 'http://127.0.0.1', 'sec-fetch-site': 'same-origin' },
    status: 200,
  },
  'a name that is not loopback': { method: 'GET', headers: { host: 'evil.example' }, status: 403 },
  'a script of a foreign page': { method: 'POST', headers: { origin: 'https://evil.example' }, status: 403 },
  'an image on a foreign page': {
    method: 'GET',
    headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    status: 403,
  },
  'a link on a foreign page': {
    method: 'GET',
    headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
    status: 200,
  },
};

test.each(Object.entries(visitors))('the door for %s', async (_name, { method, headers, status }) => {
  const { app } = createRoom();
  const path = method === 'POST' ? '/sandbox/reset' : '/sandbox/ready';
  expect((await send(app, method, path, undefined, headers)).status).toBe(status);
});

test('a body without a content type of its own is refused', async () => {
  const { app } = createRoom();
  const answer = await app.request('http://127.0.0.1/sandbox/clock', { method: 'POST', body: '{"advanceMs":1}' });
  expect(answer.status).toBe(415);
});

test('a dropped connection ends the socket of a server and rejects in memory', async () => {
  const { app } = createRoom();
  await expect(fetchInMemory(app)('http://127.0.0.1/dropped')).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  const served = await serveSandbox(app, { host: '127.0.0.1', port: 0 });
  try {
    await expect(fetch(`${served.url}/dropped`)).rejects.toThrow('fetch failed');
    expect((await fetch(`${served.url}/sandbox/ready`)).status).toBe(200);
  } finally {
    await served.close();
  }
});

test('the sandbox refuses to listen where others could reach it', async () => {
  const { app } = createRoom();
  await expect(serveSandbox(app, { host: '0.0.0.0', port: 0 })).rejects.toThrow('loopback only');
});
