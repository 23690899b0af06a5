import type { MiddlewareHandler } from 'hono';

const loopbackHosts: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);
const withBody: ReadonlySet<string> = new Set(['POST', 'PATCH', 'PUT']);

/**
 * Keeps foreign web pages out: any page can reach a loopback port, so the name, the origin and the content type are checked.
 *
 * A plain navigation may come from anywhere, since the session cookie is SameSite=Strict and a GET changes nothing of the records.
 */
export const loopbackDoor: MiddlewareHandler = async (context, next) => {
  const refusal = doorRefusal(context.req.raw);
  if (refusal) return context.json({ error: 'not-allowed', text: refusal.text }, refusal.status);
  return next();
};

function doorRefusal(request: Request): { status: 403 | 415; text: string } | undefined {
  const foreign = foreignText(request);
  if (foreign !== undefined) return { status: 403, text: foreign };
  if (withBody.has(request.method) && !hasSafeContentType(request))
    return { status: 415, text: 'A body needs a content-type, for example application/json' };
  return undefined;
}

/** Why a request comes from a page of somewhere else, or nothing when it does not. */
export function foreignText(request: Request): string | undefined {
  const url = new URL(request.url);
  const host = request.headers.get('host') ?? url.host;
  if (!loopbackHosts.has(hostName(host))) return `The sandbox does not answer as "${host}"`;
  const origin = request.headers.get('origin');
  if (origin !== null && origin !== `${url.protocol}//${host}`) return `A page of ${origin} may not call the sandbox`;
  const site = request.headers.get('sec-fetch-site') ?? 'none';
  const isNavigation = request.method === 'GET' && request.headers.get('sec-fetch-mode') === 'navigate';
  if (site !== 'same-origin' && site !== 'none' && !isNavigation) return 'Only pages of the sandbox itself may call it';
  return undefined;
}

function hostName(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}

/** Types that a foreign form may send without asking are refused, but the form of a token request, which needs its secret anyway. */
function hasSafeContentType(request: Request): boolean {
  const type = request.headers.get('content-type')?.toLowerCase();
  if (type === undefined || type === '') return !announcesBody(request.headers);
  return !type.startsWith('text/plain') && !type.startsWith('multipart/form-data');
}

/** A request without a body needs no type: `curl -X POST …/sandbox/reset`. */
function announcesBody(headers: Headers): boolean {
  return headers.has('transfer-encoding') || (headers.get('content-length') ?? '0') !== '0';
}
