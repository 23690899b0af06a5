import { createHash, timingSafeEqual } from 'node:crypto';

/** Compared by hash, so that neither length nor content can be learnt from the time it takes. */
export function isEqual(known: string, given: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(known), hash(given));
}
