import type { LineRun } from './line.ts';

/** Says what was wrong and how to see it again. */
export function reportOf({ seed, violations, disturbances }: LineRun): string {
  if (violations.length === 0) return '';
  return [
    `seed ${seed} broke the line; repeat it with: npm run seed -- --seed ${seed}`,
    ...violations.map((violation) => `  ${violation}`),
    `  disturbed by ${JSON.stringify(disturbances)}`,
  ].join('\n');
}
