import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { consoleContracts } from '#console/contracts.ts';
import { createWork, doors } from '../../bridge/server.ts';
import { engagementId, opportunityId } from '../workflows/deals.ts';
import type { OpenDoors, RoleName } from './open-doors.ts';
import { eventOf, openDoors, tokens } from './open-doors.ts';

let open: OpenDoors;
let runId: string;

const json = { 'content-type': 'application/json' };
const roles: readonly RoleName[] = ['viewer', 'operator', 'admin', 'producer'];
const readers: readonly RoleName[] = ['viewer', 'operator', 'admin'];

/** Every route of the bridge, who may call it, and what a call that is let through answers. */
const routes: readonly {
  route: string;
  may: readonly RoleName[] | 'everyone';
  status: number;
  path?: () => string;
  body?: () => string;
}[] = [
  { route: 'GET /healthz', may: 'everyone', status: 200 },
  { route: 'GET /readyz', may: 'everyone', status: 200 },
  { route: 'POST /v1/events', may: ['operator', 'admin', 'producer'], status: 202, body: () => event('access') },
  { route: 'GET /v1/schemas', may: roles, status: 200 },
  {
    route: 'GET /v1/schemas/:type/:major{\\d+}',
    may: roles,
    status: 200,
    path: () => '/v1/schemas/provisioning.requested/1',
  },
  {
    route: 'GET /v1/engagements',
    may: readers,
    status: 200,
    path: () => `/v1/engagements?source=salesforce&id=${opportunityId}`,
  },
  { route: 'GET /v1/engagements/:id', may: readers, status: 200, path: () => `/v1/engagements/${engagementId}` },
  { route: 'GET /v1/runs/:id', may: roles, status: 200, path: () => `/v1/runs/${runId}` },
  { route: 'GET /v1/runs', may: readers, status: 200 },
  {
    route: 'POST /v1/runs/:id/:act{retry|give-up|cancel}',
    may: ['operator', 'admin'],
    status: 409,
    path: () => `/v1/runs/${runId}/retry`,
    body: () => '{}',
  },
  { route: 'GET /v1/commands', may: readers, status: 200 },
  { route: 'GET /v1/exceptions', may: readers, status: 200 },
  {
    route: 'POST /v1/exceptions/:id{\\d{1,18}}/resolve',
    may: ['operator', 'admin'],
    status: 404,
    path: () => '/v1/exceptions/999999/resolve',
    body: () => '{"comment":"seen"}',
  },
  { route: 'GET /v1/audit/seals', may: readers, status: 200 },
  { route: 'GET /v1/audit/verification', may: readers, status: 200 },
  { route: 'GET /metrics', may: readers, status: 200 },
  { route: 'GET /openapi.json', may: 'everyone', status: 200 },
  { route: 'GET /docs', may: 'everyone', status: 200 },
  {
    route: 'GET /assets/:name{[a-z-]{1,30}\\.(css|js)}',
    may: 'everyone',
    status: 200,
    path: () => '/assets/docs.css',
  },
  { route: 'POST /v1/sign-in-links', may: ['admin'], status: 201, body: () => '{"role":"viewer"}' },
];

const cells = routes.flatMap((row) => roles.map((role) => ({ ...row, role })));

function event(id: string): string {
  return JSON.stringify(eventOf(open.pairing, id));
}

function callOf({ route, path, body }: (typeof routes)[number]) {
  const [method = '', address = ''] = route.split(' ');
  return { method, path: path?.() ?? address, headers: json, ...(body === undefined ? {} : { body: body() }) };
}

beforeAll(async () => {
  open = await openDoors();
  const { body } = await open.send({ path: '/v1/events', as: 'producer', headers: json, body: event('first') });
  runId = String(typeof body === 'object' && body !== null && 'runId' in body ? body.runId : '');
  await open.decide();
});
afterAll(() => open.close());

