import { AsyncLocalStorage } from 'node:async_hooks';

import type { Metrics } from '#api/metrics.ts';
import type { SystemName } from '#store/store.ts';
import type { World } from '#world.ts';

import { traceHeader } from './trace.ts';

/** The correlation id of whatever is being done now, for the calls that it makes. */
const current = new AsyncLocalStorage<string>();

/** The same connector, whose calls know what they are made for: each method's options carry a correlation id. */
export function correlated<Connector extends object>(connector: Connector): Connector {
  return new Proxy(connector, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]): unknown =>
        current.run(correlationIdIn(given), () => Reflect.apply(member, target, given));
    },
  });
}

function correlationIdIn(given: readonly unknown[]): string {
  const options = given.at(-1);
  const isOptions = typeof options === 'object' && options !== null && 'correlationId' in options;
  return isOptions ? String(options.correlationId) : '';
}

type Seams = { readonly world: Pick<World, 'fetch' | 'monotonicMs' | 'newId'>; readonly metrics: Metrics };

/**
 * The way out to one system: each call carries the `traceparent` of its cause and is counted with its time.
 *
 * What the CRM says of its daily calls on every reply is kept for the figures.
 *
 * Source: Salesforce REST API Developer Guide, "Limit Info Header" (read 2026-11).
 */
export function outgoingFetch(system: SystemName, { world, metrics }: Seams): World['fetch'] {
  return async (input, init) => {
    const startedAt = world.monotonicMs();
    try {
      const response = await world.fetch(input, {
        ...init,
        headers: withTrace(init?.headers ?? headersOf(input), world),
      });
      metrics.called(system, response.status, world.monotonicMs() - startedAt);
      const [, used, most] =
        /api-usage=(\d{1,12})\/(\d{1,12})/.exec(response.headers.get('sforce-limit-info') ?? '') ?? [];
      if (used !== undefined && most !== undefined) metrics.quota(Number(used), Number(most));
      return response;
    } catch (error) {
      metrics.called(system, undefined, world.monotonicMs() - startedAt);
      throw error;
    }
  };
}

function headersOf(input: string | URL | Request): Headers | undefined {
  return input instanceof Request ? input.headers : undefined;
}

function withTrace(given: RequestInit['headers'], world: Pick<World, 'newId'>): Headers {
  const headers = new Headers(given);
  const correlationId = current.getStore() ?? '';
  if (correlationId !== '') headers.set('traceparent', traceHeader(correlationId, world.newId()));
  return headers;
}
