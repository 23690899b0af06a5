import { Client, credentials, Metadata, status } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { pubsubService } from '#connectors/salesforce/pubsub-wire.ts';

import { makeServerCertificate } from '../sandbox/control/certificate.ts';
import type { ServedPubsub } from '../sandbox/salesforce/events/serve-pubsub.ts';
import { servePubsub } from '../sandbox/salesforce/events/serve-pubsub.ts';
import type { OpenOrg } from './open-org.ts';
import { openOrg, textAt } from './open-org.ts';

/** What no well-meaning client sends: each is refused in the protocol's own way, and the service goes on. */
const certificate = makeServerCertificate();
const topicName = '/event/Provision_Requested__e';
const corrupted = 'sfdc.platform.eventbus.grpc.subscription.fetch.replayid.corrupted';
let open: OpenOrg;
let served: ServedPubsub;
let client: Client;
let session: Metadata;

beforeAll(async () => {
  open = await openOrg();
  const times = { keepaliveMs: 50, idleMs: 100 };
  served = await servePubsub(open.org.pubsub, { host: '127.0.0.1', port: 0, certificate, times });
  client = new Client(served.address, credentials.createSsl(Buffer.from(certificate.certPem)));
  session = await signIn('sandbox-admin');
});
afterAll(() => {
  client.close();
  served.close();
});
/** Whatever was sent before, an ordinary subscription still works. */
afterEach(async () => {
  const answer = await subscribe({ topicName, replayPreset: 'EARLIEST', numRequested: 1 });
  if (!('answered' in answer)) throw new Error(`the service does not go on: ${JSON.stringify(answer)}`);
});

async function signIn(name: string): Promise<Metadata> {
  const form = `grant_type=client_credentials&client_id=${name}&client_secret=${name}`;
  const { body } = await open.call('POST', '/services/oauth2/token', form, {
    'content-type': 'application/x-www-form-urlencoded',
  });
  return headers({ accesstoken: textAt(body, 'access_token') });
}

function headers(changes: Record<string, string>): Metadata {
  const metadata = new Metadata();
  const usual = { accesstoken: '', instanceurl: 'https://corvane.my.salesforce.example', tenantid: open.org.orgId };
  for (const [name, value] of Object.entries({ ...usual, ...changes })) metadata.set(name, value);
  return metadata;
}

type Answer = { answered: true } | { code: number; errorCode: string };

/** Sends requests on one stream and tells the first thing that comes back. */
function subscribe(first: object | Buffer, more: readonly object[] = [], metadata = session): Promise<Answer> {
  const method = pubsubService.Subscribe;
  if (method === undefined) throw new Error('there is no Subscribe');
  const bytesOf = (request: object): Buffer => (Buffer.isBuffer(request) ? request : method.requestSerialize(request));
  const stream = client.makeBidiStreamRequest(method.path, bytesOf, (bytes: Buffer) => bytes, metadata);
  return new Promise((resolve) => {
    if (more.length === 0) stream.once('data', () => done({ answered: true }));
    stream.on('error', (error) => done(answerOf(error)));
    stream.on('end', () => done({ code: status.OK, errorCode: '' }));
    function done(answer: Answer): void {
      resolve(answer);
      stream.cancel();
    }
    for (const request of [first, ...more]) stream.write(request);
  });
}

function call(name: 'GetTopic' | 'GetSchema' | 'Publish', request: object): Promise<Answer> {
  const method = pubsubService[name];
  if (method === undefined) throw new Error(`there is no ${name}`);
  const bytesOf = (given: object): Buffer => (Buffer.isBuffer(given) ? given : method.requestSerialize(given));
  return new Promise((resolve) => {
    client.makeUnaryRequest(
      method.path,
      bytesOf,
      (bytes: Buffer) => bytes,
      request,
      session,
      (error) => {
        resolve(error ? answerOf(error) : { answered: true });
      },
    );
  });
}

