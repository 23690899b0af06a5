import { pairingIdOf } from 'shared-model/ids.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { createStore } from '#store/create-store.ts';
import type { OpenDoors } from '../api/open-doors.ts';
import { eventOf, openDoors } from '../api/open-doors.ts';
import { event as storedEvent } from '../store/sample.ts';
import { d1, requestFor } from '../workflows/deals.ts';

let open: OpenDoors;
beforeAll(async () => {
  open = await openDoors();
});
beforeEach(async () => {
  before = await storedCount();
});
afterAll(() => open.close());

let before = 0;

/** How many events the store holds. */
async function storedCount(): Promise<number> {
  const client = await open.database.connect();
  const { rows } = await client.query<{ count: string }>('select count(*) from identity');
  await client.end();
  return Number(rows[0]?.count);
}

function post(body: string | Uint8Array, contentType = 'application/json') {
  return open.send({ path: '/v1/events', as: 'producer', body, headers: { 'content-type': contentType } });
}

const event = (id: string, changes = {}) => eventOf(open.pairing, id, changes);
const raw = (id: string, changes = {}) => JSON.stringify(event(id, changes));
/** The event's text with one member of its deal replaced by other text, which no object could hold. */
const bent = (from: string | RegExp, to: string) => raw('bent').replace(from, to);
const big = (texts: number) => JSON.stringify({ padding: Array.from({ length: texts }, () => 'x'.repeat(60_000)) });

