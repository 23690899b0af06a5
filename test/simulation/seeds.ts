import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSimulationDatabase, type SimulationDatabase } from './database.ts';
import { runLine } from './line.ts';
import { reportOf } from './report.ts';

/** Of so many seeds one is played twice. */
const seedsPerRepeat = 10;

/**
 * Plays each seed of a range: nothing may be lost or doubled. Every tenth is played a second time, in a process that has
 * played others by then, and its trace must equal the first to the byte.
 */
export function describeSeeds(from: number, to: number): void {
  describe(`the line keeps its promise under seeds ${from} to ${to}`, () => {
    let database: SimulationDatabase;
    beforeAll(async () => {
      database = await startSimulationDatabase();
    });
    afterAll(async () => {
      await database.stop();
    });

    const seeds = Array.from({ length: to - from + 1 }, (_, at) => from + at);
    test.each(seeds)('seed %i', async (seed) => {
      const first = await runLine(seed, database);
      expect(reportOf(first)).toBe('');
      if (seed % seedsPerRepeat !== 0) return;
      const second = await runLine(seed, database);
      expect(second.hash).toBe(first.hash);
      expect(second.steps).toBe(first.steps);
    });
  });
}
