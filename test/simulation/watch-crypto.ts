/**
 * Counts the cryptography that works in the background, which the schedule must wait for: a signature that is ready a
 * moment later would otherwise change the order of a run.
 *
 * @returns how many operations are in flight
 */
export function watchCrypto(): () => number {
  let inFlight = 0;
  const { subtle } = crypto;
  for (const name of ['sign', 'verify', 'digest', 'importKey', 'exportKey', 'generateKey'] as const) {
    const original: unknown = Reflect.get(subtle, name);
    if (typeof original !== 'function') continue;
    const watched = async (...given: unknown[]): Promise<unknown> => {
      inFlight += 1;
      try {
        return await Reflect.apply(original, subtle, given);
      } finally {
        inFlight -= 1;
      }
    };
    Object.defineProperty(subtle, name, { value: watched, configurable: true });
  }
  return () => inFlight;
}
