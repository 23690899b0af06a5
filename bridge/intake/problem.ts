import type { FaultCode } from 'shared-model/faults.ts';
import type { DoorFault } from './limits.ts';

/** An error body of RFC 9457: what is wrong, where, and under which correlation id it can be found again. */
export function problem(
  status: number,
  code: FaultCode,
  title: string,
  options: {
    readonly correlationId: string;
    readonly faults?: readonly DoorFault[];
    readonly retryAfterSeconds?: number;
  },
): Response {
  const { correlationId, faults = [], retryAfterSeconds } = options;
  const body = { type: `urn:throughline:error:${code}`, title, status, faults, correlationId };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
  });
}
