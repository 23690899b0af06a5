import type { Hono } from 'hono';
import { isConnectionDropped } from '../sandbox/control/connection-dropped.ts';
import type { Disturbances } from './disturbances.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';

export type Side = 'salesforce' | 'netsuite';
/** One platform as the network reaches it. */
export type Place = {
  app: Pick<Hono, 'fetch'>;
  origin: string;
  /** Makes the platform refuse its next request with its own limit error. */
  refuseNext(): void;
};
export type SentRequest = { at: number; actor: string; side: Side; body: string };
export type Network = {
  /** The `fetch` of one actor; each request and each answer is a step of the schedule. */
  fetchOf(actor: string): (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** The bridge's and people's requests in the order in which they were sent, whatever became of them. */
  sent(): readonly SentRequest[];
  /** Requests that a platform still works on, whether or not anyone waits for them. */
  servingCount(): number;
};

type Parts = { scheduler: Scheduler; trace: Trace; disturbances: Disturbances; places: Readonly<Record<Side, Place>> };
type Sent = { actor: string; side: Side; label: string; request: Request; body: string };

/** The network between the bridge, the people and both platforms: it drops, delays and repeats as the seed says. */
export function createNetwork(parts: Parts): Network {
  const { scheduler, trace } = parts;
  let serving = 0;
  const log: SentRequest[] = [];
  const serve = async (sent: Sent, afterMs = 0): Promise<Response> => {
    serving += 1;
    try {
      if (afterMs > 0) await scheduler.sleep('network', afterMs);
      const { request, body } = sent;
      const carried = new Request(request.url, {
        method: request.method,
        headers: request.headers,
        ...(body === '' ? {} : { body }),
      });
      const response = await parts.places[sent.side].app.fetch(carried);
      const text = await response.text();
      trace.add(scheduler.now(), sent.side, `did ${sent.label}`, {
        status: response.status,
        body: visible(sent, text),
      });
      const hasBody = ![204, 304].includes(response.status);
      return new Response(hasBody ? text : undefined, { status: response.status, headers: response.headers });
    } finally {
      serving -= 1;
    }
  };
  return {
    fetchOf: (actor) => async (input, init) =>
      carry(parts, serve, await readRequest(parts, actor, new Request(input, init)), log),
    sent: () => log,
    servingCount: () => serving,
  };
}

async function readRequest({ places }: Parts, actor: string, request: Request): Promise<Sent> {
  const url = new URL(request.url);
  const side: Side = url.origin === places.salesforce.origin ? 'salesforce' : 'netsuite';
  if (url.origin !== places[side].origin) throw new Error(`Nobody lives at ${url.origin}.`);
  const label = `${request.method} ${decodeURIComponent(url.pathname + url.search)}`;
  return { actor, side, label, request, body: request.body === null ? '' : await request.text() };
}

async function carry(
  parts: Parts,
  serve: (sent: Sent, afterMs?: number) => Promise<Response>,
  sent: Sent,
  log: SentRequest[],
): Promise<Response> {
  const { scheduler, trace, disturbances } = parts;
  const { actor, side, label, body } = sent;
  await scheduler.step(actor, `sends ${label}`);
  log.push({ at: scheduler.now(), actor, side, body });
  const fate = disturbances.forRequest(side);
  trace.add(scheduler.now(), actor, `sends ${label} (${fate})`, visible(sent, sent.body));
  if (fate === 'refuse-connection') throw broken('ECONNREFUSED');
  if (fate === 'drop-before') throw broken('ECONNRESET');
  if (fate === 'hang-up' || fate === 'repeat') void serve(sent, disturbances.lateMs()).catch(() => undefined);
  if (fate === 'hang-up') throw broken('ECONNRESET');
  if (fate === 'refuse') parts.places[side].refuseNext();
  const response = await serve(sent);
  if (fate === 'delay') await scheduler.sleep(actor, disturbances.delayMs());
  await scheduler.step(actor, `hears of ${label}`);
  if (fate === 'drop-after' || isConnectionDropped(response)) throw broken('ECONNRESET');
  trace.add(scheduler.now(), actor, `hears of ${label}`, { status: response.status });
  return response;
}

/** Signatures and tokens are drawn by the platform's own cryptography and differ from run to run. */
function visible({ request }: Sent, text: string): string {
  return new URL(request.url).pathname.includes('/oauth2/') ? '(sign-in)' : text;
}

/** What `fetch` throws when a connection fails. */
function broken(code: 'ECONNRESET' | 'ECONNREFUSED'): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}
