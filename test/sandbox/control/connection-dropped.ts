import type { Hono } from 'hono';

const markerHeader = 'x-sandbox-connection';

/**
 * The answer that stands for no answer: whoever carries it to the client closes the socket instead.
 *
 * The apps know no sockets, so drop-before and drop-after return this marker.
 */
export function connectionDropped(): Response {
  return new Response(undefined, { status: 500, headers: { [markerHeader]: 'dropped' } });
}

/** Tells the marker from a real answer. */
export function isConnectionDropped(response: Response): boolean {
  return response.headers.get(markerHeader) === 'dropped';
}

/** Calls an app in memory as `fetch` would call it over a socket: a dropped connection rejects with `ECONNRESET`. */
export function fetchInMemory(app: Hono): (input: string | URL | Request, init?: RequestInit) => Promise<Response> {
  return async (input, init) => {
    const response = await app.fetch(new Request(input, init));
    if (!isConnectionDropped(response)) return response;
    const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });
    throw new TypeError('fetch failed', { cause });
  };
}
