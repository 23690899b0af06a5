import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { eventOf, tokens, webhookKey } from '../api/open-doors.ts';
import type { Answer, Door, House } from './doors.ts';
import { openHouse, signature } from './doors.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 60_000);
afterAll(() => house.close());

const marked = (to: string) => (good: string) => good.replaceAll('MARK', to);
const inserted = (members: string) => (good: string) => good.replace('{', `{${members},`);

/** What may come as a body of JSON, made from one that the door would take. */
const jsonBodies: Readonly<Record<string, (good: string) => string | Uint8Array>> = {
  nothing: () => '',
  'half of it': (good) => good.slice(0, good.length / 2),
  'no JSON': () => 'hello',
  'bytes that are no UTF-8': () => Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
  'a number': () => '7',
  'an empty list': () => '[]',
  null: () => 'null',
  'a value of another type': (good) => good.replaceAll('"MARK"', '[{"a":7}]'),
  '20,000 levels': () => `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
  '11 MB': () => `"${'x'.repeat(11_000_000)}"`,
  'a text of 4.9 MB': (good) => good.replaceAll('MARK', 'x'.repeat(4_900_000)),
  'a text of escapes': (good) => good.replaceAll('MARK', '\\n'.repeat(2_000_000)),
  'U+0000': marked('a\\u0000b'),
  'half a character': marked('\\ud800'),
  '1e400': (good) => good.replaceAll('"MARK"', '1e400'),
  'a name twice': inserted('"twice":1,"twice":2'),
  __proto__: inserted('"__proto__":{"x":1}'),
};

/** What may come as a form. */
const formBodies: Readonly<Record<string, (good: string) => string | Uint8Array>> = {
  nothing: () => '',
  'no form': () => 'hello',
  'JSON in a form': () => '{"secret":"x"}',
  'bytes that are no UTF-8': () => Buffer.from([0x61, 0x3d, 0xff, 0xfe]),
  'a field twice': (good) => `${good}&${good}&secret=other&client_id=other&grant_type=other`,
  'U+0000': (good) => `${marked('a%00b')(good)}&grant_type=%00`.replace(/^grant_type=[^&]*/, 'x=1'),
  'half a character': (good) => marked('%ED%A0%80')(good).replace(/^grant_type=[^&]*/, 'grant_type=%ED%A0%80'),
  '200,000 characters': (good) => `${'x'.repeat(200_000)}=1&${good.slice(good.indexOf('&') + 1)}`,
};

/** Headers that a page of another site would bring. */
const foreign: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a foreign host': { host: 'evil.example' },
  'a foreign origin': { origin: 'https://evil.example' },
  'the origin of a file': { origin: 'null' },
  'another site': { 'sec-fetch-site': 'cross-site' },
};

/** An error in the shape of the system: a problem of RFC 9457 or a page of ours, the platform's list, envelope or OAuth error. */
function hasOwnShape({ system, name }: Door, { headers, body }: Answer): boolean {
  const type = headers['content-type'] ?? '';
  if (system === 'bridge') {
    if (name.startsWith('console')) return type.startsWith('text/html') && /<h1>[^<]{10,}/.test(body);
    return (
      type === 'application/problem+json' && /^\{"type":"urn:throughline:error:[a-z0-9.-]+","title":"[^"]/.test(body)
    );
  }
  const isOauth = /^\{"error":"[a-z_-]+"[,}]/.test(body);
  const isList = /^\[\{.*"(errorCode|statusCode)":"[A-Z_]+"/.test(body);
  const isEnvelope = /^\{"error":\{"code":"[A-Z_]+","message":"[^"]/.test(body);
  return type.startsWith('application/json') && (isOauth || (system === 'salesforce' ? isList : isEnvelope));
}

/** Collections answer 200 with an error for each row. */
function isRefusal({ status, body }: Answer): boolean {
  return (status >= 400 && status < 500) || (status === 200 && body.startsWith('[{"success":false'));
}

/** What is wrong with the answer to a bad body: nothing, or the door, the body and the answer in one line. */
async function wrongOf(
  door: Door,
  what: string,
  body: string | Uint8Array,
  headers?: Readonly<Record<string, string>>,
): Promise<string[]> {
  const before = await house.written();
  const answer = await house.send(door, body, headers);
  const isKept = (await house.written()) !== before;
  if (isRefusal(answer) && hasOwnShape(door, answer) && !isKept) return [];
  return [`${door.name}, ${what}: ${answer.status}${isKept ? ', kept' : ''} ${answer.body.slice(0, 200)}`];
}

const doorNames = [
  'POST /v1/events',
  'POST /v1/runs/{id}/retry',
  'POST /v1/exceptions/{id}/resolve',
  'POST /v1/sign-in-links',
  'console: act on a run',
  'console: resolve a cause',
  'REST: create',
  'REST: change',
  'REST: collections',
  'UI API: create',
  'Salesforce: token',
  'salesforce: /sandbox/faults',
  'salesforce: /sandbox/clock',
  'Salesforce: /sandbox/session',
  'RESTlet',
  'NetSuite: token',
  'NetSuite: /sandbox/suiteql',
  'netsuite: /sandbox/faults',
  'netsuite: /sandbox/clock',
];

function doorOf(name: string): Door {
  const door = house.doors.find((one) => one.name === name);
  if (door === undefined) throw new Error(`no door ${name}`);
  return door;
}

describe('every door', () => {
  it('is in the table', () => {
    expect(house.doors.map(({ name }) => name)).toEqual(doorNames);
  });

  it.each(doorNames)('%s refuses what it cannot read, in its own shape, and keeps nothing of it', async (name) => {
    const door = doorOf(name);
    const bodies = door.kind === 'json' ? jsonBodies : formBodies;
    const wrong: string[] = [];
    for (const [what, make] of Object.entries(bodies)) wrong.push(...(await wrongOf(door, what, make(door.good()))));
    wrong.push(...(await wrongOf(door, 'the type of a foreign form', door.good(), { 'content-type': 'text/plain' })));
    expect(wrong).toEqual([]);
  });

  it.each(doorNames)('%s is closed to pages of other sites, whatever they bring', async (name) => {
    const door = doorOf(name);
    const statuses: Record<string, unknown> = {};
    const before = await house.written();
    for (const [what, headers] of Object.entries(foreign)) {
      const answer = await house.send(door, door.good(), headers);
      statuses[what] = [answer.status, answer.headers['access-control-allow-origin']];
    }
    expect(statuses).toEqual(Object.fromEntries(Object.keys(foreign).map((what) => [what, [403, undefined]])));
    expect(await house.written()).toBe(before);
  });
});

describe('the door for events', () => {
  const now = () => Math.floor(Date.now() / 1000);
  const event = (id: string, changes = {}) => JSON.stringify(eventOf(house.desk.pairing, id, changes));
  const noToken = { authorization: '' };

  it.each([
    ['of another key', (body: string) => signature(body, now(), Buffer.alloc(32, 9)), 401],
    ['of another body', () => signature('{}', now()), 401],
    ['301 s old', (body: string) => signature(body, now() - 301), 401],
    ['310 s ahead', (body: string) => signature(body, now() + 310), 401],
    ['without its time', (body: string) => ({ ...signature(body, now()), 'webhook-timestamp': '' }), 401],
    ['of another version', (body: string) => ({ ...signature(body, now()), 'webhook-signature': 'v2,abcd' }), 401],
  ])('refuses a signature %s', async (_name, headers, status) => {
    const body = event('signed');
    const before = await house.written();
    const answer = await house.send(doorOf('POST /v1/events'), body, { ...noToken, ...headers(body) });
    expect([answer.status, answer.headers['content-type']]).toEqual([status, 'application/problem+json']);
    expect(await house.written()).toBe(before);
  });

  it.each([
    ['of the envelope', { specversion: '2.0' }],
    ['of the data', { dataschema: '/v1/schemas/provisioning.requested/9' }],
  ])('refuses an unknown version %s', async (_name, changes) => {
    expect(await wrongOf(doorOf('POST /v1/events'), 'version', event('version', changes))).toEqual([]);
  });

  it('takes the good ones that arrive in the middle of bad ones, each once', async () => {
    const door = doorOf('POST /v1/events');
    const before = await house.written();
    const good = Array.from({ length: 20 }, (_, place) => house.send(door, event(`mate-${place}`)));
    const bad = Object.values(jsonBodies).map(async (make) => house.send(door, make(door.good())));
    const answers = await Promise.all([...good, ...bad]);
    expect(answers.slice(0, 20).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 202));
    expect(answers.slice(20).every((answer) => isRefusal(answer))).toBe(true);
    expect((await house.written()) - before).toBe(20);
  });

  it('knows its key and its tokens, so that what was refused above was refused for what it was', async () => {
    const body = event('signed well');
    const answer = await house.send(doorOf('POST /v1/events'), body, {
      ...noToken,
      ...signature(body, now(), webhookKey),
    });
    expect(answer.status).toBe(202);
    expect(tokens.producer).not.toBe('');
  });
});

describe('an address that is no address', () => {
  it.each([
    ['bridge', 'GET', '/v1/runs/%'],
    ['bridge', 'GET', '/v1/engagements?source=salesforce&id=%00'],
    ['bridge', 'GET', '/v1/commands?limit=1e400'],
    ['bridge', 'GET', '/console/sign-in?key=%ff'],
    ['salesforce', 'GET', '/services/data/v1.0/sobjects'],
    ['salesforce', 'GET', '/services/data/v66.0/sobjects/%E0%A4%A'],
    ['salesforce', 'GET', '/services/data/v66.0/query?q=%00'],
    ['netsuite', 'GET', '/app/accounting/project/project.nl?id=%ff'],
    ['netsuite', 'GET', '/sandbox/ground-truth?after=-1'],
  ] as const)('of %s: %s %s is refused and breaks nothing', async (system, method, path) => {
    const door = house.doors.find((one) => one.system === system);
    if (door === undefined) throw new Error(`no door of ${system}`);
    const answer = await house.send({ ...door, method, path: () => path }, '');
    expect(answer).toMatchObject({ status: expect.toSatisfy((status: number) => status >= 400 && status < 500) });
  });
});
