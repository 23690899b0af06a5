import type { PointName } from '#dispatch/deps.ts';

/** A point that is never left when it is reached for the nth time, and a promise of its being reached. */
export function pointOfDeath(name: PointName, nth: number) {
  const { promise: reached, resolve: tell } = Promise.withResolvers<void>();
  let count = 0;
  const point = (at: PointName): Promise<void> => {
    if (at !== name) return Promise.resolve();
    count += 1;
    if (count !== nth) return Promise.resolve();
    tell();
    return Promise.withResolvers<void>().promise;
  };
  return { point, reached };
}
