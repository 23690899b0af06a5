import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';
import { LongestFirst } from './checks/longest-first.ts';
import { lwcPlugin } from './sandbox/pages/lwc-plugin.ts';
import { lwcOptions } from './sandbox/pages/settings.ts';

const foldersOf = (folders: readonly string[]): string[] => folders.map((folder) => `test/${folder}/**/*.test.ts`);

const include = {
  lwc: ['test/lwc/**/*.test.ts'],
  host: foldersOf(['sandbox', 'host', 'netsuite-front', 'suiteapp', 'salesforce-org', 'connectors']),
  store: foldersOf([
    'store',
    'postgres',
    'engine',
    'dispatch',
    'feeds',
    'projection',
    'intake',
    'api',
    'audit',
    'doors',
    'console',
    'bridge',
    'bench',
  ]),
  simulation: ['test/simulation/**/*.test.ts'],
  e2e: foldersOf(['e2e', 'canaries']),
};

const minute = 60_000;

/**
 * One runner for every room. A test file belongs to the project of its folder; what no other project claims is `unit`.
 * Two workers everywhere, since the machine that CI has is of two cores. `store-14` is the second database.
 */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, '**/fixtures/**', ...Object.values(include).flat()],
          testTimeout: minute,
          hookTimeout: minute,
        },
      },
      {
        extends: true,
        plugins: [lwcPlugin(lwcOptions)],
        resolve: { dedupe: ['lwc'] },
        test: {
          name: 'lwc',
          include: include.lwc,
          environment: 'jsdom',
          testTimeout: minute,
          hookTimeout: 2 * minute,
          globalSetup: ['test/lwc/build.ts'],
          server: { deps: { inline: [/lightning-base-components/, /\/main\/default\/lwc\//] } },
        },
      },
      {
        extends: true,
        test: { name: 'host', include: include.host, pool: 'forks', testTimeout: 5 * minute, hookTimeout: minute },
      },
      {
        extends: true,
        test: {
          name: 'store',
          include: include.store,
          pool: 'forks',
          testTimeout: minute,
          hookTimeout: minute,
          globalSetup: ['test/support/database-server.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'store-14',
          include: foldersOf(['store', 'engine', 'dispatch']),
          pool: 'forks',
          testTimeout: minute,
          hookTimeout: minute,
          globalSetup: ['test/support/foreign-database.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'simulation',
          include: include.simulation,
          pool: 'forks',
          testTimeout: 10 * minute,
          hookTimeout: 2 * minute,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: include.e2e,
          pool: 'forks',
          testTimeout: 4 * minute,
          hookTimeout: 4 * minute,
          globalSetup: ['test/e2e/build.ts'],
        },
      },
    ],
  },
});