describe('who may call what', () => {
  it('is said for every route that the bridge has, and for none that it has not', () => {
    const served = doors(open.seams, { hosts: [], url: '' }, createWork()).routes.filter(
      ({ method }) => method !== 'ALL',
    );
    const pages = Object.values(consoleContracts).map(({ method, path }) => `${method} ${path}`);
    expect(served.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(
      [...routes.map(({ route }) => route), ...pages].toSorted(),
    );
  });

  it.each(Object.values(consoleContracts).filter(({ scope }) => scope !== 'everyone'))(
    'the page $method $path opens for no token and no signature',
    async ({ method, path }) => {
      const address = path.replace(':id', runId).replace(/:act\{(\w+).*\}/, '$1');
      for (const as of roles) {
        const answer = await open.send({ method, path: address, as });
        expect(answer).toMatchObject({ status: 401, headers: { 'content-type': 'text/html; charset=UTF-8' } });
      }
    },
  );

  it.each(cells)('$route as $role', async (cell) => {
    const isLetIn = cell.may === 'everyone' || cell.may.includes(cell.role);
    const answer = await open.send({ ...callOf(cell), as: cell.role });
    expect(answer).toMatchObject(isLetIn ? { status: cell.status } : refusal(403, 'api.not-allowed'));
  });

  it.each(routes)('$route without a token', async (row) => {
    const answer = await open.send(callOf(row));
    expect(answer).toMatchObject(row.may === 'everyone' ? { status: row.status } : refusal(401, 'api.sign-in'));
  });

  it.each([
    ['a token that is nobody’s', 'Bearer nobody-has-this-token-at-all'],
    ['a token with a letter more', `Bearer ${tokens.admin}x`],
    ['a token with a letter less', `Bearer ${tokens.admin.slice(0, -1)}`],
    ['a token in other letters', `Bearer ${tokens.admin.toUpperCase()}`],
    ['two tokens', `Bearer ${tokens.viewer}, Bearer ${tokens.admin}`],
    ['no token after the word', 'Bearer '],
    ['a password', `Basic ${Buffer.from(`admin:${tokens.admin}`).toString('base64')}`],
    ['undefined, which an unset role might be', 'Bearer undefined'],
  ])('nobody with %s', async (_name, authorization) => {
    const answer = await open.send({ path: '/v1/commands', headers: { authorization } });
    expect(answer).toMatchObject(refusal(401, 'api.sign-in'));
  });
});

describe('what is not there', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/v1'],
    ['GET', '/v1/commands/'],
    ['GET', '//v1/commands'],
    ['GET', '/V1/COMMANDS'],
    ['GET', '/v1/schemas/provisioning.requested/one'],
    ['GET', '/v1/engagements/a/b'],
    ['HEAD', '/v1/commands'],
    ['OPTIONS', '/v1/commands'],
    ['TRACE', '/v1/commands'],
    ['PUT', '/v1/events'],
    ['DELETE', `/v1/engagements/${engagementId}`],
  ])('%s %s is refused to everyone', async (method, path) => {
    const answer = await open.send({ method, path, as: 'admin' });
    expect(answer).toMatchObject(method === 'HEAD' ? { status: 404 } : refusal(404, 'api.no-route'));
  });

  it.each([
    ['an engagement', '/v1/engagements/eng_00000000000000000000000000'],
    ['an engagement by what is no id', "/v1/engagements/'%20or%201=1"],
    ['an engagement by its record', '/v1/engagements?source=salesforce&id=006000000000009AAA'],
    ['a run', '/v1/runs/run_00000000000000000000000000'],
    ['a schema', '/v1/schemas/provisioning.requested/2'],
  ])('%s is not found, and says so', async (_name, path) => {
    expect(await open.send({ path, as: 'viewer' })).toMatchObject(refusal(404, 'api.not-found'));
  });

  it.each([
    '/v1/engagements',
    '/v1/engagements?source=hubspot&id=1',
    '/v1/commands?limit=0',
    '/v1/commands?limit=101',
    '/v1/commands?limit=many',
    '/v1/commands?state=lost',
    '/v1/exceptions?state=waiting',
    `/v1/exceptions?after=${'x'.repeat(201)}`,
  ])('a query that is not understood is a 400: %s', async (path) => {
    expect(await open.send({ path, as: 'viewer' })).toMatchObject(refusal(400, 'api.query'));
  });
});

describe('a page of another site', () => {
  const own = () => new URL(open.server.url).host;

  it.each([
    ['under another name for this machine', { host: 'throughline.example' }, 'api.foreign-host'],
    ['under another port', { host: '127.0.0.1:1' }, 'api.foreign-host'],
    ['from a foreign origin', { origin: 'https://evil.example' }, 'api.foreign-origin'],
    ['from the other port of this machine', { origin: 'http://127.0.0.1:1' }, 'api.foreign-origin'],
    ['from a file or a sandboxed frame', { origin: 'null' }, 'api.foreign-origin'],
    ['across sites', { 'sec-fetch-site': 'cross-site' }, 'api.foreign-origin'],
    ['from a sibling site', { 'sec-fetch-site': 'same-site' }, 'api.foreign-origin'],
  ])('may not call %s, even with a token', async (_name, headers, code) => {
    expect(await open.send({ path: '/v1/commands', as: 'admin', headers })).toMatchObject(refusal(403, code));
    expect(await open.send({ path: '/healthz', headers })).toMatchObject(refusal(403, code));
  });

  it.each([
    ['its own origin', () => ({ origin: `http://${own()}`, 'sec-fetch-site': 'same-origin' })],
    ['an address that a person typed', () => ({ 'sec-fetch-site': 'none' })],
    ['localhost', () => ({ host: own().replace('127.0.0.1', 'localhost') })],
  ])('is told from %s', async (_name, headers) => {
    expect(await open.send({ path: '/v1/commands', as: 'viewer', headers: headers() })).toMatchObject({ status: 200 });
  });
});

describe('every answer', () => {
  it.each(['/healthz', '/v1/commands', '/nowhere'])('of %s may not be kept or taken for another type', async (path) => {
    const { headers } = await open.send({ path });
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });

  it('that refuses is a problem of RFC 9457 with a correlation id of its own', async () => {
    const first = await open.send({ path: '/nowhere' });
    const second = await open.send({ path: '/nowhere' });
    expect(first.headers['content-type']).toBe('application/problem+json');
    expect(first.body).toMatchObject({
      title: expect.any(String),
      status: 404,
      faults: [{ pointer: '', code: expect.any(String), text: expect.any(String) }],
    });
    expect(first.body).not.toEqual(second.body);
  });
});

function refusal(status: number, code: string) {
  return {
    status,
    body: { type: `urn:throughline:error:${code}`, status, correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  };
}
