import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Test files that take longer than the rest of their project, each before the shorter ones. */
const longest = [
  'test/suiteapp/interleavings-1-1000.test.ts',
  'test/suiteapp/interleavings-1001-2000.test.ts',
  'test/simulation/seeds-1-50.test.ts',
  'test/simulation/seeds-51-100.test.ts',
  'test/simulation/seeds-101-150.test.ts',
  'test/simulation/seeds-151-200.test.ts',
  'test/e2e/kills.test.ts',
  'test/e2e/click.test.ts',
  'test/e2e/start.test.ts',
  'test/e2e/provision.test.ts',
  'test/canaries/canaries.test.ts',
];

/**
 * Starts the longest files of each project first, so that both workers are busy to the end: a fresh clone knows no times
 * yet, and the runner then goes by the size of a file.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const byProject = Map.groupBy(await super.sort(files), ({ project }) => project);
    return [...byProject.values()].flatMap((ofOne) => ofOne.toSorted((one, other) => placeOf(one) - placeOf(other)));
  }
}

function placeOf({ moduleId, project }: TestSpecification): number {
  const place = longest.indexOf(relative(project.config.root, moduleId));
  return place === -1 ? longest.length : place;
}
