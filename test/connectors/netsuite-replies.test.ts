import { expect, test } from 'vitest';
import type { SendResult } from '#connectors/connector.ts';
import { createNetsuiteConnector } from '#connectors/netsuite/connector.ts';
import { connectionDropped } from '../sandbox/control/connection-dropped.ts';
import { activateOf, pairing } from './batches.ts';
import { seamsOf } from './seams.ts';
import { vendorSettings, vendorThatAnswers, vendorThatFails } from './vendor.ts';

const batch = { pairing, items: [activateOf('A')] };
const [{ key }] = [activateOf('A')];
const options = { correlationId: 'test' };

const refused = (fault: string, isLimit = false) => ({ kind: 'refused', fault, isLimit });
const unknown = (fault: string) => ({ kind: 'unknown', fault });
const failure = (status: number, code: string) => () =>
  Response.json({ error: { code, message: 'Texto localizado 131.77' } }, { status });
const says = (body: unknown) => () => Response.json(body);
const applied = { key, answer: 'applied', revision: 1 };

const answers: Record<string, readonly [answer: () => Response | Promise<Response>, result: unknown]> = {
  'over the limit, as the help says': [failure(400, 'SSS_REQUEST_LIMIT_EXCEEDED'), refused('erp.busy', true)],
  'over the limit, as others saw it': [failure(429, 'SSS_REQUEST_LIMIT_EXCEEDED'), refused('erp.busy', true)],
  'a bare 429': [() => new Response('', { status: 429 }), refused('erp.busy', true)],
  'a deployment that is not there': [failure(404, 'SSS_INVALID_SCRIPTLET_ID'), refused('erp.suiteapp-missing')],
  'a request that our SuiteApp cannot read': [failure(400, 'TL_REQUEST_UNREADABLE'), refused('erp.payload-unreadable')],
  'another data centre': [
    () => new Response('', { status: 302, headers: { location: 'https://elsewhere.example/' } }),
    refused('erp.unreachable'),
  ],
  'a role without access': [failure(403, 'INSUFFICIENT_PERMISSION'), refused('erp.sign-in-refused')],
  'a method that is not allowed': [() => new Response('', { status: 405 }), refused('erp.payload-unreadable')],
  'units used up in the middle': [failure(400, 'SSS_USAGE_LIMIT_EXCEEDED'), unknown('erp.busy')],
  'time used up in the middle': [failure(400, 'SSS_TIME_LIMIT_EXCEEDED'), unknown('erp.busy')],
  'a code that nobody listed': [failure(400, 'SOMETHING_NEW'), unknown('erp.answer-unreadable')],
  'a code that is no text': [says({ error: { code: 7 } }), unknown('erp.answer-unreadable')],
  'a code named like a property of objects': [failure(400, 'toString'), unknown('erp.answer-unreadable')],
  'an unexpected error': [failure(500, 'UNEXPECTED_ERROR'), unknown('erp.unreachable')],
  'a database that is down': [() => new Response('down', { status: 503 }), unknown('erp.unreachable')],
  'a socket that is closed': [() => connectionDropped(), unknown('erp.unreachable')],
  'a login page': [() => new Response('<html>Sign in</html>'), unknown('erp.answer-unreadable')],
  'half a JSON': [() => new Response('{"version":1,"items":[{"key"'), unknown('erp.answer-unreadable')],
  'no body at all': [() => new Response(null), unknown('erp.answer-unreadable')],
  'a list instead of an object': [says([]), unknown('erp.answer-unreadable')],
  'another version': [says({ version: 2, items: [applied] }), unknown('erp.answer-unreadable')],
  'items of a wrong type': [says({ version: 1, items: 'none' }), unknown('erp.answer-unreadable')],
  'more items than were ever sent': [
    says({ version: 1, items: Array.from({ length: 51 }, () => applied) }),
    unknown('erp.answer-unreadable'),
  ],
  'an answer for a record of another call': [
    says({ version: 1, items: [{ ...applied, key: activateOf('B').key }] }),
    unknown('erp.answer-unreadable'),
  ],
  'an answer that does not exist': [
    says({ version: 1, items: [{ ...applied, answer: 'perhaps' }] }),
    unknown('erp.answer-unreadable'),
  ],
  'a fault code that we do not have': [
    says({ version: 1, items: [{ key, answer: 'rejected', fault: { code: 'erp.new', text: '' } }] }),
    unknown('erp.answer-unreadable'),
  ],
  'eleven megabytes': [() => new Response('x'.repeat(11 * 1024 * 1024)), unknown('erp.unreachable')],
};

