import { expect, test } from 'vitest';

import { openOrg, openPage } from './open-org.ts';
import type { OpenOrg } from './open-org.ts';

const channel = '/event/Provision_Requested__e';

/** A page's stream of a channel, with the cookie of whoever is signed in there. */
async function openStream(open: OpenOrg, cookie: string, on = channel, replayId = '-1'): Promise<Response> {
  const query = new URLSearchParams({ channel: on, replayId });
  return open.org.app.request(`http://127.0.0.1:7071/sandbox/page-events?${query}`, { headers: { cookie } });
}

async function cookieOf(open: OpenOrg, as: string): Promise<string> {
  const answer = await open.org.app.request(`http://127.0.0.1:7071/sandbox/session?as=${as}`);
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

/** The next message of a stream; comments that keep it alive are passed over. */
async function nextMessage(stream: Response): Promise<unknown> {
  const reader = stream.body?.getReader();
  for (let parts = 0; reader !== undefined && parts < 10; parts += 1) {
    const { value } = await reader.read();
    const [, data] = /^data: (.*)$/m.exec(new TextDecoder().decode(value)) ?? [];
    if (data === undefined) continue;
    await reader.cancel();
    return JSON.parse(data);
  }
  throw new Error('the stream brought nothing');
}

async function click(open: OpenOrg, deal: string): Promise<void> {
  const page = await openPage(open, 'sales1');
  await page('POST', '/records', { apiName: 'Provision_Request__c', fields: { Opportunity__c: open.id(deal) } });
}

test('a page hears what is published from now on, as the platform hands it over', async () => {
  const open = await openOrg();
  await click(open, 'd1');
  const stream = await openStream(open, await cookieOf(open, 'admin'));
  const message = nextMessage(stream);
  await click(open, 'd1-linked');
  expect(await message).toMatchObject({ channel, data: { payload: { Opportunity_Id__c: open.id('d1-linked') } } });
});

test('a page that asks for all that is kept hears what was before it', async () => {
  const open = await openOrg();
  await click(open, 'd1');
  const stream = await openStream(open, await cookieOf(open, 'admin'), channel, '-2');
  expect(await nextMessage(stream)).toMatchObject({ data: { payload: { Opportunity_Id__c: open.id('d1') } } });
});

test('nobody hears an event that they may not read, and a stranger hears nothing', async () => {
  const open = await openOrg();
  const viewer = await cookieOf(open, 'viewer');
  expect((await openStream(open, viewer)).status).toBe(403);
  expect((await openStream(open, viewer, '/event/Nothing__e')).status).toBe(403);
  expect((await openStream(open, '')).status).toBe(401);
  const progress = await openStream(open, viewer, '/event/Provision_Progress__e');
  expect(progress.status).toBe(200);
  await progress.body?.cancel();
});
