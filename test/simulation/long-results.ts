import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod/mini';

const Counts = z.record(z.string(), z.number());

/** What one seed of a long run came to; one line of its file. */
export const SeedResult = z.object({
  seed: z.int(),
  steps: z.number(),
  virtualSeconds: z.number(),
  seconds: z.number(),
  hash: z.string(),
  /** Whether the seed was played a second time; a trace that differed is a violation. */
  isRepeated: z.boolean(),
  disturbances: Counts,
  made: Counts,
  violations: z.array(z.string()),
});
export type SeedResult = z.infer<typeof SeedResult>;

/** The results that an earlier run of the same code left, so that this one goes on behind them. */
export async function readResults(file: string): Promise<readonly SeedResult[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  // The last line may have been cut short when the run was stopped.
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => SeedResult.parse(JSON.parse(line)));
}

export async function keepResult(file: string, result: SeedResult): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await appendFile(file, `${JSON.stringify(result)}\n`);
}

/** The figures of a long run, all counted from its lines. */
export type Summary = {
  seeds: number;
  from: number;
  to: number;
  broken: readonly number[];
  repeated: number;
  steps: number;
  virtualHours: number;
  seconds: number;
  disturbances: Readonly<Record<string, number>>;
  made: Readonly<Record<string, number>>;
};

export function summaryOf(results: readonly SeedResult[]): Summary {
  const seeds = results.map(({ seed }) => seed).toSorted((one, other) => one - other);
  const sum = (of: (result: SeedResult) => number): number =>
    results.reduce((before, result) => before + of(result), 0);
  const broken = results.filter(({ violations }) => violations.length > 0).map(({ seed }) => seed);
  return {
    seeds: seeds.length,
    from: seeds[0] ?? 0,
    to: seeds.at(-1) ?? 0,
    broken: broken.toSorted((one, other) => one - other),
    repeated: results.filter(({ isRepeated }) => isRepeated).length,
    steps: sum(({ steps }) => steps),
    virtualHours: Math.round(sum(({ virtualSeconds }) => virtualSeconds) / 360) / 10,
    seconds: Math.round(sum(({ seconds }) => seconds)),
    disturbances: addedUp(results.map(({ disturbances }) => disturbances)),
    made: addedUp(results.map(({ made }) => made)),
  };
}

function addedUp(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [name, count] of all.flatMap((one) => Object.entries(one))) sums[name] = (sums[name] ?? 0) + count;
  return Object.fromEntries(Object.entries(sums).toSorted(([one], [other]) => one.localeCompare(other, 'en')));
}
