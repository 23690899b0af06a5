import { rooms } from './rooms.ts';
import type { Room } from './rooms.ts';

type Rules = Record<string, 'off' | 'error' | readonly ['error', ...unknown[]]>;
type Override = { files: readonly string[]; excludeFiles?: readonly string[]; rules: Rules };

const functionLines = (max: number): Rules[string] => [
  'error',
  { max, skipBlankLines: true, skipComments: true, IIFEs: true },
];

const everywhere: Rules = {
  eqeqeq: 'error',
  'no-var': 'error',
  'prefer-const': 'error',
  'no-empty': 'error',
  'no-eval': 'error',
  'no-new-func': 'error',
  'no-param-reassign': 'error',
  'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' }],
  'no-throw-literal': 'error',
  'max-lines': ['error', { max: 400 }],
  'max-lines-per-function': functionLines(60),
  'import/no-default-export': 'error',
  'import/no-cycle': 'error',
  'typescript/no-explicit-any': 'error',
  'typescript/no-non-null-assertion': 'error',
  'typescript/ban-ts-comment': 'error',
  'typescript/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
  'typescript/consistent-type-imports': 'error',
  'typescript/no-floating-promises': 'error',
  'typescript/no-misused-promises': 'error',
  'typescript/await-thenable': 'error',
  'typescript/only-throw-error': 'error',
  'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  'unicorn/no-useless-spread': 'off',
  'unicorn/no-thenable': 'off',
  'typescript/unbound-method': 'off',
  'typescript/restrict-template-expressions': 'off',
  'promise/no-callback-in-promise': 'off',
  'throughline/erasable': 'error',
};

const product = ['shared-model/**/*.ts', 'bridge/**/*.ts', 'netsuite-suiteapp/**/*.ts', 'salesforce-ext/**/*.ts'];
/** SQL of a vendor's own (SOQL, SuiteQL) or of the server's set-up is not the store's. */
const otherSql = ['bridge/postgres/**/*.ts', 'bridge/connectors/salesforce/**/*.ts', 'netsuite-suiteapp/**/*.ts'];
/** Where a platform or a tool asks for a default export. */
const defaultExports = [
  'netsuite-suiteapp/scripts/**/*.ts',
  'salesforce-ext/**/*.ts',
  '**/*.config.ts',
  'test/checks/lint/plugin.ts',
  '**/*.d.ts',
];
/** The platforms in miniature run inside the simulation, so they too take time and chance from what they are given. */
const simulated = ['test/sandbox/salesforce/**/*.ts', 'test/sandbox/netsuite/**/*.ts', 'test/sandbox/control/**/*.ts'];

/** The whole lint configuration; `.oxlintrc.json` is this, written down. */
export function lintConfiguration(pluginPath = './test/checks/lint/plugin.ts'): object {
  return {
    $schema: './node_modules/oxlint/configuration_schema.json',
    plugins: ['typescript', 'import', 'unicorn', 'oxc', 'promise', 'vitest'],
    jsPlugins: [pluginPath],
    categories: { correctness: 'error' },
    options: { denyWarnings: true, reportUnusedDisableDirectives: 'error' },
    env: { builtin: true },
    ignorePatterns: [
      '**/fixtures/**',
      '**/.types/**',
      '.artifacts/**',
      '**/lwc/*/*.js',
      '**/com.throughline.bridge/*.js',
      'node_modules/**',
    ],
    rules: everywhere,
    overrides: [productRules, ...rooms.map(roomOverride), ...exceptions],
  };
}

const productRules: Override = {
  files: product,
  rules: {
    'import/no-relative-parent-imports': 'error',
    'no-console': 'error',
    'throughline/plain': 'error',
    'throughline/no-sql': 'error',
  },
};

function roomOverride(room: Room): Override {
  return {
    files: room.files,
    rules: {
      'throughline/wall': ['error', { room: room.name, imports: room.imports }],
      'throughline/seam': ['error', { allowed: room.world ?? [] }],
    },
  };
}

const exceptions: readonly Override[] = [
  { files: ['bridge/store/**/*.ts'], rules: { 'throughline/sql': 'error', 'throughline/no-sql': 'off' } },
  { files: otherSql, rules: { 'throughline/no-sql': 'off' } },
  { files: ['salesforce-ext/**/*.ts'], rules: { 'throughline/plain': 'off' } },
  { files: ['bridge/log.ts', 'bridge/main.ts'], rules: { 'no-console': 'off' } },
  { files: ['test/**/*.ts'], rules: { 'max-lines-per-function': functionLines(120) } },
  { files: simulated, rules: { 'throughline/seam': ['error', { allowed: [] }] } },
  {
    files: [
      'test/sandbox/**/real-time.ts',
      'test/sandbox/control/clock.ts',
      'test/sandbox/control/certificate.ts',
      'test/sandbox/netsuite/host/realm/**/*.ts',
    ],
    rules: { 'throughline/seam': 'off' },
  },
  { files: defaultExports, rules: { 'import/no-default-export': 'off' } },
];
