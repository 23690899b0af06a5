import PubSubApiClient from 'salesforce-pubsub-api-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { makeServerCertificate } from '../sandbox/control/certificate.ts';
import type { ServedPubsub } from '../sandbox/salesforce/events/serve-pubsub.ts';
import { servePubsub } from '../sandbox/salesforce/events/serve-pubsub.ts';
import { until } from '../support/until.ts';
import type { OpenOrg } from './open-org.ts';
import { openOrg, openPage, textAt } from './open-org.ts';

/** A foreign Pub/Sub client as the judge: it has Salesforce's own proto file, and knows nothing of our sandbox. */
const topic = '/event/Provision_Requested__e';
const certificate = makeServerCertificate();
const clients: PubSubApiClient[] = [];
const streams: (readonly Heard[])[] = [];
let open: OpenOrg;
let served: ServedPubsub;

beforeEach(async () => {
  open = await openOrg();
  const times = { keepaliveMs: 100, idleMs: 60_000 };
  served = await servePubsub(open.org.pubsub, { host: '127.0.0.1', port: 0, certificate, times });
});
/** The client takes its listeners away when it closes, so that its streams must have ended before. */
afterEach(async () => {
  served.close();
  const isOver = (heard: readonly Heard[]) => heard.some(({ type }) => type === 'error' || type === 'end');
  await until('the end of every stream', () => (streams.every(isOver) ? true : undefined));
  for (const client of clients.splice(0)) client.close();
  streams.length = 0;
});

type Heard = { type: string; data: unknown };

async function connect(client = 'sandbox'): Promise<PubSubApiClient> {
  const form = `grant_type=client_credentials&client_id=${client}&client_secret=${client}`;
  const { body } = await open.call('POST', '/services/oauth2/token', form, {
    'content-type': 'application/x-www-form-urlencoded',
  });
  return connectWith(textAt(body, 'access_token'));
}

async function connectWith(accessToken: string): Promise<PubSubApiClient> {
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const made = new PubSubApiClient(
    {
      authType: 'user-supplied',
      accessToken,
      organizationId: open.org.orgId,
      instanceUrl: 'https://corvane.my.salesforce.example',
      pubSubEndpoint: served.address,
      rejectUnauthorizedSsl: false,
    },
    silent,
  );
  await made.connect();
  clients.push(made);
  return made;
}

/** Clicks as a person does, which rings the bell; answers the request's id. */
async function click(deal: string): Promise<string> {
  const page = await openPage(open, 'sales1');
  const fields = { Opportunity__c: open.id(deal) };
  const { body } = await page('POST', '/records', { apiName: 'Provision_Request__c', fields });
  return textAt(body, 'id');
}

function listen(): { heard: Heard[]; callback: (info: unknown, type: string, data?: unknown) => void } {
  const heard: Heard[] = [];
  streams.push(heard);
  return { heard, callback: (_info, type, data) => void heard.push({ type, data }) };
}

const events = (heard: readonly Heard[]) => heard.filter(({ type }) => type === 'event').map(({ data }) => data);
const countOf = (heard: readonly Heard[], count: number) =>
  until(`${count} events`, () => (events(heard).length >= count ? events(heard) : undefined));
const replayIdOf = (event: unknown): number =>
  Number(Object.entries({ ...Object(event) }).find(([name]) => name === 'replayId')?.[1]);
const errorOf = (heard: readonly Heard[]) => until('an error', () => heard.find(({ type }) => type === 'error')?.data);

describe('a foreign Pub/Sub client', () => {
  test('hears what was published before it came, and what comes then', async () => {
    const first = await click('d1');
    const { heard, callback } = listen();
    (await connect()).subscribeFromEarliestEvent(topic, callback, 5);
    await countOf(heard, 1);
    const second = await click('d1-linked');
    expect(await countOf(heard, 2)).toMatchObject([
      {
        payload: {
          Request_Id__c: first,
          Opportunity_Id__c: open.id('d1'),
          Generation__c: 1,
          CreatedDate: expect.any(Number),
        },
      },
      { payload: { Request_Id__c: second, Opportunity_Id__c: open.id('d1-linked') } },
    ]);
  });

  test('hears only new events when it asks for the latest', async () => {
    await click('d1');
    const { heard, callback } = listen();
    (await connect()).subscribe(topic, callback, 5);
    await until('a keepalive', () => heard.find(({ type }) => type === 'grpcKeepAlive'));
    const second = await click('d1-linked');
    expect(await countOf(heard, 1)).toMatchObject([{ payload: { Request_Id__c: second } }]);
  });

  test('goes on from a replay id, and no further than it asked', async () => {
    for (const deal of ['d1', 'd1-linked', 'd1-new-customer']) await click(deal);
    const all = listen();
    (await connect()).subscribeFromEarliestEvent(topic, all.callback, 3);
    const [first, second] = await countOf(all.heard, 3);
    const later = listen();
    (await connect()).subscribeFromReplayId(topic, later.callback, 1, replayIdOf(first));
    await until('the last event', () => later.heard.find(({ type }) => type === 'lastEvent'));
    expect(events(later.heard)).toEqual([second]);
  });

  test('is told that a replay id of 73 hours ago has expired', async () => {
    await click('d1');
    const all = listen();
    (await connect()).subscribeFromEarliestEvent(topic, all.callback, 1);
    const [first] = await countOf(all.heard, 1);
    open.clock.advance(73 * 3_600_000);
    const late = listen();
    (await connect()).subscribeFromReplayId(topic, late.callback, 1, replayIdOf(first));
    expect(await errorOf(late.heard)).toMatchObject({
      code: 3,
      details: expect.stringContaining('within the retention window'),
      metadata: expect.objectContaining({}),
    });
    const again = listen();
    (await connect()).subscribeFromEarliestEvent(topic, again.callback, 1);
    await until('a keepalive', () => again.heard.find(({ type }) => type === 'grpcKeepAlive'));
    expect(events(again.heard)).toEqual([]);
  });

  test('is refused without a session of the org', async () => {
    const { heard, callback } = listen();
    (await connectWith('00D000000000001!nobody')).subscribeFromEarliestEvent(topic, callback, 1);
    expect(await errorOf(heard)).toMatchObject({ code: 16 });
  });

  test('publishes, and what does not fit is refused', async () => {
    const publisher = await connect('sandbox-admin');
    const { heard, callback } = listen();
    publisher.subscribeFromEarliestEvent(topic, callback, 1);
    const payload = {
      CreatedDate: 0,
      CreatedById: open.id('user-integration'),
      Request_Id__c: { string: 'a0X000000000001AAA' },
      Opportunity_Id__c: null,
      Generation__c: { double: 2 },
    };
    expect(await publisher.publish(topic, payload, 'mine')).toMatchObject({ correlationKey: 'mine' });
    expect(await countOf(heard, 1)).toMatchObject([
      { payload: { Request_Id__c: 'a0X000000000001AAA', Opportunity_Id__c: null, Generation__c: 2 } },
    ]);
    const tooLong = { ...payload, Request_Id__c: { string: 'a0X0000000000000000000001AAA' } };
    await expect(publisher.publish(topic, tooLong)).rejects.toThrow('publish');
  });
});
