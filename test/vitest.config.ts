import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

const foldersOf = (folders: readonly string[]): string[] => folders.map((folder) => `test/${folder}/**/*.test.ts`);

const include = {
  lwc: ['test/lwc/**/*.test.ts'],
  host: foldersOf(['sandbox', 'host', 'netsuite-front', 'netsuite-suiteapp', 'suiteapp', 'salesforce-org', 'salesforce-ext']),
  store: foldersOf(['store', 'postgres', 'engine', 'dispatch', 'feeds', 'projection', 'intake', 'api', 'bridge']),
  simulation: ['test/simulation/**/*.test.ts'],
  e2e: ['test/e2e/**/*.test.ts'],
};

/**
 * One runner for every room. A test file belongs to the project of its folder; what no other project claims is `unit`.
 * Two workers everywhere, since the machine that CI has is of two cores.
 */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, '**/fixtures/**', ...Object.values(include).flat()],
        },
      },
      { extends: true, test: { name: 'lwc', include: include.lwc, environment: 'jsdom' } },
      { extends: true, test: { name: 'host', include: include.host, pool: 'forks', testTimeout: 30_000 } },
      {
        extends: true,
        test: { name: 'store', include: include.store, pool: 'forks', testTimeout: 30_000, hookTimeout: 60_000 },
      },
      {
        extends: true,
        test: {
          name: 'simulation',
          include: include.simulation,
          pool: 'forks',
          testTimeout: 300_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: include.e2e,
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