function answerOf(error: Error): Answer {
  const metadata = 'metadata' in error && error.metadata instanceof Metadata ? error.metadata : new Metadata();
  const code = 'code' in error && typeof error.code === 'number' ? error.code : -1;
  return { code, errorCode: String(metadata.get('error-code')[0] ?? '') };
}

const earliest = { topicName, replayPreset: 'EARLIEST', numRequested: 1 };

describe('a subscription with', () => {
  it.each<[string, object, number]>([
    ['bytes that are no message', Buffer.from([0xff, 0xff, 0xff]), status.INTERNAL],
    ['nothing in it', {}, status.NOT_FOUND],
    ['a preset that does not exist', { ...earliest, replayPreset: 7 }, status.INVALID_ARGUMENT],
    ['no event asked for', { ...earliest, numRequested: 0 }, status.INVALID_ARGUMENT],
    ['fewer than no event asked for', { ...earliest, numRequested: -2_147_483_648 }, status.INVALID_ARGUMENT],
    ['an object for a topic', { ...earliest, topicName: '/event/Account' }, status.NOT_FOUND],
    ['a topic that every object inherits', { ...earliest, topicName: '/event/constructor' }, status.NOT_FOUND],
    ['a replay id and no use for it', { ...earliest, replayId: Buffer.alloc(8, 1) }, status.INVALID_ARGUMENT],
    ['no replay id where one is needed', { ...earliest, replayPreset: 'CUSTOM' }, status.INVALID_ARGUMENT],
  ])('%s is refused', async (_, request, code) => {
    expect(await subscribe(request)).toMatchObject({ code });
  });

  it.each([1, 3, 8, 9, 100_000])('a replay id of %i bytes that nobody gave out is corrupted', async (length) => {
    const replayId = Buffer.alloc(length, 0xfe);
    expect(await subscribe({ ...earliest, replayPreset: 'CUSTOM', replayId })).toEqual({
      code: status.INVALID_ARGUMENT,
      errorCode: corrupted,
    });
  });

  it('another topic later on is refused', async () => {
    const other = { ...earliest, topicName: '/event/Provision_Progress__e' };
    expect(await subscribe(earliest, [other])).toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  it.each([
    ['no token', {}],
    ['an old token', { accesstoken: '00D000000000001!old' }],
    ['another tenant', { accesstoken: 'ours', tenantid: '00D000000000002EAA' }],
    ['no address of an org', { accesstoken: 'ours', instanceurl: 'nowhere' }],
  ])('%s is not let in', async (_, changes: { accesstoken?: string }) => {
    const ours = changes.accesstoken === 'ours' ? { accesstoken: String(session.get('accesstoken')[0]) } : {};
    expect(await subscribe(earliest, [], headers({ ...changes, ...ours }))).toMatchObject({
      code: status.UNAUTHENTICATED,
      errorCode: 'sfdc.platform.eventbus.grpc.service.auth.error',
    });
  });
});

describe('a call with', () => {
  it.each<[string, 'GetTopic' | 'GetSchema' | 'Publish', object, number]>([
    ['bytes that are no message', 'GetTopic', Buffer.from([0xff]), status.INTERNAL],
    ['an unknown topic', 'GetTopic', { topicName: '/event/Nothing__e' }, status.NOT_FOUND],
    ['an unknown schema', 'GetSchema', { schemaId: '__proto__' }, status.NOT_FOUND],
    [
      'nothing to publish to',
      'Publish',
      { events: [{ id: 'x', schemaId: 'x', payload: Buffer.alloc(3) }] },
      status.NOT_FOUND,
    ],
  ])('%s is refused: %s', async (_, name, request, code) => {
    expect(await call(name, request)).toMatchObject({ code });
  });

  it('a payload that nobody can read publishes nothing', async () => {
    const before = open.org.eventsAfter(0).length;
    const events = ['', 'x', 'y'.repeat(100_000)].map((text) => ({
      id: 'x',
      schemaId: 'x',
      payload: Buffer.from(text),
    }));
    expect(await call('Publish', { topicName, events })).toEqual({ answered: true });
    expect(open.org.eventsAfter(0)).toHaveLength(before);
  });
});
