import { PassThrough } from 'node:stream';

import type { HttpRequest, HttpResponse } from '@jsforce/jsforce-node';
import type { Transport } from '@jsforce/jsforce-node/lib/transport.js';
import { StreamPromise } from '@jsforce/jsforce-node/lib/util/promise.js';
import type { ConnectorSeams } from '#connectors/connector.ts';

import { withExactNumbers } from './exact-numbers.ts';

/** The largest answer we read, in characters. */
const longestAnswer = 20_000_000;

/**
 * @property timeLimitMs a call that takes longer is given up; Salesforce itself allows ten minutes, we never need them
 * @property heard is told the headers of every answer
 */
type TransportOptions = {
  readonly timeLimitMs?: number;
  readonly heard?: (headers: Readonly<Record<string, string>>) => void;
};

/**
 * Carries jsforce's requests over the given `fetch`: no retries and no sockets of its own, so that time-outs, repeats
 * and disturbances are decided in one place.
 */
export function fetchTransport(
  fetch: ConnectorSeams['fetch'],
  { timeLimitMs = 30_000, heard }: TransportOptions = {},
): Transport {
  const exchanged = async (request: HttpRequest): Promise<HttpResponse> => {
    const response = await exchange(fetch, request, timeLimitMs);
    heard?.(response.headers);
    return response;
  };
  return {
    httpRequest: (request) => StreamPromise.create(() => ({ stream: new PassThrough(), promise: exchanged(request) })),
    getRequestStreamCreator: () => () => new PassThrough(),
  };
}

async function exchange(fetch: ConnectorSeams['fetch'], request: HttpRequest, timeLimitMs: number) {
  const { body } = request;
  if (body !== undefined && body !== null && typeof body !== 'string') throw new TypeError('only text is sent');
  const response = await fetch(request.url, {
    method: request.method,
    headers: withoutLength(request.headers),
    ...(body === undefined || body === null ? {} : { body }),
    redirect: 'error',
    signal: AbortSignal.timeout(timeLimitMs),
  });
  const text = await response.text();
  if (text.length > longestAnswer) throw new TypeError(`the answer of ${text.length} characters is too long`);
  const headers = Object.fromEntries(response.headers.entries());
  return { statusCode: response.status, headers, body: readable(text, headers) } satisfies HttpResponse;
}

/** The content length is set by fetch itself, which knows the bytes. */
function withoutLength(headers: HttpRequest['headers']): Record<string, string> {
  const kept = Object.entries(headers ?? {}).filter(([name]) => name.toLowerCase() !== 'content-length');
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

function readable(text: string, headers: Record<string, string>): string {
  const isJson = (headers['content-type'] ?? '').startsWith('application/json');
  return isJson ? withExactNumbers(text) : text;
}
