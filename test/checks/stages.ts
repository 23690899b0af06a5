import { resolve } from 'node:path';
import type { Ended } from './run-child.ts';
import { runChild } from './run-child.ts';
import { runTests } from './run-tests.ts';

/** How a stage ended: a stage that is no test counts as one. */
export type Outcome = {
  passed: number;
  failed: number;
  /** One line for each failed test, where the runner names them. */
  failures: readonly string[];
  /** Tests that this machine or user cannot run, by name. */
  skipped: readonly string[];
  output: string;
};
export type Stage = {
  name: string;
  /** Seconds on two cores of the usual speed (conventions: budget of the check); over one and a half times of it the stage fails. */
  budgetSeconds: number;
  /** Stages without which this one says nothing. */
  needs?: readonly string[];
  run(limitMs: number): Promise<Outcome>;
};

const root = resolve(import.meta.dirname, '../..');
const tool = (path: string): string => resolve(root, 'node_modules', path);

/** The whole check, cheapest first. */
export const stages: readonly Stage[] = [
  plain('prettier', 20, [tool('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.']),
  plain('oxlint', 20, [tool('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings', '--format', 'unix']),
  plain('build', 60, [resolve(root, 'test/build/build.ts')]),
  plain('types', 20, [tool('typescript/bin/tsc'), '-b']),
  plain('knip', 20, [tool('knip/bin/knip.js'), '--config', '.knip.json', '--no-progress']),
  tests('unit', 60),
  tests('lwc', 60),
  tests('host', 180),
  tests('store', 120),
  tests('store-14', 60),
  tests('simulation', 360),
  tests('e2e', 360),
];

function plain(name: string, budgetSeconds: number, childArguments: readonly string[]): Stage {
  const outcome = ({ isGood, output }: Ended): Outcome => ({
    passed: isGood ? 1 : 0,
    failed: isGood ? 0 : 1,
    failures: [],
    skipped: [],
    output,
  });
  return {
    name,
    budgetSeconds,
    run: async (limitMs) => outcome(await runChild(childArguments, { folder: root, limitMs, isShown: false })),
  };
}

function tests(name: string, budgetSeconds: number): Stage {
  return { name, budgetSeconds, needs: ['build'], run: (limitMs) => runTests(name, root, limitMs) };
}
