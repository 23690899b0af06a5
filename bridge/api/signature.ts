import { createHmac } from 'node:crypto';

import { isEqual } from './secrets.ts';

/** Seconds that a message's time may differ from ours, in both directions. */
const toleranceSeconds = 300;

export type SignedRequest = {
  header(name: string): string | undefined;
  arrayBuffer(): Promise<ArrayBuffer>;
};

/**
 * Whether a request carries a valid Standard Webhooks signature: HMAC-SHA-256 over `id.timestamp.body`.
 *
 * The body's own bytes are signed, before anybody decodes them: a byte-order mark or a broken character more is another
 * message. The header may hold several signatures, as it does while a secret is exchanged; versions other than `v1` are
 * passed over.
 *
 * Source: Standard Webhooks specification 1.0 (read 2026-11).
 *
 * @param secret `whsec_` and the key in base64
 * @param now milliseconds since 1970
 */
export async function isSigned(request: SignedRequest, secret: string, now: number): Promise<boolean> {
  const id = request.header('webhook-id') ?? '';
  const timestamp = request.header('webhook-timestamp') ?? '';
  const signatures = request.header('webhook-signature') ?? '';
  if (id === '' || signatures === '' || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now / 1000 - Number(timestamp)) > toleranceSeconds) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key)
    .update(`${id}.${timestamp}.`)
    .update(new Uint8Array(await request.arrayBuffer()))
    .digest('base64');
  return signatures.split(' ').some((signature) => isEqual(`v1,${expected}`, signature));
}
