import { sha256Hex } from 'shared-model/hash.ts';

/**
 * W3C Trace Context, as far as we carry it: the trace id goes from the door, or from whatever began the work, to every
 * call that the work makes.
 *
 * Nothing is stored for it: the trace id follows from the correlation id, which every event and command has. A request
 * that brings a trace and no correlation id of its own gets the one that its trace id spells.
 *
 * Source: W3C Trace Context, level 2 (read 2026-11).
 */
const traceparent = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The trace id of a `traceparent` header, or nothing when there is none or it is malformed. */
export function traceIdOfHeader(header: string | undefined): string | undefined {
  return traceparent.exec(header ?? '')?.[1];
}

/** The trace id of everything that has this correlation id: its own digits, or a hash where it is no such id. */
export function traceIdOf(correlationId: string): string {
  return uuid.test(correlationId) ? correlationId.replaceAll('-', '') : sha256Hex(correlationId).slice(0, 32);
}

/** The correlation id that a trace id spells: `0af76519-16cd-43dd-8448-eb211c80319c`. */
export function correlationIdOf(traceId: string): string {
  return traceId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The header of one call of a trace; each call is a span of its own. */
export function traceHeader(correlationId: string, callId: string): string {
  return `00-${traceIdOf(correlationId)}-${sha256Hex(callId).slice(0, 16)}-01`;
}
