import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { OpenDoors } from './open-doors.ts';
import { eventOf, openDoors, signed, webhookKey } from './open-doors.ts';

let open: OpenDoors;
beforeAll(async () => {
  open = await openDoors();
});
afterAll(() => open.close());

/** Seconds; signatures live by real time. */
const now = () => Math.floor(Date.now() / 1000);

function post(body: string | Uint8Array, headers: Record<string, string>) {
  return open.send({
    path: '/v1/events',
    body,
    headers: { 'content-type': 'application/cloudevents+json', ...headers },
  });
}

describe('a signed event', () => {
  it('is taken from whoever has the secret, and a repeat of it changes nothing', async () => {
    const body = JSON.stringify(eventOf(open.pairing, 'signed'));
    const headers = signed(body, now());
    const first = await post(body, headers);
    const again = await post(body, headers);
    expect(first.status).toBe(202);
    expect(again).toMatchObject({ status: 202, body: first.body });
  });

  it('may be signed by the library that others use, and that library takes ours', async () => {
    const body = JSON.stringify(eventOf(open.pairing, 'interop'));
    const library = new Webhook(`whsec_${webhookKey.toString('base64')}`);
    const at = now();
    const headers = {
      'webhook-id': 'msg_9',
      'webhook-timestamp': String(at),
      'webhook-signature': library.sign('msg_9', new Date(at * 1000), body),
    };
    expect((await post(body, headers)).status).toBe(202);
    expect(library.verify(body, signed(body, at))).toEqual(JSON.parse(body));
  });

  it('is verified before it is read, so that signed nonsense is called nonsense', async () => {
    expect(await post('{"id":', signed('{"id":', now()))).toMatchObject({
      status: 400,
      body: { type: 'urn:throughline:error:json.malformed' },
    });
  });

  it('may carry several signatures, as it does while a secret is exchanged', async () => {
    const body = JSON.stringify(eventOf(open.pairing, 'rotated'));
    const headers = signed(body, now());
    const old = signed(body, now(), { key: Buffer.alloc(32, 9) })['webhook-signature'];
    const both = `${old} ${headers['webhook-signature']}`;
    expect((await post(body, { ...headers, 'webhook-signature': both })).status).toBe(202);
  });

  it.each([
    ['just young enough', -290, 202],
    ['too old', -301, 401],
    ['just not too far ahead', 290, 202],
    ['too far ahead', 310, 401],
  ])('is read by its time: %s', async (name, offset, status) => {
    const body = JSON.stringify(eventOf(open.pairing, name));
    expect((await post(body, signed(body, now() + offset))).status).toBe(status);
  });

  it('is refused when any one byte of its body is another', async () => {
    const body = JSON.stringify(eventOf(open.pairing, 'bytes'));
    const headers = signed(body, now());
    const statuses = new Map<number, number>();
    for (let place = 0; place < body.length; place += 1) {
      const changed = Buffer.from(body);
      changed[place] = (changed[place] ?? 0) ^ 1;
      const { status } = await post(changed, headers);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect([...statuses]).toEqual([[401, body.length]]);
  });

  it.each([
    ['another secret', (body: string) => signed(body, now(), { key: Buffer.alloc(32, 8) })],
    ['the id of another message', (body: string) => ({ ...signed(body, now()), 'webhook-id': 'msg_2' })],
    ['another time', (body: string) => atAnotherTime(body, now())],
    ['a time with letters behind it', (body: string) => ({ ...signed(body, now()), 'webhook-timestamp': `${now()}s` })],
    ['a time that is none', (body: string) => ({ ...signed(body, now()), 'webhook-timestamp': 'soon' })],
    ['an empty signature', (body: string) => ({ ...signed(body, now()), 'webhook-signature': '' })],
    ['a signature of another version', (body: string) => withSignature(body, (text) => text.replace('v1,', 'v2,'))],
    ['a signature without a version', (body: string) => withSignature(body, (text) => text.replace('v1,', ''))],
    ['a shortened signature', (body: string) => withSignature(body, (text) => text.slice(0, -4))],
    ['no id', (body: string) => without(signed(body, now()), 'webhook-id')],
    ['no time', (body: string) => without(signed(body, now()), 'webhook-timestamp')],
    ['no signature', (body: string) => without(signed(body, now()), 'webhook-signature')],
  ])('is refused with %s', async (_name, headers) => {
    const body = JSON.stringify(eventOf(open.pairing, 'forged'));
    expect(await post(body, headers(body))).toMatchObject({
      status: 401,
      body: { type: 'urn:throughline:error:api.sign-in' },
    });
  });

  it('is refused with a byte-order mark more, which a decoder would swallow', async () => {
    const body = JSON.stringify(eventOf(open.pairing, 'marked'));
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(body)]);
    expect((await post(marked, signed(body, now()))).status).toBe(401);
  });

  it('opens nothing but the door for events and what a producer may read', async () => {
    const headers = signed('', now());
    expect((await open.send({ path: '/v1/commands', headers })).status).toBe(403);
    expect((await open.send({ path: '/v1/schemas', headers })).status).toBe(200);
  });

  it('is not read beyond 5 MB, whoever says it is signed', async () => {
    const body = Buffer.alloc(5_000_001, 32);
    const headers = { ...signed('', now()), 'transfer-encoding': 'chunked' };
    expect((await post(body, headers)).status).toBe(413);
  });
});

function withSignature(body: string, change: (text: string) => string) {
  const headers = signed(body, now());
  return { ...headers, 'webhook-signature': change(headers['webhook-signature']) };
}

function atAnotherTime(body: string, at: number) {
  return { ...signed(body, at), 'webhook-timestamp': String(at - 1) };
}

function without(headers: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([header]) => header !== name));
}