test.each(Object.entries(answers))('reads %s', async (_, [answer, result]) => {
  expect(await send(vendorThatAnswers(answer))).toEqual(result);
});

const failures: Record<string, unknown> = {
  ECONNREFUSED: refused('erp.unreachable'),
  ENOTFOUND: refused('erp.unreachable'),
  UND_ERR_CONNECT_TIMEOUT: refused('erp.unreachable'),
  CERT_HAS_EXPIRED: refused('erp.unreachable'),
  ECONNRESET: unknown('erp.unreachable'),
  EPIPE: unknown('erp.unreachable'),
  UND_ERR_SOCKET: unknown('erp.unreachable'),
  UND_ERR_HEADERS_TIMEOUT: unknown('erp.unreachable'),
};

test.each(Object.entries(failures))('takes %s for what it is', async (code, result) => {
  expect(await send(vendorThatFails(code))).toEqual(result);
});

test('keeps the items that can be read when one of them cannot', async () => {
  const both = { pairing, items: [activateOf('A'), activateOf('B')] };
  const broken = { key: activateOf('B').key, answer: 'applied', ref: { system: 'netsuite', type: 'Job!', id: 12 } };
  const fetch = vendorThatAnswers(says({ version: 1, items: [broken, applied, null, 'x'], unitsLeft: 4000 }));
  const result = await createNetsuiteConnector(vendorSettings, seamsOf(fetch)).send(both, options);
  expect(result).toEqual({ kind: 'answered', items: [applied] });
});

test('lets no figure through in the text of a fault', async () => {
  const text = 'Customer C-1010: rate 131.77, or 1.131,77 in EUR, is over the limit of 2 entries.';
  const fetch = vendorThatAnswers(
    says({ version: 1, items: [{ key, answer: 'rejected', fault: { code: 'erp.refused', text } }], unitsLeft: 1 }),
  );
  const result = await createNetsuiteConnector(vendorSettings, seamsOf(fetch)).send(batch, options);
  const masked = 'Customer C-1010: rate …, or … in EUR, is over the limit of 2 entries.';
  expect(result).toMatchObject({ items: [{ fault: { code: 'erp.refused', text: masked } }] });
});

test('waits as long as the vendor asks, but an hour at most', async () => {
  const after = (header: string) => () => new Response('', { status: 429, headers: { 'retry-after': header } });
  expect(await send(vendorThatAnswers(after('30')))).toMatchObject({ retryAfterMs: 30_000 });
  expect(await send(vendorThatAnswers(after('999999')))).toMatchObject({ retryAfterMs: 3_600_000 });
  expect(await send(vendorThatAnswers(after('soon')))).not.toHaveProperty('retryAfterMs');
});

test('gives up at its own time-out, or when the caller stops, and says that it does not know', async () => {
  const impatient = createNetsuiteConnector({ ...vendorSettings, timeoutMs: 20 }, seamsOf(neverAnswering()));
  expect(await impatient.send(batch, options)).toEqual(unknown('erp.unreachable'));
  const stop = new AbortController();
  const stopped = createNetsuiteConnector(vendorSettings, seamsOf(neverAnswering(() => stop.abort())));
  expect(await stopped.send(batch, { ...options, signal: stop.signal })).toEqual(unknown('erp.unreachable'));
});

test('sends nothing once the caller has stopped', async () => {
  const connector = createNetsuiteConnector(vendorSettings, seamsOf(vendorThatAnswers(says({}))));
  const result = await connector.send(batch, { ...options, signal: AbortSignal.abort() });
  expect(result).toEqual(refused('erp.unreachable'));
});

test('never sends more than fifty items, nor none', async () => {
  const connector = createNetsuiteConnector(vendorSettings, seamsOf(vendorThatFails('ECONNRESET')));
  const many = Array.from({ length: 51 }, (_, index) => activateOf(`N${index}`));
  await expect(connector.send({ pairing, items: many }, options)).rejects.toThrow('1 to 50 items');
  await expect(connector.find(pairing, [], options)).rejects.toThrow('1 to 50 items');
});

async function send(fetch: typeof globalThis.fetch): Promise<SendResult> {
  return createNetsuiteConnector(vendorSettings, seamsOf(fetch)).send(batch, options);
}

/** A RESTlet that takes the request and says nothing until the client has gone. */
function neverAnswering(onArrival: () => void = () => undefined): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    if (request.url.includes('/token')) return vendorThatAnswers(() => new Response())(request);
    return new Promise<Response>((_, reject) => {
      request.signal.addEventListener('abort', () => reject(new Error('aborted')));
      onArrival();
    });
  };
}
