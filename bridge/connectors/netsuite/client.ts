import axios from 'axios';
import type { AxiosInstance } from 'axios';
import type { ConnectorSeams } from '#connectors/connector.ts';
import { neverSent } from './replies.ts';

/** What came of one HTTP request: an answer of any status, or why there is none. */
export type HttpResult =
  | { readonly kind: 'answer'; readonly status: number; readonly text: string; readonly retryAfterMs?: number }
  | { readonly kind: 'never-sent' }
  | { readonly kind: 'no-answer' };

export type HttpPost = (request: {
  readonly url: string;
  readonly body: string;
  readonly contentType: 'application/json' | 'application/x-www-form-urlencoded';
  readonly timeoutMs: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}) => Promise<HttpResult>;

/** The most that NetSuite takes or gives in one string. Source: section_4640094112. */
const largestBody = 10 * 1024 * 1024;
const longestRetryAfterMs = 3_600_000;
const deepestCause = 5;

/**
 * Creates the one way in which this connector speaks HTTP.
 *
 * A redirect is not followed, since it would carry our token to another host. An answer over 10 MB counts as none.
 */
export function createHttpPost(fetch: ConnectorSeams['fetch']): HttpPost {
  const http = axios.create({
    adapter: 'fetch',
    env: { fetch },
    responseType: 'text',
    transformResponse: (text: unknown) => text,
    maxContentLength: largestBody,
    maxBodyLength: largestBody,
    maxRedirects: 0,
    validateStatus: () => true,
  });
  return async (request) => post(http, request);
}

async function post(http: AxiosInstance, request: Parameters<HttpPost>[0]): Promise<HttpResult> {
  if (request.signal?.aborted === true) return { kind: 'never-sent' };
  try {
    const answer = await http.post<unknown>(request.url, request.body, {
      headers: { ...request.headers, 'content-type': request.contentType, accept: 'application/json' },
      timeout: request.timeoutMs,
      ...(request.signal ? { signal: request.signal } : {}),
    });
    const retryAfterMs = retryAfterOf(answer.headers['retry-after']);
    const text = typeof answer.data === 'string' ? answer.data : '';
    return { kind: 'answer', status: answer.status, text, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  } catch (error) {
    return { kind: codesOf(error).some((code) => neverSent.has(code)) ? 'never-sent' : 'no-answer' };
  }
}

/** Seconds as the vendor writes them, kept within an hour; a date is not used by NetSuite and not read. */
function retryAfterOf(header: unknown): number | undefined {
  if (typeof header !== 'string' || !/^\d{1,6}$/.test(header)) return undefined;
  return Math.min(Number(header) * 1000, longestRetryAfterMs);
}

/** The codes along the chain of causes: axios wraps what `fetch` threw, which wraps what the socket said. */
function codesOf(error: unknown): readonly string[] {
  const codes: string[] = [];
  let current = error;
  for (let depth = 0; depth < deepestCause && current instanceof Error; depth += 1) {
    if ('code' in current && typeof current.code === 'string') codes.push(current.code);
    current = current.cause;
  }
  return codes;
}