describe('the door refuses, and stores nothing of,', () => {
  const table: readonly [string, () => string | Uint8Array, number, string, string][] = [
    ['nothing at all', () => '', 400, 'json.malformed', ''],
    ['text that is no JSON', () => '{"id":', 400, 'json.malformed', ''],
    ['bytes that are no UTF-8', () => Buffer.from([0x22, 0xff, 0x22]), 400, 'json.not-utf-8', ''],
    ['a name that stands twice', () => bent('"id":', '"id":"x","id":'), 400, 'json.duplicate-name', '/id'],
    ['33 levels', () => '['.repeat(33) + ']'.repeat(33), 400, 'json.too-deep', '/0'.repeat(32)],
    ['U+0000', () => bent('Store platform', 'a\\u0000b'), 400, 'json.null-character', '/data/deal/lines/0/description'],
    ['a lone surrogate', () => bent('Halden Retail', '\\ud800'), 400, 'json.lone-surrogate', '/data/deal/name'],
    ['1e400', () => bent('"revision":1', '"revision":1e400'), 400, 'json.number-out-of-range', '/data/revision'],
    ['a text of 64 k and more', () => bent('bent', 'x'.repeat(65_537)), 400, 'json.text-too-long', '/id'],
    ['one event over 1 MB', () => big(17), 413, 'intake.too-large', ''],
    ['an empty batch', () => '[]', 422, 'intake.batch-size', ''],
    ['501 events', () => JSON.stringify(Array.from({ length: 501 }, () => ({}))), 422, 'intake.batch-size', ''],
    ['a number instead of an event', () => '7', 422, 'intake.malformed', ''],
    [
      'another version of the envelope',
      () => raw('a', { specversion: '0.3' }),
      422,
      'intake.malformed',
      '/specversion',
    ],
    ['a member that no envelope has', () => raw('a', { extra: 1 }), 422, 'intake.malformed', ''],
    ['a time that is none', () => raw('a', { time: 'yesterday' }), 422, 'intake.malformed', '/time'],
    ['an id that is a number', () => raw('a', { id: 7 }), 422, 'intake.malformed', '/id'],
    ['no engagement', () => bent(/"engagementId":"[^"]*",/, ''), 422, 'intake.malformed', '/data/engagementId'],
    ['an amount that is a number', () => bent('"505600.00"', '505600'), 422, 'intake.malformed', '/data/deal/amount'],
    ['generation 0', () => bent('"generation":1', '"generation":0'), 422, 'intake.malformed', '/data/generation'],
    ['an unknown type', () => raw('a', { type: 'project.deleted' }), 422, 'intake.unknown-type', '/type'],
    ['a type that only we make', () => raw('a', { type: 'command.finished' }), 422, 'intake.unknown-type', '/type'],
    [
      'an unknown version of the data',
      () => raw('a', { dataschema: '/v1/schemas/provisioning.requested/2' }),
      422,
      'intake.unknown-version',
      '/dataschema',
    ],
    [
      'an unknown pairing',
      () => JSON.stringify(eventOf(pairingIdOf('00D000000000002EAA', 'OTHER'), 'a')),
      422,
      'intake.unknown-pairing',
      '/source',
    ],
    [
      'the engagement of another deal',
      () => raw('a', { data: { ...requestFor(d1), engagementId: 'eng_00000000000000000000000000' } }),
      422,
      'intake.foreign-engagement',
      '/data/engagementId',
    ],
  ];

  it.each(table)('%s', async (_name, body, status, code, pointer) => {
    const answer = await post(body());
    expect(answer).toMatchObject({
      status,
      headers: { 'content-type': 'application/problem+json' },
      body: { type: `urn:throughline:error:${code}`, status, correlationId: expect.any(String) },
    });
    expect(answer.body).toMatchObject({ faults: [{ code, pointer, text: expect.any(String) }] });
    expect(await storedCount()).toBe(before);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'an event that calls itself %j, as a page of another site would send it',
    async (contentType) => {
      expect(await post(raw('form'), contentType)).toMatchObject({
        status: 415,
        body: { type: 'urn:throughline:error:intake.media-type' },
      });
      expect(await storedCount()).toBe(before);
    },
  );

  it('more than 5 MB, with its length told or not', async () => {
    const body = Buffer.alloc(5_000_001, 32);
    const headers = { 'content-type': 'application/json' };
    const chunked = { ...headers, 'transfer-encoding': 'chunked' };
    for (const sent of [headers, chunked]) {
      expect(await open.send({ path: '/v1/events', as: 'producer', body, headers: sent })).toMatchObject({
        status: 413,
        body: { type: 'urn:throughline:error:intake.too-large' },
      });
    }
  });

  it('a batch with one bad event: it names the place and keeps none of the others', async () => {
    const batch = [event('good-1'), event('bad', { type: 'project.deleted' }), event('good-2')];
    const { status, body } = await post(JSON.stringify(batch));
    expect({ status, body }).toMatchObject({ status: 422, body: { faults: [{ pointer: '/1/type' }] } });
    expect(await storedCount()).toBe(before);
  });

  it('a body with a thousand faults without naming them all', async () => {
    const lines = Array.from({ length: 50 }, () => ({}));
    const { body } = await post(raw('many', { data: { ...requestFor(d1), deal: { ...d1, lines } } }));
    expect(body).toMatchObject({ faults: { length: 20 } });
  });
});

describe('the door takes', () => {
  it.each(['application/json', 'application/cloudevents+json; charset=utf-8', 'Application/JSON'])(
    'one event as %s',
    async (contentType) => {
      const { status, body } = await post(raw(`as ${contentType}`), contentType);
      expect({ status, body }).toMatchObject({
        status: 202,
        body: { acceptance: 'accepted', id: `as ${contentType}` },
      });
    },
  );

  it('a batch of 500, and answers each in its place', async () => {
    const ids = Array.from({ length: 500 }, (_, place) => `of-500-${place}`);
    const { status, body } = await post(
      JSON.stringify(ids.map((id) => event(id))),
      'application/cloudevents-batch+json',
    );
    expect(status).toBe(202);
    expect(body).toMatchObject(ids.map((id) => ({ id, acceptance: 'accepted' })));
    expect(await storedCount()).toBe(before + 500);
  });

  it('the same event ten times at once, stores it once, and answers all alike', async () => {
    const copies = Array.from({ length: 10 }, () => post(raw('ten times')));
    const answers = new Set((await Promise.all(copies)).map(({ status, body }) => JSON.stringify({ status, body })));
    expect(answers.size).toBe(1);
    expect([...answers][0]).toContain('"status":202');
    expect(await storedCount()).toBe(before + 1);
  });

  it('no other content under the same id, and says which event it was', async () => {
    await post(raw('conflict'));
    const other = event('conflict', { data: { ...requestFor(d1), revision: 2 } });
    expect(await post(JSON.stringify(other))).toMatchObject({
      status: 409,
      body: { type: 'urn:throughline:error:intake.conflict', faults: [{ pointer: '' }] },
    });
    expect(await post(JSON.stringify([event('beside it'), other]))).toMatchObject({
      status: 409,
      body: { faults: [{ pointer: '/1' }] },
    });
    expect((await post(raw('conflict'))).status).toBe(202);
  });
});

describe('a store that cannot take an event', () => {
  it('because it is full says when to come again, and takes it then', async () => {
    const locking = await open.database.connect();
    await locking.query('begin');
    await locking.query('lock table identity in access exclusive mode');
    const { store } = open.database;
    const batches = Array.from({ length: 14 }, (_, batch) =>
      store.acceptEvents(Array.from({ length: 500 }, (_each, place) => waiting(batch * 500 + place))),
    );
    const refused = await post(raw('patient'));
    await locking.query('rollback');
    await Promise.all(batches);
    expect(refused).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
      body: { type: 'urn:throughline:error:intake.busy' },
    });
    expect((await post(raw('patient'))).status).toBe(202);
  });

  it('because it is gone says so, and never that the event was taken', async () => {
    const gone = createStore({ connectionString: 'postgresql://nobody@127.0.0.1:1/none' });
    const closed = await openDoors((seams) => ({ store: { ...seams.store, acceptEvents: gone.acceptEvents } }));
    const body = JSON.stringify(eventOf(closed.pairing, 'lost'));
    const answer = await closed.send({
      path: '/v1/events',
      as: 'producer',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(answer).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5', 'content-type': 'application/problem+json' },
      body: { type: 'urn:throughline:error:intake.unavailable', correlationId: expect.any(String) },
    });
    expect(closed.facts.map(({ fact }) => fact)).toEqual(['events.not-stored', 'request.answered']);
    expect(JSON.stringify(answer.body)).not.toContain('127.0.0.1');
    await gone.close();
    await closed.close();
  });
});

function waiting(number: number) {
  return storedEvent(open.pairing, number, { number }, `waiting-${number}`);
}
