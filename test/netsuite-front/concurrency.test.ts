import { Hono } from 'hono';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { pairing } from '../connectors/batches.ts';
import type { GateDecision } from '../sandbox/netsuite/host/host.ts';
import { serveSandbox } from '../sandbox/control/serve.ts';
import { until } from '../support/until.ts';
import { openAccount } from './open-account.ts';

const reference = { version: 1, operation: 'reference', pairing };
let parked: (() => void)[] = [];
let isParking = false;
const opened = await openAccount({
  gate: async () => (isParking ? new Promise<GateDecision>((go) => parked.push(() => go('go'))) : 'go'),
});
const { account, call } = opened;
/** Calls whose client has gone before the answer, as the server sees it. */
let hangUps = 0;
const door = new Hono();
door.use(async (context, next) => {
  context.req.raw.signal.addEventListener('abort', () => (hangUps += 1));
  await next();
});
door.route('/', account.app);
const served = await serveSandbox(door, { host: '127.0.0.1', port: 0 });
afterAll(async () => {
  await served.close();
  await account.close();
});

beforeEach(() => {
  account.faults.clear();
  isParking = false;
});

function letGo(): void {
  isParking = false;
  for (const go of parked) go();
  parked = [];
}

test('turns the sixth of six calls away with the limit’s own code, and takes calls again once one has ended', async () => {
  isParking = true;
  const five = Array.from({ length: 5 }, async () => call(reference));
  await until('five scripts run', () => (parked.length === 5 ? true : undefined));
  const sixth = await call(reference);
  expect([sixth.status, await sixth.json()]).toEqual([
    400,
    { error: { code: 'SSS_REQUEST_LIMIT_EXCEEDED', message: 'Request Limit Exceeded' } },
  ]);
  expect(account.calls.after(0).at(-1)).toMatchObject({ refused: true, concurrencyAtStart: 6 });
  letGo();
  expect((await Promise.all(five)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect((await call(reference)).status).toBe(200);
  expect(account.concurrency.running).toBe(0);
});

test('counts a call until its script ends, also when its client has hung up', async () => {
  isParking = true;
  const url = `${served.url}/app/site/hosting/restlet.nl?script=customscript_tl_bridge&deploy=customdeploy_tl_bridge`;
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${await opened.token()}` };
  const client = new AbortController();
  const before = account.calls.after(0).length;
  const answer = fetch(url, { method: 'POST', headers, body: JSON.stringify(reference), signal: client.signal });
  await until('the script runs', () => (parked.length === 1 ? true : undefined));
  client.abort();
  await expect(answer).rejects.toThrow('aborted');
  await until('the server sees it', () => (hangUps === 1 ? true : undefined));
  expect(account.concurrency.running).toBe(1);
  letGo();
  await until('the script has ended', () => (account.concurrency.running === 0 ? true : undefined));
  expect(account.calls.after(before)).toMatchObject([{ status: 200, refused: false, endedAt: expect.any(String) }]);
});
