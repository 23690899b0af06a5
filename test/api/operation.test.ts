import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { correlationIdOf, traceIdOf, traceHeader } from '#trace.ts';
import { correlated, outgoingFetch } from '../../bridge/outgoing.ts';
import { until } from '../support/until.ts';
import type { OpenDoors } from './open-doors.ts';
import { eventOf, openDoors } from './open-doors.ts';

let open: OpenDoors;
beforeAll(async () => {
  open = await openDoors();
});
afterAll(() => open.close());

const json = { 'content-type': 'application/json' };
const traceId = '0af7651916cd43dd8448eb211c80319c';
const parent = `00-${traceId}-b7ad6b7169203331-01`;

describe('a trace', () => {
  it('that comes with an event is that of its run, and of the log line of the request', async () => {
    const body = JSON.stringify(eventOf(open.pairing, 'traced'));
    const answer = await open.send({
      path: '/v1/events',
      as: 'producer',
      headers: { ...json, traceparent: parent },
      body,
    });
    const { runId } = z.object({ runId: z.string() }).parse(answer.body);
    await open.decide();
    const run = await open.send({ path: `/v1/runs/${runId}`, as: 'viewer' });
    expect(run.body).toMatchObject({ correlationId: correlationIdOf(traceId) });
    const line = open.facts.find(({ fact, fields }) => fact === 'request.answered' && fields?.['traceId'] === traceId);
    expect(line?.fields).toMatchObject({ method: 'POST', path: '/v1/events', status: 202, role: 'producer' });
  });

  it.each(['', 'nonsense', `ff-${traceId}-b7ad6b7169203331-01`, `00-${'0'.repeat(32)}-b7ad6b7169203331-01`])(
    'that is malformed (%j) gives the request one of its own',
    async (traceparent) => {
      const { status } = await open.send({ path: '/v1/commands', as: 'viewer', headers: { traceparent } });
      expect(status).toBe(200);
      expect(open.facts.at(-1)?.fields?.['traceId']).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
    },
  );

  it('goes out with every call that is made for it', async () => {
    const sent: (string | null)[] = [];
    const world = {
      ...open.seams.world,
      fetch: (_input: string | URL | Request, init?: RequestInit) => {
        sent.push(new Headers(init?.headers).get('traceparent'));
        return Promise.resolve(new Response('{}', { headers: { 'sforce-limit-info': 'api-usage=18/15000' } }));
      },
    };
    const fetch = outgoingFetch('salesforce', { world, metrics: open.seams.metrics });
    const connector = correlated({
      read: async (_id: string, _options: { correlationId: string }) => fetch('http://x'),
    });
    await Promise.all([
      connector.read('a', { correlationId: correlationIdOf(traceId) }),
      connector.read('b', { correlationId: 'request-7' }),
    ]);
    expect(sent.map((header) => header?.split('-')[1])).toEqual([traceId, traceIdOf('request-7')]);
    expect(new Set(sent).size).toBe(2);
    expect(traceHeader('request-7', 'call')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });
});

describe('the figures', () => {
  it('are what Prometheus reads, with the work of the store in them', async () => {
    const { body, headers } = await open.send({ path: '/metrics', as: 'viewer' });
    const text = String(body);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(text).toMatch(/^throughline_accept_seconds_count [1-9]/m);
    expect(text).toMatch(/^throughline_commands\{state="waiting"\} 1$/m);
    expect(text).toMatch(/^throughline_runs\{status="running"\} 1$/m);
    expect(text).toMatch(/^throughline_crm_calls_used 18$/m);
    expect(text).toMatch(/^throughline_call_seconds_count\{system="salesforce",status="200"\} 2$/m);
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    for (const line of lines) expect(line).toMatch(/^[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? \S+$/);
  });
});

describe('a sign-in link', () => {
  it('is made for an admin only, and never by a bridge of real systems', async () => {
    const made = await open.send({ path: '/v1/sign-in-links', as: 'admin', headers: json, body: '{}' });
    expect(made).toMatchObject({ status: 201, body: { role: 'operator', validSeconds: 300 } });
    const production = await openDoors(() => ({ isSandbox: false }));
    const refused = await production.send({ path: '/v1/sign-in-links', as: 'admin', headers: json, body: '{}' });
    expect(refused).toMatchObject({ status: 403, body: { type: 'urn:throughline:error:api.not-allowed' } });
    await production.close();
  });
});

describe('a bridge that stops', () => {
  it('finishes the request in work, refuses the next with a time to come again, and still says that it lives', async () => {
    let letGo = (): void => undefined;
    let isAsked = false;
    const stopping = await openDoors(({ store }) => ({
      store: {
        ...store,
        acceptEvents: async (events) => {
          isAsked = true;
          await new Promise<void>((resolve) => (letGo = resolve));
          return store.acceptEvents(events);
        },
      },
    }));
    const body = JSON.stringify(eventOf(stopping.pairing, 'last'));
    const inWork = stopping.send({ path: '/v1/events', as: 'producer', headers: json, body });
    await until('the request is in work', () => (isAsked ? true : undefined));
    stopping.server.beginStop();
    const late = await stopping.send({ path: '/v1/events', as: 'producer', headers: json, body });
    expect(late).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5', connection: 'close' },
      body: { type: 'urn:throughline:error:api.stopping' },
    });
    expect((await stopping.send({ path: '/healthz' })).status).toBe(200);
    expect(await stopping.send({ path: '/readyz' })).toMatchObject({ status: 503 });
    const closed = stopping.server.close();
    letGo();
    expect((await inWork).status).toBe(202);
    await closed;
    await stopping.database.close();
  });
});
