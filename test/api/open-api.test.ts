import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { addressOf, type Contract } from '#api/contract.ts';
import { contracts } from '#api/contracts.ts';
import { documentPath, openApiDocument } from '#api/open-api.ts';
import { createWork, doors } from '../../bridge/server.ts';
import { engagementId, opportunityId } from '../workflows/deals.ts';
import type { OpenDoors } from './open-doors.ts';
import { eventOf, openDoors } from './open-doors.ts';

const all: readonly Contract[] = Object.values(contracts);
const Document = z.object({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ security: z.array(z.unknown()) }))),
});

let open: OpenDoors;
let runId: string;
beforeAll(async () => {
  open = await openDoors();
  const body = JSON.stringify(eventOf(open.pairing, 'first'));
  const headers = { 'content-type': 'application/json' };
  const answer = await open.send({ path: '/v1/events', as: 'producer', headers, body });
  runId = z.object({ runId: z.string() }).parse(answer.body).runId;
  await open.decide();
});
afterAll(() => open.close());

async function served(): Promise<z.infer<typeof Document>> {
  return Document.parse((await open.send({ path: '/openapi.json' })).body);
}

describe('the OpenAPI document', () => {
  it('has every route that the bridge serves, and none that it does not', async () => {
    const { routes } = doors(open.seams, { hosts: [], url: '' }, createWork());
    const mounted = routes.filter(({ method }) => method !== 'ALL');
    const documented = Object.entries((await served()).paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(documented.toSorted()).toEqual(mounted.map((route) => `${route.method} ${documentPath(route)}`).toSorted());
  });

  it('says of each route how a caller proves who they are, and leaves none open by mistake', async () => {
    const { paths } = await served();
    const unguarded = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { security }]) => (security.length === 0 ? [`${method} ${path}`] : [])),
    );
    expect(unguarded.toSorted()).toEqual([
      'get /assets/{name}',
      'get /console/sign-in',
      'get /docs',
      'get /healthz',
      'get /openapi.json',
      'get /readyz',
    ]);
  });

  it('is made anew from the contracts: a route more is a path more', () => {
    const extra: Contract = { ...contracts.health, path: '/v1/extra/:id{\\d+}' };
    const document = Document.parse(openApiDocument([...all, extra], '0.0.0'));
    expect(document.paths['/v1/extra/{id}']).toBeDefined();
  });

  it('holds no reference that leads nowhere', async () => {
    const text = JSON.stringify((await open.send({ path: '/openapi.json' })).body);
    const references = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference));
    expect([...references]).toEqual(['#/components/schemas/Problem']);
  });
});

describe('an answer', () => {
  const answers: readonly [Contract, () => string][] = [
    [contracts.findEngagement, () => `/v1/engagements?source=salesforce&id=${opportunityId}`],
    [contracts.readEngagement, () => `/v1/engagements/${engagementId}`],
    [contracts.readRun, () => `/v1/runs/${runId}`],
    [contracts.listRuns, () => '/v1/runs'],
    [contracts.listCommands, () => '/v1/commands'],
    [contracts.listExceptions, () => '/v1/exceptions'],
    [contracts.listSeals, () => '/v1/audit/seals'],
    [contracts.verifySeals, () => '/v1/audit/verification'],
    [contracts.listSchemas, () => '/v1/schemas'],
    [contracts.health, () => '/healthz'],
    [contracts.ready, () => '/readyz'],
  ];

  it.each(answers)('of $path is what its schema says, and nothing beside it', async (contract, path) => {
    const { status, body } = await open.send({ path: path(), as: 'viewer' });
    expect(status).toBe(200);
    expect(contract.answers[200]?.schema?.parse(body)).toEqual(body);
  });
});

describe('the addresses of a contract', () => {
  it.each([
    ['/v1/runs/:id', '/v1/runs/run_1', true],
    ['/v1/runs/:id', '/v1/runs/run_1/retry', false],
    ['/v1/runs/:id/:act{retry|cancel}', '/v1/runs/run_1/retry', true],
    ['/v1/runs/:id/:act{retry|cancel}', '/v1/runs/run_1/erase', false],
    ['/v1/runs/:id/:act{retry|cancel}', '/v1/runs/run_1/retry/', false],
    ['/openapi.json', '/openapixjson', false],
  ])('%s and %s: %s', (path, address, fits) => {
    expect(addressOf({ ...contracts.health, path }).test(address)).toBe(fits);
  });
});

describe('the page of the API', () => {
  it('shows every route and loads nothing from elsewhere, under a policy that would refuse it', async () => {
    const { status, body, headers } = await open.send({ path: '/docs' });
    const page = String(body);
    expect(status).toBe(200);
    for (const contract of all) expect(page).toContain(`<code>${documentPath(contract)}</code>`);
    expect([...page.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, address]) => address)).toEqual([
      '/assets/tokens.css',
      '/assets/docs.css',
      '/openapi.json',
    ]);
    expect(page).not.toMatch(/<script|\sstyle=|\son[a-z]+=/);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });
});
