import type { Json } from 'shared-model/canonical-json.ts';
import type { FaultCode } from 'shared-model/faults.ts';

import type { DoorFault } from './limits.ts';
import { readStrictJson } from './strict-json.ts';

export type Body =
  | { readonly ok: true; readonly value: Json; readonly bytes: number }
  | { readonly ok: false; readonly status: number; readonly fault: DoorFault };

type BodyRequest = { header(name: string): string | undefined; arrayBuffer(): Promise<ArrayBuffer> };

/** Reads a body of JSON as strictly as the store needs it; its type must be one that a form of another site cannot send. */
export async function readJsonBody(request: BodyRequest, mediaTypes: readonly string[]): Promise<Body> {
  const mediaType = (request.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!mediaTypes.includes(mediaType)) {
    return badBody(415, 'intake.media-type', `Send ${mediaTypes.join(' or ')}`);
  }
  const bytes = new Uint8Array(await request.arrayBuffer());
  const text = decoded(bytes);
  if (text === undefined) return badBody(400, 'json.not-utf-8', 'The body is not UTF-8');
  const json = readStrictJson(text);
  return json.ok ? { ok: true, value: json.value, bytes: bytes.length } : { ok: false, status: 400, fault: json.fault };
}

export function badBody(status: number, code: FaultCode, text: string): Body {
  return { ok: false, status, fault: { pointer: '', code, text } };
}

/** A byte-order mark stays in the text, where it is no JSON. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
